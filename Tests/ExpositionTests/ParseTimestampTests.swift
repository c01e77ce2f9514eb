import Testing

@testable import Exposition

@Suite("Parsing timestamps")
struct ParseTimestampTests {
    @Test(
        "of text takes all that Go's ParseInt does, which the format's description names",
        arguments: [("5", 0.005), ("+5", 0.005), ("-5", -0.005), ("-0", 0), ("+0", 0), ("0007", 0.007)]
    )
    func signs(_ text: String, _ seconds: Double) throws {
        #expect(try parse("a 1 \(text)\n").first?.samples.first?.timestamp == seconds)
    }

    @Test("of text takes no sign alone, no two signs, and nothing beyond 64 bits", arguments: ["+", "-", "++5", "+-5"])
    func bad(_ text: String) {
        #expect(throws: ExpositionError(line: 1, "a timestamp is a whole number of milliseconds")) {
            try parse("a 1 \(text)\n")
        }
    }
}
