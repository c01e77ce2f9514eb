import Testing

@testable import Exposition

/// The rules that go beyond one line: in both formats, or in the one that is named.
@Suite("Parsing families")
struct ParseFamilyTests {
    @Test("takes what keeps the rules", arguments: good)
    func accepts(_ lines: [String], _ formats: [Format]) {
        for format in formats {
            #expect(throws: Never.self) { try parse(document(lines, format), format) }
        }
    }

    @Test("refuses what breaks one, and says which", arguments: bad)
    func refuses(_ lines: [String], _ reason: String, _ formats: [Format]) {
        for format in formats {
            let error = #expect(throws: ExpositionError.self) { try parse(document(lines, format), format) }
            #expect(error?.reason == reason)
        }
    }

    @Test("takes two spellings of one character for two")
    func spellings() throws {
        let families = try parse("a{b=\"\u{E9}\"} 1\na{b=\"e\u{301}\"} 2\n")

        #expect(families.first?.samples.map(\.value) == [1, 2])
    }

    private func document(_ lines: [String], _ format: Format) -> String {
        lines.joined(separator: "\n") + (format == .text ? "\n" : "\n# EOF\n")
    }
}

private let both = Format.allCases
private let histogram = ["# TYPE a histogram", #"a_bucket{le="1.0"} 1"#]

private let good: [([String], [Format])] = [
    (["# HELP a b", "# TYPE a gauge", "a 1"], both), (["# TYPE a gauge", "# HELP a b"], both),
    (["a 1", "b 1", "c 1"], both),
    (histogram + [#"a_bucket{le="+Inf"} 1"#], both),
    (histogram + [#"a_bucket{le="+Inf"} 1"#, "a_sum 1", "a_count 1"], both),
    (["# TYPE a histogram", "a_sum 1", "a_count 0", #"a_bucket{le="+Inf"} 0"#], both),
    (histogram + [#"a_bucket{le="+Inf"} 1"#, #"a_bucket{b="",le="+Inf"} 1"#], both),
    (["# TYPE a summary", #"a{quantile="0"} NaN"#, #"a{quantile="1"} 5"#, "a_sum 1", "a_count 2"], both),
    (["# TYPE a counter", "a -1"], [.text]),
    (["# TYPE a histogram", #"a_bucket{le="-1"} 1"#, #"a_bucket{le="+Inf"} 1"#, "a_sum -1", "a_count 1"], [.text]),
    (histogram + [#"a_bucket{b="c",le="+Inf"} 1"#, #"a_bucket{le="+Inf"} 1"#], [.text]),
    (["# TYPE a_total counter", "a_total 1", "# TYPE a gauge", "a 1"], [.text]),
]

private let bad: [([String], String, [Format])] = [
    (["a 1", "b 1", "a 1"], "a family stands in one place, and its names are its own: a", both),
    (["# TYPE a gauge", "b 1", "a 1"], "a family stands in one place, and its names are its own: a", both),
    (["a 1", "# TYPE a gauge"], "what a family is stands before its samples, and the family in one place: a", both),
    (["# TYPE a gauge", "# TYPE a gauge"], "a family has one TYPE", both),
    (["# HELP a b", "# HELP a b"], "a family has one HELP", both),
    (
        ["a_count 1"] + histogram + [#"a_bucket{le="+Inf"} 1"#],
        "a family stands in one place, and its names are its own: a_count", both
    ),
    (
        histogram + [#"a_bucket{le="+Inf"} 1"#, "a 1"], "a family stands in one place, and its names are its own: a",
        both
    ),
    (["a 1", "a 1"], "a series stands once: a with these labels", both),
    ([#"a{b="1",c="2"} 1"#, #"a{c="2",b="1"} 1"#], "a series stands once: a with these labels", both),
    (histogram, "the last bucket of a histogram is +Inf: a", both),
    (["# TYPE a histogram", "a_sum 1", "a_count 1"], "the last bucket of a histogram is +Inf: a", both),
    (histogram + ["a_count 1", "a_sum 1", "b 1"], "the last bucket of a histogram is +Inf: a", both),
    (["# TYPE a histogram", "a_bucket 1"], "a_bucket has a label le", both),
    (["# TYPE a histogram", #"a_bucket{le="x"} 1"#], "le is a number: x", both),
    (["# TYPE a histogram", "a_bucket{le=\"\u{1}x\"} 1"], "le is a number: \u{FFFD}x", both),
    (["# TYPE a histogram", #"a_bucket{le="NaN"} 1"#], "le is a number: NaN", both),
    (["# TYPE a histogram", #"a_bucket{le="Inf"} 1"#], "infinity is +Inf in le", both),
    (histogram + [#"a_bucket{le="+Inf"} 0"#], "buckets are cumulative: a_bucket", both),
    (histogram + [#"a_bucket{le="0.5"} 1"#], "the bounds of buckets rise: a_bucket", both),
    (
        ["# TYPE a histogram", #"a_bucket{le="1"} 1"#, #"a_bucket{le="1.0"} 1"#],
        "the bounds of buckets rise: a_bucket", both
    ),
    (
        histogram + [#"a_bucket{le="+Inf"} 1"#, "a_sum 1", "a_count 2"],
        "the count of a histogram is its bucket +Inf: a", both
    ),
    (
        histogram + [#"a_bucket{le="+Inf"} 1"#, "a_sum 1"], "a histogram has both a sum and a count, or neither: a",
        both
    ),
    (
        histogram + [#"a_bucket{le="+Inf"} 1"#, "a_count 1"], "a histogram has both a sum and a count, or neither: a",
        both
    ),
    (["# TYPE a histogram", #"a_bucket{le="+Inf"} 1.5"#], "a_bucket is a count: 0, 1, 2, …", both),
    (["# TYPE a histogram", #"a_bucket{le="+Inf"} -1"#], "a_bucket is a count: 0, 1, 2, …", both),
    (["# TYPE a histogram", #"a_bucket{le="+Inf"} NaN"#], "a_bucket is a count: 0, 1, 2, …", both),
    (["# TYPE a histogram", #"a_bucket{le="+Inf"} +Inf"#], "a_bucket is a count: 0, 1, 2, …", both),
    (["# TYPE a summary", "a 1"], "a has a label quantile", both),
    (["# TYPE a summary", #"a{quantile="1.5"} 1"#], "a quantile is between 0 and 1: 1.5", both),
    (["# TYPE a summary", "a_count 0.5"], "a_count is a count: 0, 1, 2, …", both),
]
