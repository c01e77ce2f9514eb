/// Observations counted into buckets: what a histogram sample carries.
public struct Histogram: Sendable, Hashable {
    /// Observations in each bucket, not yet cumulative; the last is the bucket without an upper bound.
    public private(set) var counts: [UInt64]
    /// Sum of everything observed, in the unit of the family.
    public private(set) var sum: Double = 0

    /// An empty histogram with a bucket for each bound, and one above them.
    public init(bounds: [Double]) {
        counts = Array(repeating: 0, count: bounds.count + 1)
    }

    /// What somebody else has counted, bucket by bucket.
    public init(counts: [UInt64], sum: Double) {
        self.counts = counts
        self.sum = sum
    }

    public var count: UInt64 { counts.reduce(0, &+) }

    /// Counts one observation. `bounds` are those that the histogram was made with.
    ///
    /// NaN is none: it would spoil the sum for ever.
    public mutating func observe(_ value: Double, bounds: [Double]) {
        guard !value.isNaN else { return }
        let bucket = bounds.firstIndex { value <= $0 } ?? bounds.count
        guard bucket < counts.count else { return }
        counts[bucket] &+= 1
        sum += value
    }
}
