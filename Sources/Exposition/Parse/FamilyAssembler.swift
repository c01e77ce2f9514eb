/// Puts lines together to families, and holds them to the rules that go beyond one line.
struct FamilyAssembler {
    /// The line at hand, for errors.
    var line = 1
    private let format: Format
    private var families: [ParsedFamily] = []
    private var current: FamilyInProgress?
    /// The names that finished families may use for their samples.
    private var claimed: Set<String> = []

    init(_ format: Format) {
        self.format = format
    }

    mutating func help(_ name: ArraySlice<UInt8>, _ text: String) throws(ExpositionError) {
        try describe(name)
        guard current?.hasHelp == false else { throw fault("a family has one HELP") }
        current?.hasHelp = true
        current?.family.help = text
    }

    mutating func type(_ name: ArraySlice<UInt8>, _ type: String) throws(ExpositionError) {
        try describe(name)
        guard current?.hasType == false else { throw fault("a family has one TYPE") }
        guard let kind = ParsedFamily.Kind(type, format) else {
            let kinds = ParsedFamily.Kind.names(format)
            throw fault("a type is one of \(kinds.joined(separator: ", "))")
        }
        current?.take(kind, format)
    }

    mutating func unit(_ name: ArraySlice<UInt8>, _ unit: String) throws(ExpositionError) {
        try describe(name)
        guard current?.unit == nil else { throw fault("a family has one UNIT") }
        current?.unit = unit
    }

    mutating func add(
        _ name: ArraySlice<UInt8>,
        _ labels: [ParsedLabel],
        _ value: Double,
        _ timestamp: Double?,
        hasExemplar: Bool
    ) throws(ExpositionError) {
        var known = current?.sampleName(name)
        if known == nil {
            // Not one of the family's: it is one of its own, of which nothing is said.
            let name = String(decoding: name, as: UTF8.self)
            try begin(name)
            known = (name, .none)
        }
        guard let known else { return }
        let sample = ParsedSample(name: known.name, labels: labels, value: value, timestamp: timestamp)
        if let reason = current?.add(sample, known.suffix, format, hasExemplar: hasExemplar) { throw fault(reason) }
    }

    mutating func finish() throws(ExpositionError) -> [ParsedFamily] {
        try close()
        return families
    }

    /// Makes the family that a line with metadata is about the one at hand.
    private mutating func describe(_ bytes: ArraySlice<UInt8>) throws(ExpositionError) {
        let name = String(decoding: bytes, as: UTF8.self)
        guard let current, current.family.name == name else { return try begin(name) }
        if !current.family.samples.isEmpty {
            throw fault("what a family is stands before its samples, and the family in one place: \(name)")
        }
    }

    private mutating func begin(_ name: String) throws(ExpositionError) {
        try close()
        current = FamilyInProgress(name, format)
    }

    private mutating func close() throws(ExpositionError) {
        guard let done = current else { return }
        current = nil
        if let reason = done.flaw(format) { throw fault(reason) }
        for name in done.names where !claimed.insert(name).inserted {
            throw fault("a family stands in one place, and its names are its own: \(name)")
        }
        families.append(done.family)
    }

    private func fault(_ reason: String) -> ExpositionError { ExpositionError(line: line, reason) }
}

extension ParsedFamily.Kind {
    fileprivate init?(_ type: String, _ format: Format) {
        guard Self.names(format).contains(type) else { return nil }
        self.init(rawValue: type == "untyped" ? "unknown" : type)
    }

    fileprivate static func names(_ format: Format) -> [String] {
        format == .text
            ? ["counter", "gauge", "histogram", "summary", "untyped"]
            : ["counter", "gauge", "histogram", "gaugehistogram", "stateset", "info", "summary", "unknown"]
    }
}
