extension FamilyDraft {
    /// The family in one of our kinds, or, where none fits, its samples as families of unknown kind, one for each name:
    /// a summary, a stateset, a counter without `_total`, a histogram whose bounds are not the same in all series.
    ///
    /// Of several moments of one series the last counts; when a counter began to count is left out.
    static func drafts(of family: ParsedFamily) -> [FamilyDraft] {
        // An empty help is more than some parsers take.
        let help = family.help.isEmpty ? "Has no help where it comes from." : family.help
        let samples = latest(family.samples.filter { $0.name != family.name + "_created" })
        let draft: FamilyDraft? =
            switch family.kind {
            case .gauge: numbers(samples, .gauge, help)
            case .counter: counter(samples, help)
            case .info: info(samples, help)
            case .histogram: histogram(family.name, samples, help)
            case .summary, .gaugeHistogram, .stateSet, .unknown: nil
            }
        if let draft { return [draft] }
        return Dictionary(grouping: samples, by: \.name)
            .sorted { $0.key < $1.key }
            .compactMap { numbers($0.value, .unknown, help) }
    }

    private static func numbers(_ samples: [ParsedSample], _ kind: Metric.Kind, _ help: String) -> FamilyDraft? {
        guard let name = samples.first?.name, samples.allSatisfy({ $0.name == name }) else { return nil }
        let series = samples.map { Series(labels: $0.labels, value: .number($0.value)) }
        return FamilyDraft(name: name, kind: kind, help: help, series: series)
    }

    private static func counter(_ samples: [ParsedSample], _ help: String) -> FamilyDraft? {
        // A family cannot be called nothing.
        guard samples.allSatisfy({ $0.name.hasSuffix("_total") && $0.name != "_total" && $0.value >= 0 }) else {
            return nil
        }
        return numbers(samples, .counter, help)
    }

    private static func info(_ samples: [ParsedSample], _ help: String) -> FamilyDraft? {
        guard samples.allSatisfy({ $0.name.hasSuffix("_info") }) else { return nil }
        return numbers(samples, .info, help)
    }

    private static func histogram(_ name: String, _ samples: [ParsedSample], _ help: String) -> FamilyDraft? {
        var parts: [[UInt8]: HistogramDraft] = [:]
        var order: [[UInt8]] = []
        for sample in samples {
            let key = SeriesBook.key(sample.labels, without: "le")
            // Taken out and put back: in place would be a copy.
            var part = parts.removeValue(forKey: key)
            if part == nil { order.append(key) }
            part = part ?? HistogramDraft(labels: sample.labels.filter { $0.name != "le" })
            part?.add(sample, suffix: sample.name.dropFirst(name.count))
            parts[key] = part
        }
        guard let bounds = order.first.flatMap({ parts[$0]?.bounds }) else { return nil }
        var draft = FamilyDraft(name: name, kind: .histogram, help: help, bounds: bounds)
        for key in order {
            guard let part = parts[key], part.bounds == bounds, let histogram = part.histogram else { return nil }
            draft.series.append(Series(labels: part.labels, value: .histogram(histogram)))
        }
        return draft
    }

    private static func latest(_ samples: [ParsedSample]) -> [ParsedSample] {
        guard samples.contains(where: { $0.timestamp != nil }) else { return samples }
        var places: [[UInt8]: Int] = [:]
        var latest: [ParsedSample] = []
        for sample in samples {
            let key = Array(sample.name.utf8) + [0xff] + SeriesBook.key(sample.labels, without: nil)
            if let place = places[key] {
                latest[place] = sample
            } else {
                places[key] = latest.count
                latest.append(sample)
            }
        }
        return latest
    }
}

/// The lines of one histogram.
private struct HistogramDraft {
    let labels: [ParsedLabel]
    private var buckets: [(bound: Double, total: Double)] = []
    private var sum: Double?
    private var count: Double?

    init(labels: [ParsedLabel]) {
        self.labels = labels
    }

    mutating func add(_ sample: ParsedSample, suffix: Substring) {
        switch suffix {
        case "_bucket":
            let label = sample.labels.first { $0.name == "le" }
            buckets.append((label.flatMap { NumberText.parse(Array($0.value.utf8)[...]) } ?? .nan, sample.value))
        case "_sum": sum = sample.value
        case "_count": count = sample.value
        default: break
        }
    }

    var bounds: [Double] { buckets.dropLast().map(\.bound) }

    /// Nil when ours cannot say the same: no sum, bounds below zero, counts that are none.
    var histogram: Histogram? {
        guard let sum, sum >= 0, let last = buckets.last, last.bound == .infinity, count == last.total else {
            return nil
        }
        guard zip(bounds, bounds.dropFirst()).allSatisfy({ $0 < $1 }), bounds.allSatisfy({ $0.sign == .plus }) else {
            return nil
        }
        var counts: [UInt64] = []
        var previous: UInt64 = 0
        for bucket in buckets {
            guard let total = UInt64(exactly: bucket.total), total >= previous else { return nil }
            counts.append(total - previous)
            previous = total
        }
        return Histogram(counts: counts, sum: sum)
    }
}
