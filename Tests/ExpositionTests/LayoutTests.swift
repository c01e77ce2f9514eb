import Testing

@testable import Exposition

/// An encoder that remembers what it wrote must never write anything but what a new one would.
@Suite("Layout reuse")
struct LayoutTests {
    @Test("equals a fresh encoder's bytes through thousands of changes", arguments: 1...4 as ClosedRange<UInt64>)
    func random(_ seed: UInt64) {
        var world = World(seed: seed)
        var encoder = FamilyEncoder()
        for round in 0..<800 {
            world.change()
            var fresh = FamilyEncoder()
            let expected = Document(fresh.encode(world.families))
            let document = Document(encoder.encode(world.families))
            guard document.text == expected.text, document.openMetrics == expected.openMetrics else {
                Issue.record("round \(round)")
                return
            }
        }
    }

    @Test("of families full of hostile labels and doubles is kept for the strict parsers", arguments: 5...9)
    func kept(_ seed: Int) throws {
        var world = World(seed: UInt64(seed))
        for _ in 0..<40 { world.change() }

        #expect(try Document("random_\(seed)", world.families).text != "")
    }

    @Test("ends when a metric is declared anew under the same name")
    func redeclared() {
        let declarations = [
            Metric.gauge("load", labels: "host", help: "Load."),
            Metric.gauge("load", labels: "node", help: "Load."),
            Metric.histogram("load", labels: "node", bounds: [1], help: "Load."),
            Metric.histogram("load", labels: "node", bounds: [1, 2], help: "Load."),
        ]
        var encoder = FamilyEncoder()
        for metric in declarations + declarations.reversed() {
            var family = MetricFamily(metric)
            if metric.kind == .histogram {
                family.add(Histogram(bounds: metric.bounds), ["a"])
            } else {
                family.add(1, ["a"])
            }
            var fresh = FamilyEncoder()
            #expect(Document(encoder.encode([family])).text == Document(fresh.encode([family])).text)
        }
    }
}

/// Families whose values change in each round, and whose series do now and then.
private struct World {
    private static let metrics = [
        Metric.gauge("random_free_bytes", labels: "volume", "brick", help: "Free."),
        Metric.counter("random_failures_total", labels: "volume", "error", help: "Failures."),
        Metric.info("random_info", labels: "a", "b", "c", help: "Information."),
        Metric.histogram("random_wait_seconds", labels: "volume", bounds: [0.001, 1, 1e6], help: "Waited."),
        Metric.gauge("random_load", help: "Load."),
    ]

    private var random: Generator
    private var series: [[[String]]] = Array(repeating: [], count: World.metrics.count)

    init(seed: UInt64) {
        random = Generator(seed: seed)
    }

    private(set) var families: [MetricFamily] = []

    mutating func change() {
        for index in World.metrics.indices {
            for _ in 0..<Int.random(in: 0...2, using: &random) { changeSeries(index) }
        }
        families = zip(World.metrics, series).map { metric, series in
            var family = MetricFamily(metric)
            for labels in series { addSample(labels, to: &family) }
            return family
        }
        if Int.random(in: 0..<8, using: &random) == 0 {
            families.remove(at: Int.random(in: families.indices, using: &random))
        }
        families.shuffle(using: &random)
    }

    private mutating func changeSeries(_ index: Int) {
        let count = World.metrics[index].labels.count
        let some = series[index].indices.randomElement(using: &random)
        switch (Int.random(in: 0..<8, using: &random), some) {
        case (0, let some?): series[index].remove(at: some)
        case (1, let some?): series[index].append(series[index][some])  // The same labels again.
        case (2, _): series[index].shuffle(using: &random)
        case (3, let some?) where count > 0:
            series[index][some][Int.random(in: 0..<count, using: &random)] = Hostile.label(&random)
        case (4, let some?):  // The other spelling of the same character.
            series[index][some] = series[index][some].map { $0 == "\u{E9}" ? respelled($0) : $0 }
        case (5...6, _) where series[index].count < 12:
            let spelling = Bool.random(using: &random) ? "\u{E9}" : "e\u{301}"
            series[index].append((0..<count).map { $0 == 0 ? spelling : Hostile.label(&random) })
        default: break
        }
    }

    private func respelled(_ text: String) -> String {
        text.utf8.count == 2 ? "e\u{301}" : "\u{E9}"
    }

    private mutating func addSample(_ labels: [String], to family: inout MetricFamily) {
        switch family.metric.kind {
        case .gauge, .unknown: family.add(Hostile.number(&random), labels)
        case .counter:
            let value = abs(Hostile.number(&random))
            family.add(value.isNaN ? 0 : value, labels)
        case .info: family.add(1, labels)
        case .histogram:
            var histogram = Histogram(bounds: family.metric.bounds)
            for _ in 0..<Int.random(in: 0..<4, using: &random) {
                histogram.observe(abs(Hostile.number(&random)), bounds: family.metric.bounds)
            }
            family.add(histogram, labels)
        }
    }
}
