/// What one sample must be like, by its family's type and its name's suffix.
struct SampleRule {
    let kind: ParsedFamily.Kind
    let suffix: FamilyInProgress.Suffix
    let format: Format

    /// The label that tells apart samples of one metric: `le`, `quantile`, or the family's name in a stateset.
    func ownLabel(_ family: String) -> String? {
        switch (kind, suffix) {
        case (.summary, .none): "quantile"
        case (.stateSet, _): family
        case (_, .bucket): "le"
        default: nil
        }
    }

    func flaw(of sample: ParsedSample, in family: String, hasExemplar: Bool) -> String? {
        let name = sample.name
        if let own = ownLabel(family) {
            guard let label = sample.labels.first(where: { $0.name == own }) else {
                return "\(name) has a label \(own)"
            }
            if let reason = flaw(of: label) { return reason }
        }
        if hasExemplar, suffix != .bucket, suffix != .total {
            return "only buckets and counters have exemplars: \(name)"
        }
        return flaw(of: sample.value).map { "\(name) \($0)" }
    }

    private func flaw(of label: ParsedLabel) -> String? {
        guard kind != .stateSet else { return nil }
        let number = NumberText.parse(Array(label.value.utf8)[...])
        guard let number, !number.isNaN else { return "\(label.name) is a number: \(label.value)" }
        if number == .infinity, label.value != "+Inf" { return "infinity is +Inf in \(label.name)" }
        if kind == .summary, !(0...1).contains(number) { return "a quantile is between 0 and 1: \(label.value)" }
        return nil
    }

    private func flaw(of value: Double) -> String? {
        switch suffix {
        case .bucket, .count, .gaugeCount:
            guard value >= 0, value.isFinite, value.rounded() == value else { return "is a count: 0, 1, 2, …" }
        case .total, .sum, .gaugeSum:
            guard format == .openMetrics else { break }
            if value.isNaN { return "is not NaN" }
            if value < 0, suffix != .gaugeSum { return "is not negative" }
        case .info: if value != 1 { return "is 1" }
        case .none where kind == .stateSet: if value != 0, value != 1 { return "is 0 or 1" }
        case .none where kind == .summary && format == .openMetrics: if value < 0 { return "is not negative" }
        case .none, .created: break
        }
        return nil
    }
}
