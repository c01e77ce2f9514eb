/// The samples of one metric at one moment.
public struct MetricFamily: Sendable, Hashable {
    public let metric: Metric
    public private(set) var samples: [Sample] = []

    public init(_ metric: Metric) {
        self.metric = metric
    }

    /// Adds a sample. `labels` pair up with the metric's label names, in order.
    ///
    /// A counter takes a number that is neither negative nor NaN.
    public mutating func add(_ value: Double, _ labels: [String]) {
        precondition(metric.kind != .histogram, "\(metric.name) takes histograms")
        add(Sample(labels: labels, value: .number(value)))
    }

    public mutating func add(_ histogram: Histogram, _ labels: [String]) {
        precondition(metric.kind == .histogram, "\(metric.name) takes numbers")
        precondition(histogram.counts.count == metric.bounds.count + 1, "\(metric.name) has other bounds")
        add(Sample(labels: labels, value: .histogram(histogram)))
    }

    private mutating func add(_ sample: Sample) {
        precondition(sample.labels.count == metric.labels.count, "\(metric.name) takes the labels \(metric.labels)")
        samples.append(sample)
    }
}

/// One value, or one histogram, under one set of label values.
public struct Sample: Sendable, Hashable {
    public enum Value: Sendable, Hashable {
        case number(Double)
        case histogram(Histogram)
    }

    public let labels: [String]
    public let value: Value
}
