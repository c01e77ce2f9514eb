import Testing

@testable import Exposition

/// The rules of text 0.0.4, each with what keeps it and what breaks it.
@Suite("Parsing text")
struct ParseTextTests {
    @Test("gives families with type, help and samples, in order")
    func whole() throws {
        let document = #"""
            # A comment, and the example of the format's description.
            # HELP http_requests_total The total number of HTTP requests.
            # TYPE http_requests_total counter
            http_requests_total{method="post",code="200"} 1027 1395066363000
            http_requests_total{method="post",code="400"}    3 1395066363000

            # Escaping in label values:
            msdos_file_seconds{path="C:\\DIR\\FILE.TXT",error="Cannot find file:\n\"FILE.TXT\""} 1.458255915e9

            metric_without_timestamp_and_labels 12.47
            something_weird{problem="division by zero"} +Inf -3982045
            # TYPE rpc_duration_seconds summary
            # HELP rpc_duration_seconds A \\ and \n in a help.
            rpc_duration_seconds{quantile="0.01"} 3102
            rpc_duration_seconds_sum 1.7560473e+07
            rpc_duration_seconds_count 2693

            """#

        #expect(
            try parse(document) == [
                ParsedFamily(
                    name: "http_requests_total",
                    kind: .counter,
                    help: "The total number of HTTP requests.",
                    samples: [
                        ParsedSample(
                            name: "http_requests_total",
                            labels: [ParsedLabel("method", "post"), ParsedLabel("code", "200")],
                            value: 1027,
                            timestamp: 1_395_066_363
                        ),
                        ParsedSample(
                            name: "http_requests_total",
                            labels: [ParsedLabel("method", "post"), ParsedLabel("code", "400")],
                            value: 3,
                            timestamp: 1_395_066_363
                        ),
                    ]
                ),
                unknown(
                    "msdos_file_seconds",
                    [
                        ParsedLabel("path", #"C:\DIR\FILE.TXT"#),
                        ParsedLabel("error", "Cannot find file:\n\"FILE.TXT\""),
                    ],
                    1.458255915e9
                ),
                unknown("metric_without_timestamp_and_labels", [], 12.47),
                unknown("something_weird", [ParsedLabel("problem", "division by zero")], .infinity, -3982.045),
                ParsedFamily(
                    name: "rpc_duration_seconds",
                    kind: .summary,
                    help: "A \\ and \n in a help.",
                    samples: [
                        ParsedSample(
                            name: "rpc_duration_seconds",
                            labels: [ParsedLabel("quantile", "0.01")],
                            value: 3102
                        ),
                        ParsedSample(name: "rpc_duration_seconds_sum", value: 1.7560473e+07),
                        ParsedSample(name: "rpc_duration_seconds_count", value: 2693),
                    ]
                ),
            ]
        )
    }

    @Test("of nothing gives nothing", arguments: ["", "\n", "# only a comment\n", "#\n", " \t\n"])
    func nothing(_ document: String) throws {
        #expect(try parse(document) == [])
    }

    @Test(
        "takes every spelling that the format allows",
        arguments: [
            "a 1\n", " \ta\t 1 \n", "a{} 1\n", "a {} 1\n", "a{ } 1\n", #"a { b = "" , } 1"# + "\n", "a 1  0 \n",
            "# TYPE a untyped\na 1\n",
            "#TYPE a nonsense\na 1\n", "# TYPEa gauge\na 1\n", "\u{23} EOF\na 1\n", "a 1\n\n\n", "# HELP a\na 1\n",
            "a +1\n", "a 1.\n", "a 1e0\n", "a .1E+1\n", "a 01\n", "a 1 -5\n", "a{b=\"\r\u{0}é\"} 1\n",
        ]
    )
    func spelling(_ document: String) throws {
        let families = try parse(document)

        #expect(families.map(\.name) == ["a"])
        #expect(families.first?.samples.map(\.value) == [1])
    }

    @Test(
        "reads numbers exactly",
        arguments: [
            ("0", 0), ("-0", -0.0), ("123456789012345", 123_456_789_012_345),
            ("1234567890123456789", 1_234_567_890_123_456_768),
            ("0.1", 0.1), ("1.7976931348623157e308", .greatestFiniteMagnitude), ("5e-324", .leastNonzeroMagnitude),
            ("1e-999", 0),
            ("Inf", .infinity), ("-inf", -.infinity), ("+Infinity", .infinity), ("INFINITY", .infinity),
        ] as [(String, Double)]
    )
    func number(_ text: String, _ value: Double) throws {
        #expect(try parse("a \(text)\n").first?.samples.first?.value.bitPattern == value.bitPattern)
    }

    @Test("knows NaN", arguments: ["NaN", "nan", "NAN"])
    func notANumber(_ text: String) throws {
        #expect(try parse("a \(text)\n").first?.samples.first?.value.isNaN == true)
    }

    @Test("refuses what is none", arguments: badLines)
    func refuses(_ document: String, _ reason: String) {
        #expect(throws: ExpositionError(line: 1 + document.utf8.count { $0 == 10 }, reason)) {
            try parse("\(document)\n")
        }
    }

    @Test("refuses an end without a newline, and bytes that are no UTF-8, and says in which line")
    func broken() {
        #expect(throws: ExpositionError(line: 2, "the last line ends with a newline")) { try parse("a 1\nb 2") }
        #expect(throws: ExpositionError(line: 2, "the text is UTF-8")) {
            try ExpositionParser.parse(Array("a 1\nb{c=\"".utf8) + [0xff] + Array("\"} 2\n".utf8), .text)
        }
        #expect(throws: ExpositionError(line: 1, "the text is UTF-8")) {
            try ExpositionParser.parse([0xc3, 0x0a, 0xa9, 0x0a], .text)
        }
    }
}

private let metricName = "a metric name takes a-z, A-Z, 0-9, : and _, and does not begin with a digit"
private let labelName = "a label name takes a-z, A-Z, 0-9 and _, and does not begin with a digit"
private let number = "a value is a decimal number that 64 bits hold, NaN, +Inf or -Inf"
private let types = "a type is one of counter, gauge, histogram, summary, untyped"

/// Documents whose last line is wrong.
private let badLines: [(String, String)] = [
    ("1a 1", metricName), ("é 1", metricName), ("{a=\"b\"} 1", metricName), ("\u{FEFF}a 1", metricName),
    ("a", "a space and a value are missing"), ("a{}1", "a space and a value are missing"),
    ("a{b} 1", "behind a label name stands ="), ("a{b=c} 1", "a label value begins with a quote"),
    ("a{\"b\"=\"c\"} 1", labelName), ("a{b:c=\"d\"} 1", "behind a label name stands ="), ("a{,} 1", labelName),
    ("a{b=\"c\",,} 1", labelName),
    ("a{b=\"c\" d=\"e\"} 1", "behind a label stands a comma or a brace"),
    ("a{b=\"c\"", "behind a label stands a comma or a brace"), ("a{b=\"c} 1", "a label value ends with a quote"),
    ("a{b=\"c\\", "a label value ends with a quote"), ("a{b=\"c\\\"} 1", "a label value ends with a quote"),
    ("a{__b=\"c\"} 1", "a label name does not begin with __: __b"),
    ("a{b=\"c\",b=\"d\"} 1", "a label stands once: b"),
    (#"a{b="\x"} 1"#, "a backslash stands before a backslash or n or a quote"),
    ("a ", number), ("a x", number), ("a 0x10", number), ("a 1_000", number),
    ("a 1e", number), ("a .", number), ("a +", number), ("a -NaN", number), ("a 1e999", number), ("a ١", number),
    ("a infin", number), ("a 1\r", number),
    ("a 1 2.5", "a timestamp is a whole number of milliseconds"),
    ("a 1 9223372036854775808", "a timestamp is a whole number of milliseconds"),
    ("a 1 # {b=\"c\"} 1", "a timestamp is a whole number of milliseconds"),
    ("a 1 2 3", "the line goes on behind its end"),
    ("# HELP", "a space and a metric name are missing"), ("# HELP 1a b", metricName),
    (#"# HELP a \x"#, "a backslash stands before a backslash or n"),
    (#"# HELP a \"#, "a backslash stands before a backslash or n"),
    ("# TYPE a", "a space and a type are missing"), ("# TYPE a gauges", types), ("# TYPE a unknown", types),
    ("# TYPE a info", types), ("# TYPE a gauge gauge", "the line goes on behind its end"),
]

func parse(_ document: String, _ format: Format = .text) throws -> [ParsedFamily] {
    try ExpositionParser.parse(Array(document.utf8), format)
}

func unknown(
    _ name: String,
    _ labels: [ParsedLabel] = [],
    _ value: Double = 1,
    _ timestamp: Double? = nil
) -> ParsedFamily {
    let sample = ParsedSample(name: name, labels: labels, value: value, timestamp: timestamp)
    return ParsedFamily(name: name, kind: .unknown, samples: [sample])
}
