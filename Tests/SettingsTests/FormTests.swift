import Testing
import YAML

@testable import Settings

@Suite("Forms")
struct FormTests {
    @Test(
        "of durations",
        arguments: [
            ("15s", 15_000), ("1m30s", 90_000), ("500ms", 500), ("1h", 3_600_000), ("1h2m3s4ms", 3_723_004), ("0s", 0),
            ("007s", 7000), ("90m", 5_400_000), ("1m1ms", 60_001),
        ]
    )
    func duration(_ text: String, _ milliseconds: Int) {
        #expect(Duration(text: text) == .milliseconds(milliseconds))
    }

    @Test(
        "that are no durations",
        arguments: [
            "", "15", "s", "1.5s", "-1s", "+1s", " 1s", "1s ", "1 s", "1d", "1S", "1s1m", "1s1s", "1ms1s", "1e3s",
            "1h30",
            "9999999999s", "١s", "1\u{301}s", "1s\u{301}", "1µs", "0x1s",
        ]
    )
    func noDuration(_ text: String) {
        #expect(Duration(text: text) == nil)
    }

    @Test(
        "of addresses to listen on",
        arguments: [
            (":10713", true), ("[::1]:10713", true), ("localhost:0", true), ("10.0.0.1:65535", true),
            ("[fe80::1%eth0]:80", true), ("unix:/run/x.sock", true), ("unix:/", false), ("unix:x", false), ("", false),
            ("10713", false), ("localhost", false), (":", false), (":65536", false), (":-1", false), (":+1", false),
            ("::1:80", false), ("[::1]", false), ("[::1", false), ("[]:80", false), ("[localhost]:80", false),
            ("a b:80", false), ("http://a:80", false), ("a:80/", false), (":٣", false), (":80\u{301}", false),
        ]
    )
    func listenAddress(_ text: String, _ isTaken: Bool) {
        #expect(((try? Form.listenAddress.value(of: text)) != nil) == isTaken)
    }

    @Test(
        "of volumes",
        arguments: [
            ("a/b", VolumeTarget(host: "a", volume: "b")),
            (
                "server-1.example.org:1/Photos_2-x",
                VolumeTarget(host: "server-1.example.org", port: 1, volume: "Photos_2-x")
            ),
            ("[::1]/b", VolumeTarget(host: "::1", volume: "b")),
            ("[2001:db8::7]:24008/_b", VolumeTarget(host: "2001:db8::7", port: 24008, volume: "_b")),
            (
                "a/" + String(repeating: "v", count: 256),
                VolumeTarget(host: "a", volume: String(repeating: "v", count: 256))
            ),
            ("a/" + String(repeating: "v", count: 257), nil), ("a/-b", nil), ("a/b.c", nil), ("a/b/c", nil),
            ("a/", nil),
            ("/b", nil), ("a", nil), ("", nil), (":1/b", nil), ("a:/b", nil), ("a:0/b", nil), ("a:65536/b", nil),
            ("::1/b", nil), ("a b/c", nil), ("a/ä", nil), ("a\\b/c", nil),
        ]
    )
    func volume(_ text: String, _ target: VolumeTarget?) {
        #expect((try? Form.volume.value(of: text)) == target)
    }

    @Test(
        "of directories to probe",
        arguments: [
            ("a:/", "/"), ("a:/x:y", "/x:y"), ("a:/ä b", "/ä b"), ("a:x", nil), ("a", nil), (":/x", nil),
            ("a.b:/x", nil),
            ("a:", nil), ("a:/" + String(repeating: "x", count: 4095), nil),
        ]
    )
    func probeDirectory(_ text: String, _ path: String?) {
        #expect((try? Form.probeDirectory.value(of: text))?.path == path)
    }

    @Test(
        "of paths for metrics",
        arguments: [
            ("/metrics", true), ("/a/b-c._~", true), ("/-", true), ("/", false), ("/-/healthy", false),
            ("metrics", false),
            ("/a b", false), ("/a?b", false), ("/a#b", false), ("/%41", false), ("", false), ("/ä", false),
        ]
    )
    func telemetryPath(_ text: String, _ isTaken: Bool) {
        #expect(((try? Form.telemetryPath.value(of: text)) != nil) == isTaken)
    }

    @Test("show a wrong text on one line, and not all of a long one")
    func quoted() {
        #expect("a\r\nb\u{1B}[0m\u{202E}".quoted == #""a\r\nb\u{1B}[0m\u{202E}""#)
        #expect(String(repeating: "x", count: 60).quoted == "\"\(String(repeating: "x", count: 60))\"")
        #expect(String(repeating: "x", count: 61).quoted == "\"\(String(repeating: "x", count: 60))…\"")
        #expect(("e" + String(repeating: "\u{301}", count: 100)).quoted.unicodeScalars.count == 63)
    }

    @Test(
        "of admin addresses",
        arguments: [
            ("localhost:2019", true), ("[::1]:2019", true), (":2019", true), ("unix//run/caddy/admin.sock", true),
            ("unix/run/x", false), ("unix/", false), ("unix//" + String(repeating: "x", count: 107), false),
            ("localhost", false), ("localhost:0", false), ("http://localhost:2019", false), ("", false),
        ]
    )
    func adminAddress(_ text: String, _ isTaken: Bool) {
        #expect(((try? Form.adminAddress.value(of: text)) != nil) == isTaken)
    }

    @Test(
        "of log sources",
        arguments: [
            ("file:/a:b", .file("/a:b")), ("docker:/d", .docker("/d")), ("cri:/c", .cri("/c")),
            ("journal:caddy@a.service", .journal("caddy@a.service")), ("file:a", nil), ("journal:", nil),
            ("journal:/a", nil), ("syslog:/a", nil), ("/a", nil), ("", nil), ("file:", nil),
        ] as [(String, LogSource?)]
    )
    func logSource(_ text: String, _ source: LogSource?) {
        #expect((try? Form.logSource.value(of: text)) == source)
    }

    @Test(
        "of site roots, and of files below them",
        arguments: [
            ("a=/b", true, false), ("a=b", false, true), ("a=/b=c", true, false), ("=/b", false, false),
            ("a=", false, false), ("a", false, false), ("a=../b", false, false), ("a=b/..", false, false),
            ("a=..b", false, true), (":8080=/srv", true, false),
        ]
    )
    func sites(_ text: String, _ isRoot: Bool, _ isFile: Bool) {
        #expect(((try? Form.siteRoot.value(of: text)) != nil) == isRoot)
        #expect(((try? Form.siteFile.value(of: text)) != nil) == isFile)
    }
}
