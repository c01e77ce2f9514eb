import Collectors

/// A volume with its sets and bricks.
struct VolumeModel {
    var name: String
    /// `distributed-replicate`; empty while nobody has told it.
    var layout: String
    /// Whether statfs answered; nil while it is not known.
    var isUp: Bool?
    /// Why it does not answer.
    var failure: String?
    /// False where an operator has stopped it; nil where nobody has told it.
    var isStarted: Bool?
    var fill: Fill?
    var sets: [SetModel]
    var problems: [Problem] = []

    init(_ name: String, _ sets: [SetModel], _ readings: Readings, _ layouts: [String: String]) {
        self.name = name
        layout = layouts[name] ?? ""
        isUp = readings.flag("gluster_volume_up", [name])
        failure = readings.failure(of: .volume(name))
        isStarted = readings.flag("gluster_volume_started", [name])
        fill = Fill(readings, "gluster_volume", [name])
        self.sets = sets.sorted { ($0.level.rawValue, $1.name) > ($1.level.rawValue, $0.name) }
        problems = found
    }

    var anchor: String { .anchor("volume", name) }

    var level: Level { isStopped ? .note : problems.worst }

    /// An operator's decision, and no fault.
    var isStopped: Bool { isStarted == false && isUp != true }

    var bricks: Int { sets.map(\.size).reduce(0, +) }
    var bricksDown: Int { sets.map(\.down).reduce(0, +) }

    private var found: [Problem] {
        if isStopped { return [Problem(.note, "volume \(name) is stopped", at: anchor)] }
        var problems: [Problem] = []
        switch isUp {
        case false?:
            let why = failure.map { ": \($0)" } ?? ""
            problems.append(Problem(.bad, "volume \(name) does not answer\(why)", at: anchor))
        case nil: problems.append(Problem(.unknown, "volume \(name): it is not known whether it answers", at: anchor))
        case true?: break
        }
        if let fill, fill.level > .good {
            problems.append(Problem(fill.level, "volume \(name): \(fill.words)", at: anchor))
        }
        if sets.isEmpty { problems.append(Problem(.unknown, "volume \(name): its bricks are not known", at: anchor)) }
        return problems + sets.flatMap(\.problems)
    }
}

extension [VolumeModel] {
    /// Worst first.
    init(_ readings: Readings, _ now: Double) {
        let nodes = Nodes(readings)
        let layouts = Dictionary(
            readings.series("gluster_volume_info").compactMap { $0.count == 4 ? ($0[0], $0[2]) : nil }
        ) { first, _ in first }
        let bricks = Dictionary(grouping: readings.bricks, by: \.volume)
        // Of those that nobody watches, the stopped ones are named: somebody may be looking for them.
        let stopped = readings.series("gluster_volume_started").filter { labels in
            readings.flag("gluster_volume_started", labels) == false
        }
        let others = readings.series("gluster_volume_up") + stopped
        let names = Set(bricks.keys).union(readings.volumes).union(others.compactMap(\.first))
        let named = Dictionary(grouping: readings.series("gluster_subvolume_bricks")) { $0.first ?? "" }
        self = names.map { name in
            var sets: [(name: String, bricks: [BrickRow])] = []
            for brick in bricks[name] ?? [] {
                if sets.last?.name != brick.subvolume { sets.append((brick.subvolume, [])) }
                sets[sets.count - 1].bricks.append(BrickRow(brick, readings, nodes))
            }
            if sets.isEmpty { sets = (named[name] ?? []).compactMap(\.last).map { ($0, []) } }
            let models = sets.map { SetModel($0.name, of: name, $0.bricks, readings, now) }
            return VolumeModel(name, models, readings, layouts)
        }
        sort { ($0.level.rawValue, $1.name) > ($1.level.rawValue, $0.name) }
    }
}
