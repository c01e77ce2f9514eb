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

    mutating func keep(where isKept: ([String]) -> Bool) {
        counts = counts.filter { isKept($0.key) }
    }

    /// Forgets series whose first label is not one of these: their subject is gone.
    mutating func keep(_ subjects: Set<String>) {
        counts = counts.filter { subjects.contains($0.key.first ?? "") }
    }
}
