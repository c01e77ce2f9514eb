import Testing

@testable import Exposition

@Suite("Parsing what is wrong twice")
struct ParseSeveralFlawsTests {
    /// A log that says something else each time looks like something new each time.
    @Test("says the same of two bad histograms, whatever they are called", arguments: 0..<16)
    func same(_ number: Int) {
        let document = """
            # TYPE a histogram
            a_bucket{b="\(number)",le="1.0"} 1
            a_bucket{b="-\(number)",le="+Inf"} 1
            a_sum{b="-\(number)"} 1

            """
        #expect(throws: ExpositionError(line: 4, "a histogram has both a sum and a count, or neither: a")) {
            try parse(document)
        }
    }
}
