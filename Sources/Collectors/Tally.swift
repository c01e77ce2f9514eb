/// Counts that grow from poll to poll, by label values.
struct Tally: Sendable {
    private(set) var counts: [[String]: UInt64] = [:]

    /// Makes the series exist with 0 if it does not yet.
    mutating func declare(_ labels: String...) {
        declare(labels)
    }

    mutating func declare(_ labels: [String]) {
        counts[labels, default: 0] += 0
    }

    mutating func increment(_ labels: String...) {
        increment(labels)
    }

    mutating func increment(_ labels: [String]) {
        counts[labels, default: 0] += 1
    }

    /// In place: another dictionary would have another order, and the encoder would begin anew with all of them.
    mutating func keep(where isKept: ([String]) -> Bool) {
        for labels in counts.keys.filter({ !isKept($0) }) { counts[labels] = nil }
    }

    /// Forgets series whose first label is not one of these: their subject is gone.
    mutating func keep(_ subjects: Set<String>) {
        keep { subjects.contains($0.first ?? "") }
    }
}
