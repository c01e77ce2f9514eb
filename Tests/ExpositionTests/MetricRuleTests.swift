import Testing

@testable import Exposition

@Suite("Rules of declaration")
struct MetricRuleTests {
    @Test(
        "find nothing wrong with",
        arguments: [
            Metric(kind: .gauge, name: "gluster_volume_free_bytes", labels: ["volume", "b2_"], help: "Free."),
            Metric(kind: .gauge, name: "a", labels: [], help: "."),
            Metric(kind: .counter, name: "reads_total", labels: [], help: "Reads."),
            Metric(kind: .info, name: "brick_info", labels: ["role"], help: "What it is."),
            Metric(kind: .histogram, name: "wait_seconds", labels: [], bounds: [0, 0.5, 1e300], help: "Waited."),
        ]
    )
    func good(_ metric: Metric) {
        #expect(metric.faults == [])
    }

    @Test(
        "of names",
        arguments: [
            (.gauge, "", identifier), (.gauge, "Free", identifier), (.gauge, "9p", identifier),
            (.gauge, "_free", identifier), (.gauge, "free:rate", identifier), (.gauge, "free-space", identifier),
            (.gauge, "größe", identifier), (.gauge, "free\u{301}", identifier), (.gauge, "free bytes", identifier),
            (.counter, "reads", "a counter ends in _total"),
            (.gauge, "reads_total", "only a counter ends in _total"),
            (.histogram, "wait_total", "only a counter ends in _total"),
            (.info, "brick", "an info ends in _info"),
            (.gauge, "brick_info", "only an info ends in _info"),
            (.gauge, "brick_count", "_count is reserved for a histogram's samples"),
            (.gauge, "brick_sum", "_sum is reserved for a histogram's samples"),
            (.histogram, "brick_bucket", "_bucket is reserved for a histogram's samples"),
            (.gauge, "brick_created", "_created is reserved for a histogram's samples"),
            (.counter, "brick_count_total", "_count is reserved for a histogram's samples"),
            (.info, "brick_sum_info", "_sum is reserved for a histogram's samples"),
        ] as [(Metric.Kind, String, String)]
    )
    func names(_ kind: Metric.Kind, _ name: String, _ fault: String) {
        let bounds: [Double] = kind == .histogram ? [1] : []

        #expect(Metric(kind: kind, name: name, labels: [], bounds: bounds, help: "Help.").faults == [fault])
    }

    @Test(
        "of labels",
        arguments: [
            (["Volume"], [labelIdentifier + "Volume"]), ([""], [labelIdentifier]),
            (["__name__"], [labelIdentifier + "__name__"]),
            (["a-b", "ä"], [labelIdentifier + "a-b", labelIdentifier + "ä"]),
            (["le"], ["the label le is reserved"]), (["quantile"], ["the label quantile is reserved"]),
            (["a", "b", "a"], ["a label stands twice"]),
        ]
    )
    func labels(_ labels: [String], _ faults: [String]) {
        #expect(Metric(kind: .gauge, name: "a", labels: labels, help: "Help.").faults == faults)
    }

    @Test(
        "of bounds",
        arguments: [
            [], [1, 1], [2, 1], [1, .infinity], [-.infinity, 1], [.nan], [1, .nan], [-1, 1], [-0.0, 1],
        ] as [[Double]]
    )
    func bounds(_ bounds: [Double]) {
        #expect(
            Metric(kind: .histogram, name: "a", labels: [], bounds: bounds, help: "Help.").faults
                == ["a histogram has finite bounds from 0 on, in ascending order"]
        )
    }

    @Test("leave bounds to histograms", arguments: [Metric.Kind.gauge, .counter, .info])
    func otherBounds(_ kind: Metric.Kind) {
        let name = ["counter": "a_total", "info": "a_info"][kind.rawValue] ?? "a"

        #expect(
            Metric(kind: kind, name: name, labels: [], bounds: [1], help: "Help.").faults
                == ["only a histogram has bounds"]
        )
    }

    @Test("of the help", arguments: ["", "No sentence", "Almost. "])
    func help(_ help: String) {
        #expect(Metric(kind: .gauge, name: "a", labels: [], help: help).faults == ["the help is a sentence"])
    }

    @Test("are told all at once, and stop the program")
    func stop() async {
        let metric = Metric(kind: .counter, name: "Reads", labels: ["le"], bounds: [1], help: "")
        #expect(metric.faults.count == 5)

        await #expect(processExitsWith: .failure) { _ = Metric.counter("Reads", labels: "le", help: "") }
    }

    @Test("hold for samples: a wrong number of labels, or a value of another kind, stops the program")
    func samples() async {
        await #expect(processExitsWith: .failure) {
            var family = MetricFamily(.gauge("a", labels: "b", help: "Help."))
            family.add(1, [])
        }
        await #expect(processExitsWith: .failure) {
            var family = MetricFamily(.histogram("a", bounds: [1], help: "Help."))
            family.add(1, [])
        }
        await #expect(processExitsWith: .failure) {
            var family = MetricFamily(.gauge("a", help: "Help."))
            family.add(Histogram(bounds: [1]), [])
        }
        await #expect(processExitsWith: .failure) {
            var family = MetricFamily(.histogram("a", bounds: [1], help: "Help."))
            family.add(Histogram(bounds: [1, 2]), [])
        }
    }
}

private let identifier = "a name takes a-z, 0-9 and _, and starts with a letter"
private let labelIdentifier = "a label takes a-z, 0-9 and _, and starts with a letter: "
