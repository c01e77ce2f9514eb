/// The series of one family so far: each stands once, and in OpenMetrics those of one metric stand together.
///
/// Labels are compared byte by byte and in any order: `String` takes two spellings of one character for the same.
struct SeriesBook {
    private var series: Set<[UInt8]> = []
    private var groups: Set<[UInt8]> = []
    private var group: [UInt8]?
    private var timestamp: Double?

    enum Move {
        case same, next
        case refused(String)
    }

    /// Goes on to the metric, and the moment, of a line.
    mutating func move(to group: [UInt8], _ timestamp: Double?, anyOrder: Bool) -> Move {
        defer { self.timestamp = timestamp }
        guard group == self.group else {
            guard groups.insert(group).inserted else { return .refused("the samples of a metric stand together") }
            self.group = group
            series.removeAll(keepingCapacity: true)
            return .next
        }
        switch (self.timestamp, timestamp) {
        case (nil, nil): return .same
        case (let last?, let new?):
            if new < last, !anyOrder { return .refused("the timestamps of a metric do not go back") }
            if new == last || anyOrder { return .same }
            series.removeAll(keepingCapacity: true)
            return .next
        default: return .refused("all samples of a metric have a timestamp, or none has")
        }
    }

    mutating func isNew(
        _ sample: ParsedSample,
        _ suffix: FamilyInProgress.Suffix,
        _ group: [UInt8],
        _ ownLabel: String?
    ) -> Bool {
        var key = group
        key.append(contentsOf: suffix.rawValue.utf8)
        if let ownLabel, let own = sample.labels.first(where: { $0.name == ownLabel }) {
            key.append(end)
            key.append(contentsOf: own.value.utf8)
        }
        return series.insert(key).inserted
    }

    /// Labels in the order of their names, with marks between them that no text contains.
    static func key(_ labels: [ParsedLabel], without excluded: String?) -> [UInt8] {
        let isSorted = zip(labels, labels.dropFirst()).allSatisfy { $0.name < $1.name || $1.name == excluded }
        var key: [UInt8] = []
        key.reserveCapacity(128)
        for label in isSorted ? labels : labels.sorted(by: { $0.name < $1.name }) where label.name != excluded {
            key.append(contentsOf: label.name.utf8)
            key.append(equals)
            key.append(contentsOf: label.value.utf8)
            key.append(end)
        }
        return key
    }
}

private let equals: UInt8 = 0xfe
private let end: UInt8 = 0xff
