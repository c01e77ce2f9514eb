import Exposition

/// Histograms that grow from poll to poll, by label values.
struct Latencies: Sendable {
    /// From a fifth of a millisecond, what a statfs takes on loopback, to what Gluster's timeouts allow. Seconds.
    static let bounds = [0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

    private(set) var histograms: [[String]: Histogram] = [:]

    /// Makes the series exist without observations if it does not yet.
    mutating func declare(_ labels: String...) {
        guard histograms[labels] == nil else { return }
        histograms[labels] = Histogram(bounds: Self.bounds)
    }

    mutating func observe(_ seconds: Double, _ labels: String...) {
        observe(seconds, labels)
    }

    mutating func observe(_ seconds: Double, _ labels: [String]) {
        histograms[labels, default: Histogram(bounds: Self.bounds)].observe(seconds, bounds: Self.bounds)
    }

    /// In place: another dictionary would have another order, and the encoder would begin anew with all of them.
    mutating func keep(where isKept: ([String]) -> Bool) {
        for labels in histograms.keys.filter({ !isKept($0) }) { histograms[labels] = nil }
    }
}

extension Families {
    mutating func add(_ metric: Metric, _ latencies: Latencies) {
        for (labels, histogram) in latencies.histograms {
            add(metric, histogram, labels)
        }
    }

    mutating func add(_ metric: Metric, _ tally: Tally) {
        for (labels, count) in tally.counts {
            add(metric, count, labels)
        }
    }
}
