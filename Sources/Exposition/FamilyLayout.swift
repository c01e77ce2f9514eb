/// Everything of a family's lines but the values: rendered once, used for as long as the series stay the same.
///
/// Series seldom change between two polls and their labels are most of the bytes: copying them is
/// several times faster than escaping them again.
struct FamilyLayout: Sendable {
    private let metric: Metric
    /// The label values it was made for, in the order of the samples.
    private let labels: [[String]]
    /// Indices of samples, sorted by label values, each set of label values once.
    private(set) var order: [Int] = []
    /// What stands before each value, one line after the other, in sorted order.
    private(set) var prefixes: [UInt8] = []
    /// Where each prefix ends.
    private(set) var ends: [Int] = []

    init(of family: MetricFamily) {
        metric = family.metric
        labels = family.samples.map(\.labels)
        order = labels.indices.sorted {
            labels[$0].precedes(labels[$1]) || ($0 < $1 && labels[$0].same(as: labels[$1]))
        }
        order = order.enumerated()
            .filter { position, index in position == 0 || !labels[index].same(as: labels[order[position - 1]]) }
            .map(\.element)
        for index in order {
            render(labels[index])
        }
    }

    /// About how many bytes the family takes.
    var capacity: Int { prefixes.count + ends.count * 22 + metric.help.utf8.count + 256 }

    /// Whether the family still has the same series, in the same order.
    func fits(_ family: MetricFamily) -> Bool {
        guard family.metric == metric, family.samples.count == labels.count else { return false }
        for index in labels.indices where !labels[index].same(as: family.samples[index].labels) {
            return false
        }
        return true
    }

    private mutating func render(_ values: [String]) {
        guard metric.kind == .histogram else {
            return line(metric.name, values)
        }
        for bound in metric.bounds.map(SampleText.bound) + ["+Inf"] {
            line(metric.name + "_bucket", values, bound: bound)
        }
        line(metric.name + "_sum", values)
        line(metric.name + "_count", values)
    }

    private mutating func line(_ name: String, _ values: [String], bound: String? = nil) {
        SampleText.open(name, metric.labels, values, into: &prefixes)
        var isOpen = !metric.labels.isEmpty
        if let bound {
            SampleText.label("le", bound, separator: UInt8(ascii: isOpen ? "," : "{"), into: &prefixes)
            isOpen = true
        }
        prefixes.append(contentsOf: (isOpen ? "} " : " ").utf8)
        ends.append(prefixes.count)
    }
}

extension [String] {
    /// Equal byte for byte. `==` would also take two spellings of one character for the same.
    func same(as other: [String]) -> Bool {
        guard count == other.count else { return false }
        for index in indices where !self[index].isSame(as: other[index]) {
            return false
        }
        return true
    }

    /// Whether it comes first in the order of its bytes.
    func precedes(_ other: [String]) -> Bool {
        for (mine, theirs) in zip(self, other) where !mine.isSame(as: theirs) {
            return mine.utf8.lexicographicallyPrecedes(theirs.utf8)
        }
        return count < other.count
    }
}

extension String {
    fileprivate func isSame(as other: String) -> Bool {
        guard utf8.count == other.utf8.count, self == other else { return false }
        // `==` goes by memcmp, but only of ASCII does it mean the same bytes. Asking for that costs nothing.
        return utf8.count == utf16.count || utf8.elementsEqual(other.utf8)
    }
}
