/// The samples of one metric at one moment.
public struct MetricFamily: Sendable, Hashable {
    public let metric: Metric
    public private(set) var samples: [Sample] = []

    public init(_ metric: Metric) {
        self.metric = metric
    }

    /// Adds a sample. `labels` pair up with the metric's label names, in order.
    ///
    /// What its kind cannot be is left out: a counter below zero, or that is NaN, and an info that is not 1.
    public mutating func add(_ value: Double, _ labels: [String]) {
        precondition(metric.kind != .histogram, "\(metric.name) takes histograms")
        guard isPossible(value) else { return }
        add(Sample(labels: labels, value: .number(value)))
    }

    /// Adds a histogram. One whose sum is below zero, or NaN, is left out: with bounds from 0 on, it cannot be.
    public mutating func add(_ histogram: Histogram, _ labels: [String]) {
        precondition(metric.kind == .histogram, "\(metric.name) takes numbers")
        precondition(histogram.counts.count == metric.bounds.count + 1, "\(metric.name) has other bounds")
        guard histogram.sum >= 0 else { return }
        add(Sample(labels: labels, value: .histogram(histogram)))
    }

    private func isPossible(_ value: Double) -> Bool {
        switch metric.kind {
        case .counter: value >= 0
        case .info: value == 1
        case .gauge, .unknown, .histogram: true
        }
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
