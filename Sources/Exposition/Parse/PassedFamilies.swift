/// Families that several others expose, made ready to be exposed again: each series gets a label that says whose it is.
///
/// Families of the same name are put together. One that cannot stand beside what came before it, or beside ours, is
/// left out, and so are the largest ones of somebody who exposes too much. Timestamps are left out too.
public struct PassedFamilies: Sendable {
    private let label: String
    private let limit: Int
    private var taken: Set<String>
    private var drafts: [String: FamilyDraft] = [:]
    /// How many series were left out, by the name of their family.
    public private(set) var dropped: [String: Int] = [:]

    /// - Parameters:
    ///   - label: The name of the label that says whose a series is. Theirs of that name becomes `exported_…`.
    ///   - ours: What stands in the same exposition.
    ///   - limit: How many series one owner may have.
    public init(label: String, beside ours: [Metric], limit: Int) {
        self.label = label
        self.limit = limit
        taken = ours.reduce(into: []) { $0.formUnion($1.takenNames) }
    }

    /// What was added so far, by name.
    public var all: [MetricFamily] {
        drafts.values.map { $0.family(firstLabel: label) }.sorted { $0.metric.name < $1.metric.name }
    }

    public mutating func add(_ families: [ParsedFamily], of owner: String) {
        for family in bounded(families) {
            for draft in FamilyDraft.drafts(of: family) { add(draft, of: owner) }
        }
    }

    /// Without the largest families, if there are too many series.
    private mutating func bounded(_ families: [ParsedFamily]) -> [ParsedFamily] {
        var count = families.reduce(0) { $0 + $1.samples.count }
        guard count > limit else { return families }
        var tooLarge: Set<Int> = []
        let bySize = families.indices.sorted {
            (families[$1].samples.count, families[$0].name) < (families[$0].samples.count, families[$1].name)
        }
        for index in bySize where count > limit {
            tooLarge.insert(index)
            count -= families[index].samples.count
            dropped[families[index].name, default: 0] += families[index].samples.count
        }
        return families.indices.filter { !tooLarge.contains($0) }.map { families[$0] }
    }

    private mutating func add(_ draft: FamilyDraft, of owner: String) {
        guard !draft.series.isEmpty else { return }
        let draft = draft.labelled(label, owner)
        guard draft.isValid else { return drop(draft) }
        if let known = drafts[draft.name] {
            guard known.canTake(draft) else { return drop(draft) }
            drafts[draft.name]?.take(draft)
        } else {
            let names = Metric(kind: draft.kind, name: draft.name, labels: [], help: "").takenNames
            guard taken.isDisjoint(with: names) else { return drop(draft) }
            taken.formUnion(names)
            drafts[draft.name] = draft
        }
    }

    private mutating func drop(_ draft: FamilyDraft) {
        dropped[draft.name, default: 0] += draft.lineCount
    }
}
