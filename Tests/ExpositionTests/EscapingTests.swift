import Testing

@testable import Exposition

@Suite("Escaping")
struct EscapingTests {
    private let gauge = Metric.gauge("hostile", labels: "value", help: "Hostile.")

    @Test("of a label value is the same in both formats", arguments: Hostile.labels)
    func label(_ value: HostileLabel) {
        var encoder = FamilyEncoder()
        let document = Document(encoder.encode([MetricFamily(gauge, [(labels: [value.raw], value: 1)])]))

        #expect(
            document.text
                == ByteText("# HELP hostile Hostile.\n# TYPE hostile gauge\nhostile{value=\"\(value.escaped)\"} 1\n")
        )
        #expect(
            document.openMetrics
                == ByteText(
                    "# TYPE hostile gauge\n# HELP hostile Hostile.\nhostile{value=\"\(value.escaped)\"} 1\n# EOF\n"
                )
        )
    }

    @Test("of the help differs: only OpenMetrics escapes quotes", arguments: Hostile.labels)
    func help(_ value: HostileLabel) {
        let metric = Metric.gauge("hostile", help: "Help \(value.raw).")
        var encoder = FamilyEncoder()
        let document = Document(encoder.encode([MetricFamily(metric, [(labels: [], value: 1)])]))
        var bare: [UInt8] = []
        for byte in value.escaped.utf8 {
            if byte == UInt8(ascii: "\"") { bare.removeLast() }  // The backslash before it.
            bare.append(byte)
        }

        #expect(
            document.text.bytes
                == Array("# HELP hostile Help ".utf8) + bare + Array(".\n# TYPE hostile gauge\nhostile 1\n".utf8)
        )
        #expect(
            document.openMetrics
                == ByteText("# TYPE hostile gauge\n# HELP hostile Help \(value.escaped).\nhostile 1\n# EOF\n")
        )
    }

    @Test("can be undone, and never leaves a bare newline or quote")
    func reversible() {
        var random = Generator(seed: 1)
        for _ in 0..<20_000 {
            let raw = Hostile.label(&random)
            var escaped: [UInt8] = []
            SampleText.escape(raw, quotes: true, into: &escaped)

            #expect(unescape(escaped) == Array(raw.utf8))
        }
    }

    @Test("keeps two spellings of one character apart, in every order of arrival")
    func spellings() {
        let composed: (labels: [String], value: Double) = (["\u{E9}"], 1)
        let decomposed: (labels: [String], value: Double) = (["e\u{301}"], 2)
        let lines: ByteText = """
            # HELP hostile Hostile.
            # TYPE hostile gauge
            hostile{value="e\u{301}"} 2
            hostile{value="\u{E9}"} 1

            """
        var encoder = FamilyEncoder()
        #expect(Document(encoder.encode([MetricFamily(gauge, [composed, decomposed])])).text == lines)
        #expect(Document(encoder.encode([MetricFamily(gauge, [decomposed, composed])])).text == lines)

        let one = Document(encoder.encode([MetricFamily(gauge, [composed])])).text
        let other = Document(encoder.encode([MetricFamily(gauge, [(labels: ["e\u{301}"], value: 1)])])).text
        #expect(one != other)
        #expect(one.description == other.description)  // What `String` thinks of them.
    }

    @Test("of everything hostile at once is kept for the strict parsers")
    func document() throws {
        let values = MetricFamily(gauge, Hostile.labels.enumerated().map { (labels: [$1.raw], value: Double($0)) })
        let helps = Hostile.labels.indices.map { index in
            let metric = Metric.gauge("hostile_help_\(index)", help: "Help \(Hostile.labels[index].raw).")
            return MetricFamily(metric, [(labels: [], value: 1)])
        }
        let document = try Document("hostile", helps + [values])

        #expect(document.text.bytes.count { $0 == UInt8(ascii: "\n") } == 4 * Hostile.labels.count + 2)
    }

    private func unescape(_ escaped: [UInt8]) -> [UInt8]? {
        var bytes: [UInt8] = []
        var rest = escaped[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "\n"), UInt8(ascii: "\""): return nil
            case UInt8(ascii: "\\"):
                switch rest.popFirst() {
                case UInt8(ascii: "n"): bytes.append(UInt8(ascii: "\n"))
                case UInt8(ascii: "\\"): bytes.append(UInt8(ascii: "\\"))
                case UInt8(ascii: "\""): bytes.append(UInt8(ascii: "\""))
                default: return nil
                }
            default: bytes.append(byte)
            }
        }
        return bytes
    }
}
