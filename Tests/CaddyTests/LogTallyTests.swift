import Foundation
import LogTail
import TestSupport
import Testing

@testable import Caddy

@Suite("Tally of a log")
struct LogTallyTests {
    @Test("says of every sample what was recorded")
    func golden() throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: Bundle.module.bundlePath + "/Samples")
            .filter { $0.hasSuffix(".log") || $0 == "net.stderr" }
        var text = ""
        for name in names.sorted() {
            let bytes = try sample(name)
            let tally = LogTally(of: [bytes], format: name.hasPrefix("console") ? .other : .json)
            text += "# \(name)\n\(tally.text)\n"
            #expect(tally.lineCount == UInt64(lines(of: bytes).count))
        }
        let golden = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Samples/classification.txt")
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] != nil {
            try text.write(to: golden, atomically: true, encoding: .utf8)
        }

        #expect(text == (try String(contentsOf: golden, encoding: .utf8)))
    }

    @Test(
        "counts no storage error for what clients can write",
        arguments: [
            "traps-stderr-json.log", "console-newline-injection.log", "console-access.log", "json-access.log",
            "access-2.11.log",
        ]
    )
    func traps(_ name: String) throws {
        for format in [LogContext.Format.json, .unknown, .other] {
            #expect(LogTally(of: [try sample(name)], format: format).storageErrors == 0)
        }
    }

    @Test("tells the same however the lines come", arguments: [1, 2, 7, 50])
    func pieces(_ count: Int) throws {
        for name in ["default-stderr-json-base.log", "net.stderr", "json-access.log", "stderr-json-2.11.log"] {
            let lines = lines(of: try sample(name))
            let pieces = stride(from: 0, to: lines.count, by: count).map {
                Array(lines[$0..<min($0 + count, lines.count)].joined())
            }

            #expect(
                LogTally(of: pieces, format: .unknown).text
                    == LogTally(of: [lines.flatMap { $0 }], format: .unknown).text
            )
        }
    }

    @Test("takes the end of a line as Windows writes it")
    func carriageReturn() throws {
        let bytes = try sample("default-stderr-json-base.log")
        let windows = bytes.flatMap { $0 == 0x0a ? [0x0d, 0x0a] : [$0] }

        #expect(LogTally(of: [windows]).text == LogTally(of: [bytes]).text)
    }

    @Test("finds by the byte test what reading every line finds")
    func byteTest() throws {
        for name in [
            "default-stderr-json-base.log", "json-access.log", "gluster-site-stderr-json.log", "access-2.11.log",
            "stderr-json-2.11.log",
        ] {
            for line in lines(of: try sample(name)) {
                // One sample was trimmed in its middle: it ends as an entry does, and was of no interest.
                guard let entry = LogEntry(parsing: line) else { continue }
                let tally = LogTally(of: [line])

                #expect(tally.counts.entries == [entry.level ?? "": 1])
                #expect(tally.lastEntry == entry.time)
                #expect((tally.text.split(separator: "\n").count > 2) == (entry.verdict != nil))
            }
        }
    }

    @Test(
        "counts no storage error for any beginning of a line that is one",
        arguments: ["default-stderr-json-base.log", "stderr-json-2.11.log"]
    )
    func truncations(_ name: String) throws {
        let stale = try #require(
            lines(of: try sample(name)).first { line in
                LogTally(of: [line]).storageErrors == 1
            }
        )
        #expect(stale.count > 400)
        for cut in 1..<stale.count - 1 {
            let tally = LogTally(of: [Array(stale.prefix(cut)) + [0x0a]])
            #expect(tally.storageErrors == 0)
            #expect(tally.unparsedLines == 1)
        }
    }

    @Test("counts each line once whatever it holds")
    func mutations() throws {
        for name in ["default-stderr-json-base.log", "json-access.log", "net.stderr", "console-newline-injection.log"] {
            for sample in lines(of: try sample(name)).prefix(40) {
                for bytes in Fuzz.mutations(of: sample, 50) {
                    let count = lines(of: bytes).count
                    #expect(LogTally(of: [bytes]).lineCount == UInt64(count))
                }
            }
        }
        for bytes in Fuzz.noise(2000) where !bytes.isEmpty {
            #expect(LogTally(of: [bytes]).lineCount == UInt64(lines(of: bytes).count))
        }
    }

    @Test(
        "reads no JSON that a client made a console encoder write",
        arguments: ["\u{1b}[31mERROR\u{1b}[0m", "INFO", "warn"]
    )
    func forgedJSON(_ level: String) throws {
        let stale =
            #"{"level":"error","ts":1,"logger":"http.log.error","msg":"stat /a: stale NFS file handle","#
            + #""status":500,"err_trace":"fileserver.x"}"#
        let entry =
            "2026/11/20 21:04:54.357\t\(level)\thttp.log.error\tstat /srv/x\n\(stale)\n\(stale)\n: invalid argument"

        #expect(LogTally(of: entry, format: .unknown).text == "untrusted=4\n")
        #expect(LogTally(of: "\(level)\tx\n\(stale)", format: .unknown).text == "untrusted=2\n")
        #expect(LogTally(of: stale, format: .other).text == "untrusted=1\n")
        #expect(LogTally(of: "Error: x\ty\n\(stale)", format: .unknown).storageErrors == 1)
    }

    @Test("counts a write error where Caddy writes JSON, and elsewhere only right behind JSON")
    func writeErrors() {
        let error =
            "2026-11-20 21:06:02.724010979 +0000 UTC m=+2.421282937 write error: write /mnt/c4/access.log: "
            + "transport endpoint is not connected"
        let entry = #"{"level":"info","ts":1795207846.5,"msg":"x"}"#

        #expect(LogTally(of: error).text == "write not_connected=1\n")
        #expect(LogTally(of: error, format: .unknown).text == "untrusted=1\n")
        #expect(
            LogTally(of: "\(entry)\n\(error)\n\(error)\nforged\n\(error)", format: .unknown).text
                == "entries info=1\nlast 1795207846.5\nuntrusted=2\nwrite not_connected=2\n"
        )
        #expect(LogTally(of: "x write error: y: stale NFS file handle").text == "untrusted=1\n")
    }
}
