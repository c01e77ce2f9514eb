/// A metric family that somebody else has exposed, as it was read.
public struct ParsedFamily: Sendable, Hashable {
    public enum Kind: String, Sendable, Hashable {
        case counter, gauge, histogram, summary, unknown
        case gaugeHistogram = "gaugehistogram"
        case info
        case stateSet = "stateset"
    }

    /// The family's name as its `# TYPE` line gives it; for one without metadata, its samples'.
    public var name: String
    public var kind: Kind
    public var help: String
    public var samples: [ParsedSample]

    public init(name: String, kind: Kind, help: String = "", samples: [ParsedSample] = []) {
        self.name = name
        self.kind = kind
        self.help = help
        self.samples = samples
    }
}

/// One line of an exposition.
public struct ParsedSample: Sendable, Hashable {
    /// The whole name, with `_bucket`, `_total`, … where it has one.
    public var name: String
    /// In the order of the line.
    public var labels: [ParsedLabel]
    public var value: Double
    /// Seconds since 1970.
    public var timestamp: Double?

    public init(name: String, labels: [ParsedLabel] = [], value: Double, timestamp: Double? = nil) {
        self.name = name
        self.labels = labels
        self.value = value
        self.timestamp = timestamp
    }
}

/// A name and a value.
public struct ParsedLabel: Sendable, Hashable {
    public var name: String
    public var value: String

    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}
