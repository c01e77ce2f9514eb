import Foundation
import TestSupport
import Testing

@testable import Exposition

@Suite("Parsing anything")
struct ParseFuzzTests {
    @Test("reads what the encoder writes, and every cut of it is an error or fewer lines")
    func cuts() throws {
        for format in Format.allCases {
            let whole = bytes(format)
            let families = try ExpositionParser.parse(whole, format)
            #expect(families.map(\.samples.count) == [2, 1, 1, 10])
            for cut in Fuzz.truncations(of: whole) {
                let isWholeLines = format == .text && (cut.isEmpty || cut.last == UInt8(ascii: "\n"))
                guard let parsed = try? ExpositionParser.parse(cut, format) else { continue }
                // Without a newline, `# EOF` is an end too.
                let isEnd = format == .openMetrics && cut.count == whole.count - 1
                #expect(isWholeLines || isEnd, "\(cut.count) bytes")
                if isEnd { #expect(parsed == families) }
            }
        }
    }

    @Test(
        "never stops at wounds and noise, and what it takes has only names that are allowed",
        arguments: Format.allCases
    )
    func wounds(_ format: Format) {
        var taken = 0
        for document in Fuzz.mutations(of: bytes(format), 4000) {
            for family in (try? ExpositionParser.parse(document, format)) ?? [] {
                taken += 1
                #expect(family.samples.allSatisfy { $0.name.hasPrefix(family.name) })
                #expect(family.name.utf8.allSatisfy { $0 == 0x5f || $0 == 0x3a || isLetterOrDigit($0) })
            }
        }
        for document in Fuzz.noise(4000) { taken += (try? ExpositionParser.parse(document, format).count) ?? 0 }

        #expect(taken > 0)
    }

    @Test("takes long lines, many labels, many series and many families")
    func large() throws {
        let value = String(repeating: #"\\"#, count: 200_000)
        let labels = (0..<20_000).map { "l\($0)=\"\"" }.joined(separator: ",")
        let series = (0..<20_000).map { "c{i=\"\($0)\"} \($0)\n" }.joined()
        let families = (0..<20_000).map { "d\($0) 1\n" }.joined()
        let document = "a{b=\"\(value)\"} 1\nb{\(labels)} 1\n\(series)\(families)"

        let parsed = try parse(document)

        #expect(parsed.count == 20_003)
        #expect(parsed[0].samples[0].labels[0].value.utf8.count == 200_000)
        #expect(parsed[1].samples[0].labels.count == 20_000)
        #expect(parsed[2].samples.count == 20_000)
    }

    private func bytes(_ format: Format) -> [UInt8] {
        var histogram = Histogram(bounds: [0.5, 1])
        histogram.observe(0.75, bounds: [0.5, 1])
        let wait = Metric.histogram("wait_seconds", labels: "volume", bounds: [0.5, 1], help: "Waited \\ \"long\".")
        var families = Families()
        families.add(.counter("failures_total", labels: "volume", help: "Failures."), 3, ["a\"\\\n"])
        families.add(.counter("failures_total", labels: "volume", help: "Failures."), 1e300, ["é"])
        families.add(.gauge("free_bytes", help: "Free."), -0.5)
        families.add(.info("some_info", labels: "version", help: "Some."), info: ["1"])
        families.add(wait, histogram, ["a"])
        families.add(wait, histogram, ["b"])
        return Body.plain([encoded(families.all)], format)
    }

    private func encoded(_ families: [MetricFamily]) -> EncodedBlock {
        var encoder = FamilyEncoder()
        return encoder.encode(families)
    }

    private func isLetterOrDigit(_ byte: UInt8) -> Bool {
        let character = Character(Unicode.Scalar(byte))
        return character.isASCII && (character.isLetter || character.isNumber)
    }
}
