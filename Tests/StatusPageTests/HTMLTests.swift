import Foundation
import Testing

@testable import Collectors
@testable import StatusPage

@Suite("The page's HTML")
struct HTMLTests {
    private static let hostile = [
        "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onmouseover='alert(1)", "a&b&lt;",
        "]]>--><style>*{}</style>", "line\nbreak\r\ttab\u{0}\u{7F}\u{85}\u{2028}",
        "\u{202E}gpj.exe\u{2066}\u{FEFF}\u{200B}",
        String(repeating: "x", count: 4000), String(repeating: "<", count: 4000), "é 👩‍👧 \u{FFFD}", "",
    ]

    @Test("takes any name as a name", arguments: hostile)
    func names(_ name: String) {
        let html = page(of: name)
        // Whatever the names are, the page has the elements that it has for a plain one.
        if !name.isEmpty { #expect(tags(html) == tags(page(of: "plain"))) }
        #expect(html.components(separatedBy: "<script").count == 2)
        #expect(html.components(separatedBy: "<style").count == 2)
        #expect(!html.contains("<img") && !html.contains("' on") && !html.contains("\"><img"))
        let odd: [Unicode.GeneralCategory] = [.control, .format, .lineSeparator, .paragraphSeparator]
        let isReadable = html.unicodeScalars.allSatisfy { scalar in
            scalar == "\n" || scalar == "\u{200D}" || !odd.contains(scalar.properties.generalCategory)
        }
        #expect(isReadable)
        #expect(html.utf8.count < 300_000)
    }

    /// With this name wherever somebody else may choose one.
    private func page(of name: String) -> String {
        var stage = Stage.well
        stage.addVolume(name, host: name)
        stage.takeDown(1, of: name, spare: 0, host: name)
        stage.tell("heal", .splitBrain(volume: name, subvolume: "\(name)-replicate-0", path: name, kinds: [name]))
        stage.addMount(name, of: name)
        stage.addSite(name, name, on: name)
        stage.find(.rootStale, name, name, name)
        stage.addCaddy(name)
        stage.addLog(name, of: name)
        stage.set("gluster_peer_connected", [name], 0)
        stage.set("gluster_peer_info", [name, name, name], 1)
        stage.fail("site", name, age: 3)
        return stage.html
    }

    /// How often there is each element; their order follows the names.
    private func tags(_ html: String) -> [Substring: Int] {
        Dictionary(html.split(separator: "<").map { ($0.prefix { $0.isLetter }, 1) }, uniquingKeysWith: +)
    }

    @Test(
        "escapes text, and shows what has no picture",
        arguments: [
            ("a<b>&\"'", "a&lt;b&gt;&amp;&quot;&#39;"), ("\u{202E}", "⟨U+202E⟩"), ("\n", "⟨U+000A⟩"),
            ("\u{E0001}", "⟨U+E0001⟩"),
            ("plain", "plain"), ("é👩‍👧", "é👩‍👧"),
        ]
    )
    func escaping(_ text: String, _ expected: String) {
        let markup: Markup = "\(text)"
        #expect(String(decoding: markup.bytes, as: UTF8.self) == expected)
    }

    @Test("keeps both ends of a name that is too long")
    func clipping() {
        let markup: Markup = "\("begin" + String(repeating: "é", count: 4000) + "end")"
        let text = String(decoding: markup.bytes, as: UTF8.self)
        #expect(text.hasPrefix("begin") && text.hasSuffix("end") && text.contains("[… 3408 more …]"))
    }

    @Test("has one anchor for each thing, whatever it is called")
    func anchors() {
        let names = ["a", "A", "a b", "a-b", "é", "", "a\"b", String(repeating: "a", count: 4000)]
        let anchors = names.map { String.anchor("volume", $0) }
        #expect(Set(anchors).count == names.count)
        for anchor in anchors {
            #expect(anchor.utf8.count < 80)
            #expect(anchor.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") })
        }
    }

    @Test("lets a browser run and apply exactly what stands in it")
    func policy() throws {
        let page = StatusPage.html([], now: Stage.now, version: "1", telemetryPath: "/metrics")
        let html = String(decoding: page.html, as: UTF8.self)
        for element in ["style", "script"] {
            let text = try #require(
                html.components(separatedBy: "<\(element)>").last?.components(separatedBy: "</\(element)>").first
            )
            let hash = try sha256(text)
            #expect(page.contentSecurityPolicy.contains("\(element)-src 'sha256-\(hash)';"), "sha256-\(hash)")
        }
        #expect(page.contentSecurityPolicy.hasPrefix("default-src 'none'; "))
        #expect(page.contentSecurityPolicy.contains("frame-ancestors 'none'"))
        for attribute in [" style=", " onclick=", " onload=", " src=", "http://", "https://", "//cdn"] {
            #expect(!Stage.troubled.html.contains(attribute), "\(attribute)")
        }
    }

    /// In Base64, by the program that everybody trusts.
    private func sha256(_ text: String) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/openssl")
        process.arguments = ["dgst", "-sha256", "-binary"]
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        try input.fileHandleForWriting.write(contentsOf: Data(text.utf8))
        try input.fileHandleForWriting.close()
        let digest = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return digest.base64EncodedString()
    }

    @Test("closes each element that it opens")
    func balance() {
        for html in [Stage.well.html, Stage.troubled.html, Stage([]).html, Stage().html] {
            let void: Set = ["meta", "link", "br", "!DOCTYPE"]
            var open: [Substring] = []
            let body = html.replacing(/<(style|script)>(?s:.*?)<\/(style|script)>/, with: "")
            for match in body.matches(of: /<(\/?)([a-zA-Z0-9!]+)[^>]*>/) where !void.contains(String(match.2)) {
                if match.1.isEmpty { open.append(match.2) } else { #expect(open.popLast() == match.2) }
            }
            #expect(open == [])
        }
    }

    @Test("has a name and a scope for each head, and a caption for each table")
    func tables() {
        let html = Stage.troubled.html
        #expect(html.components(separatedBy: "<table>").count == html.components(separatedBy: "<caption").count)
        #expect(!html.contains("<th>") && !html.contains("<th class"))
        #expect(html.components(separatedBy: "<h1>").count == 2)
    }

    @Test("opens the volumes in which something is wrong, and no others")
    func open() {
        let html = Stage.troubled.html
        #expect(html.contains("<details id=\"volume-photos\" class=\"volume\" open data-open>"))
        #expect(html.contains("<details id=\"volume-media\" class=\"volume\">"))
    }

    @Test("gives each time its exact moment")
    func times() {
        var stage = Stage.well
        stage.set("gluster_mount_client_start_timestamp_seconds", ["/mnt/photos"], Stage.now - 300)
        let moment = "<time datetime=\"2023-11-14 22:08:20Z\" title=\"2023-11-14 22:08:20 UTC\">5 min ago</time>"
        #expect(stage.html.contains(moment))
    }

    @Test("stays below a megabyte at 1,000 bricks, all of them in trouble")
    func size() {
        var stage = Stage()
        for index in 0..<37 {
            stage.addVolume("volume-number-\(index)", sets: 9, host: "storage-node-1.example.com", fill: 0.95)
            stage.takeDown(1, of: "volume-number-\(index)", spare: 0, host: "storage-node-1.example.com")
        }
        let html = stage.html
        #expect(stage.model.volumes.map(\.bricks).reduce(0, +) == 999)
        #expect(html.utf8.count < 1_000_000)
        #expect(html.contains("and 25 more, below") || html.contains("more, below"))
    }
}
