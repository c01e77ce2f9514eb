/// What a metric family is: its name, type, help and label names, declared once and never changed.
///
/// Declaring it checks it: a name or label that Prometheus or our own rules refuse stops the program at the first test.
public struct Metric: Sendable, Hashable {
    public enum Kind: String, Sendable {
        case counter, gauge, histogram, info
        /// Nobody has said what it is: only what others expose can be that.
        case unknown
    }

    /// The full name, with `_total` for a counter and `_info` for an info.
    public let name: String
    /// What it is, its unit, and where the number comes from.
    public let help: String
    public let kind: Kind
    /// Label names, in the order in which samples give their values.
    public let labels: [String]
    /// Upper bounds of a histogram's buckets, ascending, without infinity; empty for the other kinds.
    public let bounds: [Double]

    public static func counter(_ name: String, labels: String..., help: String) -> Metric {
        Metric(kind: .counter, name: name, labels: labels, help: help).checked()
    }

    public static func gauge(_ name: String, labels: String..., help: String) -> Metric {
        Metric(kind: .gauge, name: name, labels: labels, help: help).checked()
    }

    public static func info(_ name: String, labels: String..., help: String) -> Metric {
        Metric(kind: .info, name: name, labels: labels, help: help).checked()
    }

    public static func histogram(
        _ name: String,
        labels: String...,
        bounds: [Double],
        help: String
    ) -> Metric {
        Metric(kind: .histogram, name: name, labels: labels, bounds: bounds, help: help).checked()
    }

    /// Declares nothing: nobody has looked at it yet.
    init(kind: Kind, name: String, labels: [String], bounds: [Double] = [], help: String) {
        self.kind = kind
        self.name = name
        self.labels = labels
        self.bounds = bounds
        self.help = help
    }

    private func checked() -> Metric {
        let faults = faults
        precondition(faults.isEmpty, "\(name): \(faults.joined(separator: "; "))")
        return self
    }

    /// The name of the family in OpenMetrics: without `_total` and `_info`, which belong to its samples.
    public var familyName: String {
        switch kind {
        case .counter where name.hasSuffix("_total"): String(name.dropLast("_total".count))
        case .info where name.hasSuffix("_info"): String(name.dropLast("_info".count))
        default: name
        }
    }

    /// The unit at the end of the family's name (`seconds`, `bytes`, `ratio`), if it has one.
    public var unit: String? {
        guard kind != .info else { return nil }
        return ["seconds", "bytes", "ratio"].first { familyName.hasSuffix("_\($0)") }
    }
}
