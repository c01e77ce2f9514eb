import Testing

@testable import Exposition

@Suite("Histogram")
struct HistogramTests {
    private let bounds = [0.001, 1, 10]

    @Test(
        "puts each observation into the first bucket whose bound it does not pass",
        arguments: [
            (0, 0), (0.001, 0), (0.0011, 1), (1, 1), (1.5, 2), (10, 2), (10.5, 3), (.infinity, 3), (-1, 0),
        ] as [(Double, Int)]
    )
    func buckets(_ value: Double, _ bucket: Int) {
        var histogram = Histogram(bounds: bounds)
        histogram.observe(value, bounds: bounds)

        #expect(histogram.counts == (0...3).map { $0 == bucket ? 1 : 0 })
        #expect(histogram.sum == value)
        #expect(histogram.count == 1)
    }

    @Test("takes no NaN, which would spoil its sum")
    func notANumber() {
        var histogram = Histogram(bounds: bounds)
        histogram.observe(.nan, bounds: bounds)

        #expect(histogram == Histogram(bounds: bounds))
    }
}

@Suite("Families")
struct FamiliesTests {
    @Test("collect samples by metric, in the order of names")
    func collect() {
        let flag = Metric.gauge("b_up", labels: "volume", help: "Up.")
        let count = Metric.counter("c_total", help: "Count.")
        let info = Metric.info("a_info", labels: "volume", help: "Info.")
        let wait = Metric.histogram("d_seconds", bounds: [1], help: "Waited.")
        var families = Families()
        families.add(flag, true, ["x"])
        families.add(wait, Histogram(bounds: [1]))
        families.add(count, UInt64(7))
        families.add(flag, false, ["y"])
        families.add(info, info: ["x"])

        var histogram = MetricFamily(wait)
        histogram.add(Histogram(bounds: [1]), [])
        #expect(
            families.all == [
                MetricFamily(info, [(["x"], 1)]), MetricFamily(flag, [(["x"], 1), (["y"], 0)]),
                MetricFamily(count, [([], 7)]), histogram,
            ]
        )
        #expect(Families().all == [])
    }
}
