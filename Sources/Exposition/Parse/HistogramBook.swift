/// The histograms of one family whose lines are being read: their buckets rise, end with +Inf, and are what is counted.
struct HistogramBook {
    private var open: [[UInt8]: Point] = [:]

    private struct Point {
        var bound: Double?
        var total: Double = 0
        var count: Double?
        var hasSum = false
        var hasNegativeBucket = false
        var hasNegativeSum = false

        mutating func add(_ sample: ParsedSample, _ suffix: FamilyInProgress.Suffix) -> String? {
            switch suffix {
            case .bucket:
                let label = sample.labels.last { $0.name == "le" }
                guard let bound = label.flatMap({ NumberText.parse(Array($0.value.utf8)[...]) }) else { return nil }
                if let last = self.bound, bound <= last { return "the bounds of buckets rise: \(sample.name)" }
                if sample.value < total { return "buckets are cumulative: \(sample.name)" }
                self.bound = bound
                total = sample.value
                if bound < 0 { hasNegativeBucket = true }
            case .count, .gaugeCount: count = sample.value
            case .sum, .gaugeSum:
                hasSum = true
                hasNegativeSum = sample.value < 0
            default: break
            }
            return nil
        }
    }

    /// Takes a sample of the histogram with these labels, or says what is wrong with it.
    mutating func add(_ sample: ParsedSample, _ suffix: FamilyInProgress.Suffix, _ group: [UInt8]) -> String? {
        open[group, default: Point()].add(sample, suffix)
    }

    /// Ends what is open: nothing more of it may come.
    mutating func finish(_ family: ParsedFamily, _ format: Format) -> String? {
        defer { open.removeAll(keepingCapacity: true) }
        return flaw(family, format)
    }

    /// What is missing or wrong in what is open; of several flaws the same one each time.
    func flaw(_ family: ParsedFamily, _ format: Format) -> String? {
        open.values.compactMap { flaw(of: $0, family.kind, format) }.min().map { "\($0): \(family.name)" }
    }

    private func flaw(of point: Point, _ kind: ParsedFamily.Kind, _ format: Format) -> String? {
        if point.bound != .infinity { return "the last bucket of a histogram is +Inf" }
        if let count = point.count, count != point.total { return "the count of a histogram is its bucket +Inf" }
        if point.hasSum != (point.count != nil) { return "a histogram has both a sum and a count, or neither" }
        guard format == .openMetrics else { return nil }
        if kind == .histogram, point.hasNegativeBucket, point.hasSum {
            return "a histogram with a bucket below zero has no sum"
        }
        if kind == .gaugeHistogram, !point.hasNegativeBucket, point.hasNegativeSum {
            return "a histogram without a bucket below zero has no negative sum"
        }
        return nil
    }
}
