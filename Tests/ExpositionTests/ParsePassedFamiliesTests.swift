import Testing

@testable import Exposition

/// What others expose, on its way to be exposed again.
@Suite("Passed families")
struct ParsePassedFamiliesTests {
    @Test("get a label that says whose they are, and every label that a series of the family has")
    func labels() throws {
        let document = try passed(
            "labels",
            [
                (
                    "x",
                    "# HELP a_total Help.\n# TYPE a_total counter\na_total{code=\"200\"} 1 5\na_total{host=\"h\"} 2\n"
                ),
                ("y", "# HELP a_total Other help.\n# TYPE a_total counter\na_total 3\n"),
            ]
        )

        #expect(
            document.text == """
                # HELP a_total Help.
                # TYPE a_total counter
                a_total{caddy="x",code="",host="h"} 2
                a_total{caddy="x",code="200",host=""} 1
                a_total{caddy="y",code="",host=""} 3

                """
        )
    }

    @Test("keep a label of the same name under another one")
    func exported() throws {
        let document = try passed(
            "exported",
            [("x", "# HELP a Help.\n# TYPE a gauge\na{caddy=\"1\",exported_caddy=\"2\"} 1\na{b=\"3\"} 2\n")]
        )

        #expect(
            document.text == """
                # HELP a Help.
                # TYPE a gauge
                a{caddy="x",b="",exported_caddy="2",exported_exported_caddy="1"} 1
                a{caddy="x",b="3",exported_caddy="",exported_exported_caddy=""} 2

                """
        )
    }

    @Test("are histograms again when they were")
    func histogram() throws {
        let lines = #"""
            # TYPE a_seconds histogram
            a_seconds_bucket{b="1",le="0.5"} 1
            a_seconds_bucket{b="1",le="2"} 3
            a_seconds_bucket{b="1",le="+Inf"} 4
            a_seconds_sum{b="1"} 7.5
            a_seconds_count{b="1"} 4

            """#
        let document = try passed("histogram", [("x", lines)])

        #expect(
            document.openMetrics == """
                # TYPE a_seconds histogram
                # UNIT a_seconds seconds
                # HELP a_seconds Has no help where it comes from.
                a_seconds_bucket{caddy="x",b="1",le="0.5"} 1
                a_seconds_bucket{caddy="x",b="1",le="2.0"} 3
                a_seconds_bucket{caddy="x",b="1",le="+Inf"} 4
                a_seconds_sum{caddy="x",b="1"} 7.5
                a_seconds_count{caddy="x",b="1"} 4
                # EOF

                """
        )
    }

    @Test("are of unknown kind, name by name, when none of ours fits", arguments: misfits)
    func isMisfit(_ lines: String, _ format: Format, _ names: [String]) throws {
        var families = PassedFamilies(label: "caddy", beside: [], limit: 100)
        families.add(try parse(lines, format), of: "x")

        #expect(families.all.map(\.metric.name) == names)
        #expect(families.all.allSatisfy { $0.metric.kind == .unknown })
        #expect(families.dropped == [:])
        for format in Format.allCases {
            #expect(throws: Never.self) { try ExpositionParser.parse(body(families.all, format), format) }
        }
    }

    @Test("of unknown kind are untyped in text")
    func untyped() {
        var families = PassedFamilies(label: "caddy", beside: [], limit: 100)
        families.add([unknown("a")], of: "x")

        let help = "Has no help where it comes from."
        let line = #"a{caddy="x"} 1"#
        let text = String(decoding: body(families.all, .text), as: UTF8.self)
        let openMetrics = String(decoding: body(families.all, .openMetrics), as: UTF8.self)
        #expect(text == "# HELP a \(help)\n# TYPE a untyped\n\(line)\n")
        #expect(openMetrics == "# TYPE a unknown\n# HELP a \(help)\n\(line)\n# EOF\n")
    }

    @Test("are infos and counters of OpenMetrics again, without the time of creation, by their last moment")
    func openMetrics() throws {
        let lines =
            "# TYPE a counter\na_total 1 5\na_created 1 5\na_total 2 6\n# TYPE b info\nb_info{c=\"d\"} 1\n# EOF\n"
        var families = PassedFamilies(label: "caddy", beside: [], limit: 100)
        families.add(try parse(lines, .openMetrics), of: "x")

        #expect(
            String(decoding: body(families.all, .openMetrics), as: UTF8.self) == """
                # TYPE a counter
                # HELP a Has no help where it comes from.
                a_total{caddy="x"} 2
                # TYPE b info
                # HELP b Has no help where it comes from.
                b_info{caddy="x",c="d"} 1
                # EOF

                """
        )
    }

    @Test("that cannot stand beside ours, or beside what was first, are left out and counted")
    func clashes() throws {
        let bucket = "# TYPE h histogram\nh_bucket{le=\"1\"} 1\nh_bucket{le=\"+Inf\"} 1\nh_sum 1\nh_count 1\n"
        var families = PassedFamilies(
            label: "caddy",
            beside: [.gauge("up", help: "Up."), .info("i_info", help: "I.")],
            limit: 100
        )
        families.add(try parse("up 1\ni 1\n# TYPE a gauge\na 1\n\(bucket)"), of: "x")
        families.add(try parse("a{b=\"c\"} 1\n\(bucket.replacing("\"1\"", with: "\"2\""))h_created 1\n"), of: "y")
        families.add(try parse("# TYPE a gauge\na 2\n"), of: "z")

        #expect(
            families.all.map { "\($0.metric.kind) \($0.metric.name) \($0.samples.map(\.labels))" } == [
                #"gauge a [["x"], ["z"]]"#, #"histogram h [["x"]]"#,
            ]
        )
        #expect(families.dropped == ["up": 1, "i": 1, "a": 1, "h": 4, "h_created": 1])
    }

    @Test("have no names that nobody may have, and not more labels than somebody would give")
    func names() {
        var families = PassedFamilies(label: "caddy", beside: [], limit: 1000)
        let many = (0..<64).map { ParsedLabel("l\($0)", "") }
        families.add(
            [unknown("a-b"), unknown("é"), unknown("a:b"), unknown(""), unknown("c", [ParsedLabel("d\"", "")])],
            of: "x"
        )
        families.add([unknown("e", many), unknown("f", many.dropLast())], of: "x")
        families.add([unknown("f", [ParsedLabel("another", "")])], of: "y")

        #expect(families.all.map(\.metric.name) == ["a:b", "f"])
        #expect(families.dropped == ["a-b": 1, "é": 1, "": 1, "c": 1, "e": 1, "f": 1])
    }

    @Test("are left out whole, the largest first, when somebody has too many series")
    func limit() throws {
        func gauges(_ name: String, _ count: Int) -> String { (0..<count).map { "\(name){i=\"\($0)\"} 1\n" }.joined() }
        let document = try parse(gauges("a", 4) + gauges("b", 6) + gauges("c", 5))
        var within = PassedFamilies(label: "caddy", beside: [], limit: 15)
        within.add(document, of: "x")
        var above = PassedFamilies(label: "caddy", beside: [], limit: 8)
        above.add(document, of: "x")
        above.add(try parse(gauges("c", 8)), of: "y")

        #expect(within.all.map(\.samples.count) == [4, 6, 5])
        #expect(within.dropped == [:])
        #expect(above.all.map { [$0.metric.name, $0.samples[0].labels[0]] } == [["a", "x"], ["c", "y"]])
        #expect(above.dropped == ["b": 6, "c": 5])
    }

    /// What is exposed of documents in text, kept for the strict parsers.
    private func passed(_ name: String, _ documents: [(String, String)]) throws -> Document {
        var families = PassedFamilies(label: "caddy", beside: [], limit: 100)
        for (owner, document) in documents { families.add(try parse(document), of: owner) }
        return try Document("passed_\(name)", families.all)
    }

    private func body(_ families: [MetricFamily], _ format: Format) -> [UInt8] {
        var encoder = FamilyEncoder()
        return Body.plain([encoder.encode(families)], format)
    }
}

private let misfits: [(String, Format, [String])] = [
    ("a 1\n", .text, ["a"]), ("# TYPE a counter\na 1\n", .text, ["a"]),
    ("# TYPE a_total counter\na_total -1\n", .text, ["a_total"]),
    ("# TYPE _total counter\n_total 1\n", .text, ["_total"]),
    ("# TYPE a_total counter\na_total NaN\n", .text, ["a_total"]),
    ("# TYPE a summary\na{quantile=\"0.5\"} 1\na_sum 1\na_count 1\n", .text, ["a", "a_count", "a_sum"]),
    ("# TYPE a histogram\na_bucket{le=\"+Inf\"} 1\n", .text, ["a_bucket"]),
    (
        "# TYPE a histogram\na_bucket{le=\"-1\"} 0\na_bucket{le=\"+Inf\"} 1\na_sum 1\na_count 1\n", .text,
        ["a_bucket", "a_count", "a_sum"]
    ),
    ("# TYPE a histogram\na_bucket{le=\"+Inf\"} 1\na_sum NaN\na_count 1\n", .text, ["a_bucket", "a_count", "a_sum"]),
    (
        "# TYPE a histogram\na_bucket{le=\"+Inf\"} 1e30\na_sum 1\na_count 1e30\n", .text,
        ["a_bucket", "a_count", "a_sum"]
    ),
    (
        "# TYPE a histogram\na_bucket{le=\"1\"} 1\na_bucket{le=\"+Inf\"} 1\na_sum 1\na_count 1\n"
            + "a_bucket{b=\"\",le=\"+Inf\"} 1\na_sum{b=\"\"} 1\na_count{b=\"\"} 1\n", .text,
        ["a_bucket", "a_count", "a_sum"]
    ),
    ("# TYPE a stateset\na{a=\"b\"} 1\n# EOF\n", .openMetrics, ["a"]),
    ("# TYPE a gaugehistogram\na_bucket{le=\"+Inf\"} 1\n# EOF\n", .openMetrics, ["a_bucket"]),
]
