/// A family on its way from somebody's exposition to ours: its series may still have different labels.
struct FamilyDraft: Sendable {
    var name: String
    var kind: Metric.Kind
    var help: String
    var bounds: [Double] = []
    var series: [Series] = []
    /// Of all series, once ``labelled(_:_:)`` has been called.
    private var labelNames: Set<String> = []

    /// Each series gets every label of its family: that many labels are enough.
    private static let labelLimit = 64

    init(name: String, kind: Metric.Kind, help: String, bounds: [Double] = [], series: [Series] = []) {
        self.name = name
        self.kind = kind
        self.help = help
        self.bounds = bounds
        self.series = series
    }

    struct Series: Sendable {
        var labels: [ParsedLabel]
        var value: Sample.Value
    }

    /// How many lines it had, about.
    var lineCount: Int { series.count * (kind == .histogram ? bounds.count + 3 : 1) }

    var isValid: Bool {
        Self.isName(name, ":") && labelNames.count <= Self.labelLimit && labelNames.allSatisfy { Self.isName($0) }
    }

    /// Whether both can be one family.
    func canTake(_ other: FamilyDraft) -> Bool {
        kind == other.kind && bounds == other.bounds
            && labelNames.union(other.labelNames).count <= Self.labelLimit
    }

    mutating func take(_ other: FamilyDraft) {
        series += other.series
        labelNames.formUnion(other.labelNames)
    }

    /// With a label that says whose it is.
    func labelled(_ name: String, _ value: String) -> FamilyDraft {
        var draft = self
        draft.labelNames = series.reduce(into: []) { names, one in names.formUnion(one.labels.map(\.name)) }
        if draft.labelNames.contains(name) {
            var moved = name
            while draft.labelNames.contains(moved) { moved = "exported_" + moved }
            draft.rename(name, moved)
        }
        draft.labelNames.insert(name)
        for index in draft.series.indices { draft.series[index].labels.append(ParsedLabel(name, value)) }
        return draft
    }

    private mutating func rename(_ old: String, _ new: String) {
        labelNames.insert(new)
        for index in series.indices {
            for place in series[index].labels.indices where series[index].labels[place].name == old {
                series[index].labels[place].name = new
            }
        }
    }

    /// As it is exposed: every series has every label, the empty ones being as good as none.
    func family(firstLabel: String) -> MetricFamily {
        let others = labelNames.subtracting([firstLabel]).sorted()
        let names = [firstLabel] + others
        let metric = Metric(kind: kind, name: name, labels: names, bounds: bounds, help: help)
        var family = MetricFamily(metric)
        for one in series {
            let values = names.map { name in one.labels.first { $0.name == name }?.value ?? "" }
            switch one.value {
            case .number(let number): family.add(number, values)
            case .histogram(let histogram): family.add(histogram, values)
            }
        }
        return family
    }

    private static func isName(_ text: String, _ extra: Character? = nil) -> Bool {
        guard let first = text.utf8.first, !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else {
            return false
        }
        return text.utf8.allSatisfy { byte in
            (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte &- UInt8(ascii: "0") < 10 || byte == UInt8(ascii: "_")
                || byte == extra?.asciiValue
        }
    }
}
