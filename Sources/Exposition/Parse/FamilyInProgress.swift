/// A family whose lines are being read.
struct FamilyInProgress {
    var family: ParsedFamily
    var hasHelp = false
    private(set) var hasType = false
    var unit: String?
    /// What its samples may be called, beside what that adds to the family's name.
    private var allowed: [(name: String, suffix: Suffix)] = []
    private var series = SeriesBook()
    private var histograms = HistogramBook()

    init(_ name: String, _ format: Format) {
        family = ParsedFamily(name: name, kind: .unknown)
        allowed = [(name, .none)]
    }

    /// What stands behind the family's name in the name of a sample.
    enum Suffix: String {
        case none = ""
        case total = "_total"
        case created = "_created"
        case count = "_count"
        case sum = "_sum"
        case bucket = "_bucket"
        case gaugeCount = "_gcount"
        case gaugeSum = "_gsum"
        case info = "_info"
    }

    /// Every name that it keeps others from using.
    var names: Set<String> { Set(allowed.map(\.name) + [family.name]) }

    mutating func take(_ kind: ParsedFamily.Kind, _ format: Format) {
        hasType = true
        family.kind = kind
        allowed = kind.suffixes(format).map { (family.name + $0.rawValue, $0) }
    }

    /// The same name as a string, if it is one of the family's.
    func sampleName(_ bytes: ArraySlice<UInt8>) -> (name: String, suffix: Suffix)? {
        allowed.first { $0.name.utf8.count == bytes.count && $0.name.utf8.elementsEqual(bytes) }
    }

    /// Takes a sample, or says what is wrong with it.
    mutating func add(
        _ sample: ParsedSample,
        _ suffix: Suffix,
        _ format: Format,
        hasExemplar: Bool
    ) -> String? {
        let rule = SampleRule(kind: family.kind, suffix: suffix, format: format)
        if let reason = rule.flaw(of: sample, in: family.name, hasExemplar: hasExemplar) { return reason }
        let group = SeriesBook.key(sample.labels, without: rule.ownLabel(family.name))
        if format == .openMetrics {
            switch series.move(to: family.kind == .info ? [] : group, sample.timestamp, anyOrder: family.kind == .info)
            {
            case .same: break
            case .next: if let reason = histograms.finish(family, format) { return reason }
            case .refused(let reason): return reason
            }
        }
        // Bounds that rise tell as much of buckets, and they are most of all lines.
        if suffix != .bucket, !series.isNew(sample, suffix, group, rule.ownLabel(family.name)) {
            return "a series stands once: \(sample.name) with these labels"
        }
        if family.kind == .histogram || family.kind == .gaugeHistogram {
            if let reason = histograms.add(sample, suffix, group) { return reason }
        }
        family.samples.append(sample)
        return nil
    }

    /// What the finished family lacks.
    func flaw(_ format: Format) -> String? {
        if let unit, !unit.isEmpty {
            if !family.name.hasSuffix("_" + unit) { return "the name of a family ends with its unit: \(family.name)" }
            if family.kind == .info || family.kind == .stateSet {
                return "an info and a stateset have no unit: \(family.name)"
            }
        }
        return histograms.flaw(family, format)
    }
}

extension ParsedFamily.Kind {
    fileprivate func suffixes(_ format: Format) -> [FamilyInProgress.Suffix] {
        switch (self, format) {
        case (.histogram, .text): [.bucket, .count, .sum]
        case (.summary, .text): [.none, .count, .sum]
        case (_, .text): [.none]
        case (.counter, _): [.total, .created]
        case (.summary, _): [.none, .count, .sum, .created]
        case (.histogram, _): [.bucket, .count, .sum, .created]
        case (.gaugeHistogram, _): [.bucket, .gaugeCount, .gaugeSum]
        case (.info, _): [.info]
        case (.gauge, _), (.unknown, _), (.stateSet, _): [.none]
        }
    }
}
