import Testing

@testable import Exposition

/// The rules of OpenMetrics 1.0 that text does not have.
@Suite("Parsing OpenMetrics")
struct ParseOpenMetricsTests {
    @Test("gives families by their own names, with timestamps in seconds, and leaves exemplars out")
    func whole() throws {
        let document = #"""
            # TYPE acme_requests counter
            # UNIT acme_requests requests
            # HELP acme_requests A \"help\" with \\, \n and \x.
            acme_requests_total{path="\x"} 17.0 1520879607.789 # {trace_id="KOO5S4vxi0o"} 0.67 1520879600
            acme_requests_created{path="\x"} 1520430000.123 1520879607.789
            # TYPE acme info
            acme_info{version="1"} 1
            up 1
            # EOF

            """#

        #expect(
            try parse(document, .openMetrics) == [
                ParsedFamily(
                    name: "acme_requests",
                    kind: .counter,
                    help: "A \"help\" with \\, \n and \\x.",
                    samples: [
                        ParsedSample(
                            name: "acme_requests_total",
                            labels: [ParsedLabel("path", "\\x")],
                            value: 17,
                            timestamp: 1_520_879_607.789
                        ),
                        ParsedSample(
                            name: "acme_requests_created",
                            labels: [ParsedLabel("path", "\\x")],
                            value: 1_520_430_000.123,
                            timestamp: 1_520_879_607.789
                        ),
                    ]
                ),
                ParsedFamily(
                    name: "acme",
                    kind: .info,
                    samples: [ParsedSample(name: "acme_info", labels: [ParsedLabel("version", "1")], value: 1)]
                ),
                unknown("up"),
            ]
        )
    }

    @Test("takes what keeps the rules", arguments: good)
    func accepts(_ lines: [String]) {
        #expect(throws: Never.self) { try parse(lines.joined(separator: "\n") + "\n# EOF\n", .openMetrics) }
    }

    @Test("refuses what breaks one, and says which", arguments: bad)
    func refuses(_ lines: [String], _ reason: String) {
        let error = #expect(throws: ExpositionError.self) {
            try parse(lines.joined(separator: "\n") + "\n# EOF\n", .openMetrics)
        }
        #expect(error?.reason == reason)
    }

    @Test("wants the end mark, and nothing behind it")
    func end() throws {
        #expect(try parse("# EOF", .openMetrics) == [])
        #expect(try parse("# EOF\n", .openMetrics) == [])
        #expect(throws: ExpositionError(line: 1, "the last line is # EOF")) { try parse("", .openMetrics) }
        #expect(throws: ExpositionError(line: 2, "the last line is # EOF")) { try parse("a 1\n", .openMetrics) }
        #expect(throws: ExpositionError(line: 2, "nothing stands behind # EOF")) {
            try parse("# EOF\n\n", .openMetrics)
        }
        #expect(throws: ExpositionError(line: 1, "the line goes on behind its end")) {
            try parse("# EOF ", .openMetrics)
        }
        #expect(throws: ExpositionError(line: 1, "a space and a value are missing")) { try parse("a", .openMetrics) }
    }
}

private let longLabel = String(repeating: "é", count: 127)
private let gaugeHistogram = ["# TYPE a gaugehistogram", #"a_bucket{le="-1.0"} 1"#, #"a_bucket{le="+Inf"} 1"#]

private let good: [[String]] = [
    ["# TYPE a counter", "a_total 1"], ["# TYPE a unknown", "a NaN"], ["# HELP a ", "# UNIT a "], ["a{} 1 1.5"],
    ["# TYPE a_seconds gauge", "# UNIT a_seconds seconds"], ["# TYPE a gauge", "a 1 1", "a 2 2"],
    ["# TYPE a gauge", #"a{b="1"} 1"#, #"a{b="2"} 1"#], ["# TYPE a info", #"a_info{b="1"} 1"#, #"a_info{b="2"} 1"#],
    ["# TYPE a stateset", #"a{a="x"} 0"#, #"a{a="y"} 1"#], gaugeHistogram,
    gaugeHistogram + ["a_gcount 1", "a_gsum -1"],
    ["# TYPE a counter", "a_total 1 # {b=\"\(longLabel)\"} 1"], ["# TYPE a counter", "a_total 1 # {} -1.5 -3"],
    ["# TYPE a histogram", ##"a_bucket{le="+Inf"} 1 5 # {} 1"##], ["# TYPE a gauge", "a_total 1"],
    ["# TYPE a histogram", #"a_bucket{le="-1"} 1"#, #"a_bucket{le="+Inf"} 1"#],
]

private let words = "behind # stands HELP, TYPE, UNIT or EOF"
private let tail = "behind the value stands a timestamp or an exemplar: # {labels} value"

private let bad: [([String], String)] = [
    (["", "a 1"], "there are no blank lines"), (["# a comment"], words), (["# eof"], words),
    (["#TYPE a gauge"], "a space and HELP, TYPE, UNIT or EOF are missing"),
    ([" a 1"], "a metric name takes a-z, A-Z, 0-9, : and _, and does not begin with a digit"),
    (["a  1"], "a value is a decimal number that 64 bits hold, NaN, +Inf or -Inf"),
    (["a\t1"], "a space and a value are missing"),
    (["a 1 "], "a timestamp is a finite number of seconds"), (["a 1 NaN"], "a timestamp is a finite number of seconds"),
    (["a 1 +Inf"], "a timestamp is a finite number of seconds"), (["a 1 5 "], tail), (["a 1 5 6"], tail),
    (["a {} 1"], "a value is a decimal number that 64 bits hold, NaN, +Inf or -Inf"),
    ([#"a{ b="c"} 1"#], label), ([#"a{b="c",} 1"#], label),
    ([#"a{b="c" } 1"#], "behind a label stands a comma or a brace"),
    (["# TYPE a  gauge"], types), (["# TYPE a untyped"], types),
    (["# TYPE a gauge "], "the line goes on behind its end"),
    (["# HELP a"], "a space and the text of HELP are missing"),
    ([#"# HELP a ""#], "a quote in a help has a backslash before it"),
    (["# UNIT a b", "# UNIT a b"], "a family has one UNIT"),
    (["# UNIT a_bytes seconds", "a_bytes 1"], "the name of a family ends with its unit: a_bytes"),
    (["# TYPE a_b info", "# UNIT a_b b"], "an info and a stateset have no unit: a_b"),
    (["# TYPE a counter", "a 1"], "a family stands in one place, and its names are its own: a"),
    (["# TYPE a counter", "a_total 1", "a_created 1", "a_total 1"], "a series stands once: a_total with these labels"),
    (["# TYPE a counter", "a_total -1"], "a_total is not negative"),
    (["# TYPE a counter", "a_total NaN"], "a_total is not NaN"),
    (["# TYPE a info", "a_info 2"], "a_info is 1"), (["# TYPE a stateset", #"a{b="c"} 1"#], "a has a label a"),
    (["# TYPE a stateset", #"a{a="c"} 2"#], "a is 0 or 1"),
    (["# TYPE a summary", #"a{quantile="0.5"} -1"#], "a is not negative"),
    (["# TYPE a summary", "a_sum NaN"], "a_sum is not NaN"),
    (["# TYPE a gauge", #"a{b="1"} 1"#, #"a{b="2"} 1"#, #"a{b="1"} 1"#], "the samples of a metric stand together"),
    (["# TYPE a gauge", "a 1 2", "a 1 1"], "the timestamps of a metric do not go back"),
    (["# TYPE a gauge", "a 1 2", "a 1 2"], "a series stands once: a with these labels"),
    (["# TYPE a gauge", "a 1 2", "a 1"], "all samples of a metric have a timestamp, or none has"),
    (
        ["# TYPE a histogram", #"a_bucket{le="-1"} 1"#, #"a_bucket{le="+Inf"} 1"#, "a_sum 1", "a_count 1"],
        "a histogram with a bucket below zero has no sum: a"
    ),
    (
        ["# TYPE a gaugehistogram", #"a_bucket{le="+Inf"} 1"#, "a_gcount 1", "a_gsum -1"],
        "a histogram without a bucket below zero has no negative sum: a"
    ),
    (
        ["# TYPE a histogram", #"a_bucket{le="+Inf"} 1 1"#, #"a_bucket{le="1.0"} 1 2"#],
        "the last bucket of a histogram is +Inf: a"
    ),
    (["# TYPE a gauge", "a 1 # {} 1"], "only buckets and counters have exemplars: a"),
    (["# TYPE a counter", "a_created 1 # {} 1"], "only buckets and counters have exemplars: a_created"),
    (
        ["# TYPE a counter", "a_total 1 # {b=\"\(longLabel)é\"} 1"],
        "the labels of an exemplar have 128 characters at most"
    ),
    (["# TYPE a counter", "a_total 1 # {}"], "a space and a value are missing"),
    (["# TYPE a counter", "a_total 1 #{} 1"], tail),
    (["# TYPE a counter", "a_total 1 # {} 1 2 3"], "the line goes on behind its end"),
    (["# TYPE a histogram", "a {schema:1}"], "a value is a decimal number that 64 bits hold, NaN, +Inf or -Inf"),
]

private let label = "a label name takes a-z, A-Z, 0-9 and _, and does not begin with a digit"
private let types = "a type is one of counter, gauge, histogram, gaugehistogram, stateset, info, summary, unknown"
