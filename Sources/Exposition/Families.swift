/// Families in the making: samples are added by metric, in any order.
public struct Families: Sendable {
    private var families: [String: MetricFamily] = [:]

    public init() {}

    /// What has been added, by name.
    public var all: [MetricFamily] {
        families.values.sorted { $0.metric.name < $1.metric.name }
    }

    public mutating func add(_ metric: Metric, _ value: Double, _ labels: [String] = []) {
        families[metric.name, default: MetricFamily(metric)].add(value, labels)
    }

    public mutating func add(_ metric: Metric, _ flag: Bool, _ labels: [String] = []) {
        add(metric, flag ? 1 : 0, labels)
    }

    public mutating func add(_ metric: Metric, _ count: some BinaryInteger, _ labels: [String] = []) {
        add(metric, Double(count), labels)
    }

    public mutating func add(_ metric: Metric, _ histogram: Histogram, _ labels: [String] = []) {
        families[metric.name, default: MetricFamily(metric)].add(histogram, labels)
    }

    /// Adds an information: the value is always 1.
    public mutating func add(_ metric: Metric, info labels: [String]) {
        add(metric, 1.0, labels)
    }
}
