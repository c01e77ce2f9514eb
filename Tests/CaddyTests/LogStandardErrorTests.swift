import Testing

@testable import Caddy

/// What Caddy writes to its standard error past every encoder.
@Suite("Standard error of Caddy")
struct LogStandardErrorTests {
    private static let start = "2026-11-21 05:14:35.153862149 +0000 UTC m=+130.863193588 write error: "
    private static let rotation = "interval rotation failed: can't rename log file: rename /a.log /a-size.log: "
    private static let loading = "Error: loading initial config: loading new config: setting up custom log 'log0': "

    @Test(
        "tells of a log that could not be written, rolled or opened",
        arguments: [
            (start + "write /srv/log/int.log: stale file handle", "stale_handle"),
            (start + "write /srv/log/int.log: no space left on device", "no_space"),
            (start + rotation + "stale file handle", "stale_handle"),
            (start + rotation + "what nobody knows", "other"),
            (
                loading + "opening log writer using &logging.FileWriter{Mode:0x0}: open /a.log: "
                    + "transport endpoint is not connected", "not_connected"
            ),
        ]
    )
    func writeErrors(_ line: String, _ kind: String) {
        let entry = #"{"level":"info","ts":1795207846.5,"msg":"x"}"#

        #expect(LogTally(of: line).text == "write \(kind)=1\n")
        #expect(LogTally(of: line, format: .unknown).text == "untrusted=1\n")
        #expect(LogTally(of: "\(entry)\n\(line)", format: .unknown).counts.writeErrors == [kind: 1])
        #expect(LogTally(of: line, format: .other).text == "untrusted=1\n")
    }

    @Test(
        "tells of nothing else",
        arguments: [
            loading + "listening on :443: listen tcp :443: bind: permission denied",
            "x " + loading + "opening log writer using x: open /a.log: stale file handle",
            "Error: opening log writer using x: open /a.log: stale file handle",
            start.replacing("write error: ", with: "read error: ") + "read /a.log: stale file handle",
        ]
    )
    func others(_ line: String) {
        #expect(LogTally(of: line).text == "untrusted=1\n")
    }
}
