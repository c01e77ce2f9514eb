import Testing

@testable import Exposition

/// What OpenMetrics forbids, and strict parsers refuse whole expositions for.
@Suite("What cannot be")
struct ImpossibleTests {
    @Test("of a counter is left out", arguments: [-1, -0.5, -.infinity, .nan, -.leastNonzeroMagnitude] as [Double])
    func counter(_ value: Double) {
        let metric = Metric.counter("reads_total", labels: "brick", help: "Reads.")
        let family = MetricFamily(metric, [(["a"], 1), (["b"], value), (["c"], 0)])

        #expect(family.samples.map(\.labels) == [["a"], ["c"]])
    }

    @Test(
        "of a counter is not what is unusual",
        arguments: [0, -0.0, .infinity, .leastNonzeroMagnitude, 1.5] as [Double]
    )
    func possible(_ value: Double) {
        #expect(MetricFamily(.counter("reads_total", help: "Reads."), [([], value)]).samples.count == 1)
    }

    @Test("of an info is left out", arguments: [0, 2, .nan, -1] as [Double])
    func info(_ value: Double) {
        #expect(MetricFamily(.info("brick_info", help: "What it is."), [([], value)]).samples == [])
    }

    @Test("of a histogram's sum is left out", arguments: [-1, .nan, -.infinity] as [Double])
    func sum(_ value: Double) {
        var family = MetricFamily(.histogram("wait_seconds", labels: "brick", bounds: [1], help: "Waited."))
        family.add(Histogram(counts: [1, 2], sum: value), ["a"])
        family.add(Histogram(counts: [1, 2], sum: 0), ["b"])

        #expect(family.samples.map(\.labels) == [["b"]])
    }

    @Test(
        "of a name is told: a family of OpenMetrics that is called like a sample",
        arguments: [
            (.counter, "reads_total_total", "_total", "reads_total"),
            (.counter, "reads_info_total", "_info", "reads_info"),
            (.info, "brick_info_info", "_info", "brick_info"), (.info, "brick_total_info", "_total", "brick_total"),
        ] as [(Metric.Kind, String, String, String)]
    )
    func name(_ kind: Metric.Kind, _ name: String, _ suffix: String, _ family: String) {
        #expect(
            Metric(kind: kind, name: name, labels: [], help: "Help.").faults
                == ["\(suffix) is reserved for samples, and \(family) is a family in OpenMetrics"]
        )
    }

    @Test("of a name is told: what a gauge histogram's samples are called", arguments: ["_gcount", "_gsum"])
    func gaugeHistogram(_ suffix: String) {
        #expect(
            Metric(kind: .gauge, name: "brick\(suffix)", labels: [], help: "Help.").faults
                == ["\(suffix) is reserved for a histogram's samples"]
        )
    }
}
