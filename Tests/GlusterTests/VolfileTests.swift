import TestSupport
import Testing

@testable import Gluster

@Suite("A volfile")
struct VolfileTests {
    @Test("is read whatever its blanks, line ends and comments")
    func blanks() throws {
        let volfile = try Volfile.parse(
            "# made by hand\n\n  volume\ta-client-0 \r\ntype protocol/client\n\toption  remote-host   h\t\n \t\n# end\nend-volume"
                .utf8
        )
        #expect(volfile.blocks.map(\.name) == ["a-client-0"])
        #expect(volfile["a-client-0"]?.type == "protocol/client")
        #expect(volfile["a-client-0"]?["remote-host"] == "h")
        #expect(volfile["a-client-0"]?["remote-port"] == nil)
        #expect(volfile["a-client-1"] == nil)
    }

    @Test("has quotes and backslashes as Gluster's own lexer reads them")
    func quotes() throws {
        let values = [
            (#"plain"#, "plain"), (#""two words""#, "two words"), (#""a\"b""#, #"a"b"#), (#""a\\b""#, #"a\b"#),
            (#""\`id\`""#, "`id`"), (#""""#, ""), (#"a'b"#, "a'b"), (#"a#b"#, "a#b"), (#"a\b"#, #"a\b"#),
            (#"""#, #"""#),
            (#""a\""#, #"a\"#), (#"two words"#, "two words"),
        ]
        for (written, meant) in values {
            let volfile = try Volfile.parse("volume v\ntype t\noption o \(written)\nend-volume".utf8)
            #expect(volfile["v"]?["o"] == meant, "\(written)")
        }
    }

    @Test("with other options has the same graph, and with other translators another one")
    func graphs() throws {
        let text = "volume a\ntype t\noption o 1\nend-volume\nvolume b\ntype u\nsubvolumes a\nend-volume\n"
        let volfile = try Volfile.parse(text.utf8)
        #expect(volfile.hasGraph(of: try Volfile.parse(text.replacing("o 1", with: "o 2").utf8)))
        for change in [("type u", "type v"), ("volume a\n", "volume c\n"), ("subvolumes a\n", "")] {
            #expect(!volfile.hasGraph(of: try Volfile.parse(text.replacing(change.0, with: change.1).utf8)))
        }
        #expect(!volfile.hasGraph(of: try Volfile.parse((text + "volume d\ntype t\nend-volume\n").utf8)))
    }

    @Test("keeps the last of two values")
    func twice() throws {
        let volfile = try Volfile.parse("volume v\ntype t\noption o 1\noption o 2\nend-volume".utf8)
        #expect(volfile["v"]?["o"] == "2")
        #expect(volfile["v"]?[count: "o"] == 2)
    }

    @Test(
        "has numbers of bricks that can be",
        arguments: ["", "-1", "x", "65536", "9223372036854775807", "-9223372036854775808"]
    )
    func counts(_ text: String) throws {
        let volfile = try Volfile.parse("volume v\ntype t\noption o \"\(text)\"\nend-volume".utf8)
        #expect(volfile["v"]?[count: "o"] == nil)
    }

    @Test(
        "is refused at the line that does not belong there",
        arguments: [
            ("volume v\ntype t\nvolume w\n", 3), ("type t\n", 1), ("\n\nend-volume\n", 3),
            ("volume v\nend-volume\n", 2),
            ("volume\ntype t\nend-volume\n", 3), ("volume v\ntype t\noption\nend-volume", 3),
            ("volume v\ntype t\noption o\nend-volume", 3), ("volume v\ntype t\nend-volume\nrubbish", 4),
            ("volume v\ntype t\nsubvolume x\nend-volume", 3), ("Volume v", 1), ("\u{feff}volume v", 1),
        ]
    )
    func badLine(_ text: String, _ line: Int) {
        #expect(throws: VolfileError(line: line)) { try Volfile.parse(text.utf8) }
    }

    @Test(
        "is refused when it ends too early, or never begins",
        arguments: ["", "\n", "# nothing", "volume v", "volume v\ntype t\n"]
    )
    func incomplete(_ text: String) {
        #expect(throws: VolfileError(line: nil)) { try Volfile.parse(text.utf8) }
    }

    @Test("with nonsense in its numbers still gives a graph")
    func nonsense() throws {
        for number in ["-9223372036854775808", "9223372036854775807", "-1", "99999999999999999999", "three", "65535"] {
            for option in ["arbiter-count", "redundancy", "quorum-count"] {
                for sample in ["photos", "archive"] {
                    let text = String(decoding: try Samples.text(sample), as: UTF8.self)
                    let set = "\(sample)-\(sample == "photos" ? "replicate" : "disperse")-0\n    type"
                    let bad = text.replacing(
                        "volume \(set)",
                        with: "volume \(set) T\n option \(option) \(number)\n    type"
                    )
                    let graph = try Volfile.parse(bad.utf8).graph(of: sample)
                    #expect(graph.bricks.count == 3)
                    #expect(try Report.parse(Report.graph(graph, watched: []).bytes) == .graph(graph, watched: []))
                    for set in graph.subvolumes {
                        _ = set.rule.spare(set.bricks.map(\.role), up: [true, true, false])
                    }
                }
            }
        }
    }

    @Test("whose translators go round in a circle has no sets there")
    func circle() throws {
        let text = "volume a\ntype x\nsubvolumes b\nend-volume\nvolume b\ntype x\nsubvolumes a\nend-volume\n"
        let dht = "volume d\ntype cluster/distribute\nsubvolumes a b nobody\nend-volume\n"
        #expect(try Volfile.parse((text + dht).utf8).graph(of: "v").subvolumes == [])
    }

    @Test("of any bytes is read or refused, and so are its graph and its bricks")
    func hostile() async {
        // In a process of its own, where nobody else takes memory.
        await #expect(processExitsWith: .success) {
            let tests = VolfileTests()
            let peak = Fuzz.peakMemory
            for sample in Samples.names {
                let text = try Samples.text(sample)
                for bytes in Fuzz.mutations(of: text, 150, seed: 2) { tests.use(bytes) }
                for bytes in Fuzz.truncations(of: text).enumerated() where bytes.offset % 17 == 0 {
                    tests.use(bytes.element)
                }
            }
            let photos = try Samples.text("photos")
            for bytes in Fuzz.truncations(of: photos) { tests.use(bytes) }
            for bytes in Fuzz.mutations(of: photos, 3000) { tests.use(bytes) }
            for bytes in Fuzz.noise(20_000) { tests.use(bytes) }
            #expect(Fuzz.peakMemory - peak < 64)
        }
    }

    private func use(_ bytes: [UInt8]) {
        guard let volfile = try? Volfile.parse(bytes) else { return }
        let graph = volfile.graph(of: "v")
        for brick in graph.bricks {
            let names = volfile[brick.client].map { [$0.name] + $0.options.map(\.name) } ?? []
            let isActive = names.joined().contains { "\"\\`".contains($0) }
            #expect((volfile.brick(brick.client, pingTimeout: 3) == nil) == isActive)
        }
        #expect(graph.layout.utf8.count < 30)
    }
}
