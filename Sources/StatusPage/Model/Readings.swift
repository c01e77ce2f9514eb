import Collectors
import Exposition

/// What the collectors have told, ready to be looked up.
struct Readings {
    private var values: [String: [[String]: Double]] = [:]
    private var order: [String: [[String]]] = [:]
    private var words: [Fact.Subject: String] = [:]
    /// Those that are watched, whether or not anything is known of them.
    private(set) var volumes: [String] = []
    private(set) var bricks: [BrickFact] = []
    /// By volume and set.
    private(set) var splitBrain: [[String]: [SetModel.SplitBrain.Path]] = [:]
    /// By the labels of a root.
    private(set) var findings: [[String]: [Finding]] = [:]
    private(set) var collectors: [String: Board.Snapshot] = [:]

    init(_ snapshots: [Board.Snapshot]) {
        for snapshot in snapshots {
            collectors[snapshot.report.collector] = snapshot
            for family in snapshot.families { add(family) }
            for fact in snapshot.facts {
                switch fact {
                case .volume(let name): volumes.append(name)
                case .brick(let brick): bricks.append(brick)
                case .failure(let subject, let sentence): words[subject] = sentence
                case .splitBrain(let volume, let set, let path, let kinds):
                    splitBrain[[volume, set], default: []].append(SetModel.SplitBrain.Path(path: path, kinds: kinds))
                case .finding(let caddy, let site, let root, let finding, let words):
                    findings[[caddy, site, root], default: []].append(Finding(kind: finding, words: words))
                }
            }
        }
    }

    private mutating func add(_ family: MetricFamily) {
        var known: [[String]: Double] = [:]
        known.reserveCapacity(family.samples.count)
        var labels: [[String]] = []
        for sample in family.samples {
            guard case .number(let value) = sample.value else { continue }
            known[sample.labels] = value
            labels.append(sample.labels)
        }
        values[family.metric.name] = known
        order[family.metric.name] = labels
    }

    /// Nil where nobody has told it.
    func value(_ family: String, _ labels: [String]) -> Double? { values[family]?[labels] }

    /// The same, of what is counted.
    func count(_ family: String, _ labels: [String]) -> Int? {
        value(family, labels).flatMap { Int(exactly: $0.rounded()) }
    }

    /// Whether a flag is up; nil where nobody has told it.
    func flag(_ family: String, _ labels: [String]) -> Bool? { values[family]?[labels].map { $0 != 0 } }

    /// The label values of each series of a family.
    func series(_ family: String) -> [[String]] { order[family] ?? [] }

    /// Why something does not answer, or cannot be read.
    func failure(of subject: Fact.Subject) -> String? { words[subject] }

    /// Whether a collector is switched on.
    func isWatched(_ collector: String) -> Bool { collectors[collector] != nil }
}
