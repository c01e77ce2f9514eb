/// A family on its way from somebody's exposition to ours: its series may still have different labels.
struct FamilyDraft: Sendable {
    var name: String
    var kind: Metric.Kind
    var help: String
    var bounds: [Double] = []
    var series: [Series] = []

    struct Series: Sendable {
        var labels: [ParsedLabel]
        var value: Sample.Value
    }

    /// How many lines it had, about.
    var lineCount: Int { series.count * (kind == .histogram ? bounds.count + 3 : 1) }

    var isValid: Bool {
        Self.isName(name, ":") && series.allSatisfy { $0.labels.allSatisfy { Self.isName($0.name) } }
    }

    /// With a label that says whose it is.
    func labelled(_ name: String, _ value: String) -> FamilyDraft {
        let names = Set(series.flatMap { $0.labels.map(\.name) })
        var moved = name
        while names.contains(moved) { moved = "exported_" + moved }
        var draft = self
        for index in draft.series.indices {
            if moved != name {
                for place in draft.series[index].labels.indices where draft.series[index].labels[place].name == name {
                    draft.series[index].labels[place].name = moved
                }
            }
            draft.series[index].labels.append(ParsedLabel(name, value))
        }
        return draft
    }

    /// As it is exposed: every series has every label, the empty ones being as good as none.
    func family(firstLabel: String) -> MetricFamily {
        let others = Set(series.flatMap { $0.labels.map(\.name) }).subtracting([firstLabel]).sorted()
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
        guard let first = text.utf8.first, !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else { return false }
        return text.utf8.allSatisfy { byte in
            (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte &- UInt8(ascii: "0") < 10 || byte == UInt8(ascii: "_")
                || byte == extra?.asciiValue
        }
    }
}
