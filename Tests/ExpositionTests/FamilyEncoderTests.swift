import Testing

@testable import Exposition

@Suite("Family encoder")
struct FamilyEncoderTests {
    @Test("writes each kind of family as each format wants it")
    func kinds() throws {
        let document = try Document("kinds", [seconds, operations, build, free, bare])

        #expect(
            document.text == """
                # HELP bare No labels.
                # TYPE bare gauge
                bare 7
                # HELP build_info What it was built from.
                # TYPE build_info gauge
                build_info{version="1.0"} 1
                # HELP free_bytes Free.
                # TYPE free_bytes gauge
                free_bytes{volume="a",brick="y"} 2.5
                free_bytes{volume="b",brick="x"} -Inf
                # HELP operations_total Operations.
                # TYPE operations_total counter
                operations_total{volume="a"} 12
                # HELP wait_seconds Seconds waited.
                # TYPE wait_seconds histogram
                wait_seconds_bucket{volume="a",le="0.5"} 1
                wait_seconds_bucket{volume="a",le="1.0"} 3
                wait_seconds_bucket{volume="a",le="1e+06"} 3
                wait_seconds_bucket{volume="a",le="+Inf"} 4
                wait_seconds_sum{volume="a"} 2000002.25
                wait_seconds_count{volume="a"} 4

                """
        )
        #expect(
            document.openMetrics == """
                # TYPE bare gauge
                # HELP bare No labels.
                bare 7
                # TYPE build info
                # HELP build What it was built from.
                build_info{version="1.0"} 1
                # TYPE free_bytes gauge
                # UNIT free_bytes bytes
                # HELP free_bytes Free.
                free_bytes{volume="a",brick="y"} 2.5
                free_bytes{volume="b",brick="x"} -Inf
                # TYPE operations counter
                # HELP operations Operations.
                operations_total{volume="a"} 12
                # TYPE wait_seconds histogram
                # UNIT wait_seconds seconds
                # HELP wait_seconds Seconds waited.
                wait_seconds_bucket{volume="a",le="0.5"} 1
                wait_seconds_bucket{volume="a",le="1.0"} 3
                wait_seconds_bucket{volume="a",le="1e+06"} 3
                wait_seconds_bucket{volume="a",le="+Inf"} 4
                wait_seconds_sum{volume="a"} 2000002.25
                wait_seconds_count{volume="a"} 4
                # EOF

                """
        )
    }

    @Test("writes a histogram without labels, and an empty one")
    func plainHistogram() throws {
        var family = MetricFamily(.histogram("size_bytes", bounds: [0, 4096], help: "Sizes."))
        family.add(Histogram(bounds: [0, 4096]), [])

        #expect(
            try Document("plain_histogram", [family]).openMetrics == """
                # TYPE size_bytes histogram
                # UNIT size_bytes bytes
                # HELP size_bytes Sizes.
                size_bytes_bucket{le="0.0"} 0
                size_bytes_bucket{le="4096.0"} 0
                size_bytes_bucket{le="+Inf"} 0
                size_bytes_sum 0
                size_bytes_count 0
                # EOF

                """
        )
    }

    @Test("names unit and family of a counter without _total, and has no unit for an info")
    func units() throws {
        let document = try Document(
            "units",
            [
                MetricFamily(.counter("read_bytes_total", help: "Read."), [([], 1)]),
                MetricFamily(.counter("cpu_seconds_total", help: "Busy."), [([], 0.25)]),
                MetricFamily(.gauge("used_ratio", help: "Used."), [([], 0.5)]),
                MetricFamily(.info("boot_seconds_info", help: "Odd."), [([], 1)]),
                MetricFamily(.gauge("inodes", help: "Inodes."), [([], 9)]),
            ]
        )

        #expect(
            document.openMetrics == """
                # TYPE boot_seconds info
                # HELP boot_seconds Odd.
                boot_seconds_info 1
                # TYPE cpu_seconds counter
                # UNIT cpu_seconds seconds
                # HELP cpu_seconds Busy.
                cpu_seconds_total 0.25
                # TYPE inodes gauge
                # HELP inodes Inodes.
                inodes 9
                # TYPE read_bytes counter
                # UNIT read_bytes bytes
                # HELP read_bytes Read.
                read_bytes_total 1
                # TYPE used_ratio gauge
                # UNIT used_ratio ratio
                # HELP used_ratio Used.
                used_ratio 0.5
                # EOF

                """
        )
    }

    @Test("writes nothing for no families, and leaves out those without samples")
    func empty() throws {
        let none = try Document("empty", [])
        let bare = try Document("without_samples", [MetricFamily(free.metric), MetricFamily(seconds.metric)])

        #expect(none.text == "" && none.openMetrics == "# EOF\n")
        #expect(bare.text == "" && bare.openMetrics == "# EOF\n")
    }

    @Test("gives equal bytes whatever the order in which families and samples came")
    func order() throws {
        var random = Generator(seed: 3)
        let families = [seconds, operations, build, free, bare]
        let expected = try Document("order", families)
        for _ in 0..<200 {
            let shuffled = families.shuffled(using: &random).map { family in
                guard family.metric.kind != .histogram else { return family }
                return MetricFamily(family.metric, numbers(of: family).shuffled(using: &random))
            }
            var encoder = FamilyEncoder()
            let document = Document(encoder.encode(shuffled))
            #expect(document.text == expected.text && document.openMetrics == expected.openMetrics)
        }
    }

    @Test("writes the first of several samples with the same labels, and no other")
    func duplicates() throws {
        let family = MetricFamily(
            free.metric,
            [(["a", "b"], 1), (["a", "a"], 2), (["a", "b"], 3), (["a", "a"], 4), (["a", "b"], 5)]
        )

        #expect(
            try Document("duplicates", [family]).text == """
                # HELP free_bytes Free.
                # TYPE free_bytes gauge
                free_bytes{volume="a",brick="a"} 2
                free_bytes{volume="a",brick="b"} 1

                """
        )
    }

    private let bare = MetricFamily(.gauge("bare", help: "No labels."), [([], 7)])
    private let build = MetricFamily(
        .info("build_info", labels: "version", help: "What it was built from."),
        [(["1.0"], 1)]
    )
    private let free = MetricFamily(
        .gauge("free_bytes", labels: "volume", "brick", help: "Free."),
        [(["b", "x"], -.infinity), (["a", "y"], 2.5)]
    )
    private let operations = MetricFamily(
        .counter("operations_total", labels: "volume", help: "Operations."),
        [(["a"], 12)]
    )
    private let seconds = {
        let bounds: [Double] = [0.5, 1, 1_000_000]
        var histogram = Histogram(bounds: bounds)
        for value in [0.5, 0.75, 1, 2_000_000] { histogram.observe(value, bounds: bounds) }
        var family = MetricFamily(
            .histogram("wait_seconds", labels: "volume", bounds: bounds, help: "Seconds waited.")
        )
        family.add(histogram, ["a"])
        return family
    }()

    private func numbers(of family: MetricFamily) -> [(labels: [String], value: Double)] {
        family.samples.compactMap { sample in
            guard case .number(let value) = sample.value else { return nil }
            return (sample.labels, value)
        }
    }
}
