import Collectors

/// A set of bricks that hold the same files: a replica or disperse set, or a single brick.
struct SetModel {
    var name: String
    var volume: String
    /// None where nobody looks at bricks.
    var bricks: [BrickRow]
    /// How many it has.
    var size: Int
    /// How many are known to be down.
    var down: Int
    /// How many more bricks may fail; nil while it is not known.
    var spare: Int?
    var heal: Heal?
    var splitBrain: SplitBrain
    /// What is wrong with it; its bricks are counted, not listed.
    private(set) var problems: [Problem] = []

    /// What waits for heal.
    struct Heal: Hashable {
        /// Nil while it is not known.
        var entries: Double?
        /// Seconds since 1970.
        var since: Double?
        var oldest: Double?
    }

    struct SplitBrain: Hashable {
        /// The largest count of a kind: an entry can be of several.
        var entries: Double = 0
        /// Whether more waits than was looked at.
        var isTruncated = false
        var paths: [Path] = []

        struct Path: Hashable {
            var path: String
            var kinds: [String]
        }
    }

    /// How long something may wait for heal before a person is told.
    static let patience = 600.0

    init(_ name: String, of volume: String, _ bricks: [BrickRow], _ readings: Readings, _ now: Double) {
        let labels = [volume, name]
        self.name = name
        self.volume = volume
        self.bricks = bricks
        let told = readings.count("gluster_subvolume_bricks", labels)
        let up = readings.count("gluster_subvolume_bricks_up", labels)
        size = bricks.isEmpty ? told ?? 0 : bricks.count
        down = bricks.isEmpty ? up.map { (told ?? $0) - $0 } ?? 0 : bricks.count(where: \.isDown)
        spare = readings.count("gluster_subvolume_spare_bricks", labels)
        splitBrain = SplitBrain(labels, readings)
        heal = Heal(labels, readings)
        problems = [quorum, unknown, split, waiting(now)].compactMap { $0 } + full
    }

    var anchor: String { .anchor("set", volume, name) }

    /// Whether this exporter asks all of its bricks.
    var isWatchedWhole: Bool {
        bricks.allSatisfy { if case .unwatched = $0.state { false } else { true } }
    }

    var level: Level { problems.worst }

    private var quorum: Problem? {
        if let spare, spare < 0 {
            let missing = Amount.count(-spare, "brick comes", "bricks come")
            return Problem(.bad, "\(name): writes fail until \(missing) back", at: anchor)
        }
        guard down > 0 else { return nil }
        let fact = "\(name): \(down) of \(Amount.count(size, "brick", "bricks")) down"
        switch spare {
        case 0?: return Problem(.bad, "\(fact), and the next failure may be an outage", at: anchor)
        case let spare?: return Problem(.warning, "\(fact); \(spare) more may fail", at: anchor)
        case nil: return Problem(.warning, "\(fact); what that means for writes is not known", at: anchor)
        }
    }

    private var unknown: Problem? {
        guard down == 0 else { return nil }
        let silent = bricks.count { $0.level == .unknown }
        if silent > 0 {
            let bricks = Amount.count(silent, "brick", "bricks")
            return Problem(.unknown, "\(name): nothing is known yet of \(bricks)", at: anchor)
        }
        if spare == nil { return Problem(.unknown, "\(name): it is not known how many bricks may fail", at: anchor) }
        return nil
    }

    private var split: Problem? {
        guard splitBrain.entries > 0 else { return nil }
        let count = Amount.grouped(splitBrain.entries)
        let entries = "\(count) \(splitBrain.entries == 1 ? "entry" : "entries")"
        return Problem(.bad, "\(name): \(entries) in split-brain", at: anchor)
    }

    private func waiting(_ now: Double) -> Problem? {
        guard let heal else { return nil }
        guard let entries = heal.entries else {
            return Problem(.unknown, "\(name): it is not known what waits for heal", at: anchor)
        }
        guard entries > 0 else { return nil }
        let age = heal.since.map { now - $0 } ?? 0
        let what = "\(Amount.grouped(entries)) \(entries == 1 ? "entry waits" : "entries wait") for heal"
        return Problem(
            age > Self.patience ? .warning : .note,
            "\(name): \(what), for \(Amount.span(age))",
            at: anchor
        )
    }

    private var full: [Problem] {
        let full = bricks.compactMap { brick in brick.fill.flatMap { $0.level > .good ? (brick, $0) : nil } }
        guard let (brick, fill) = full.max(by: { $0.1.worst < $1.1.worst }) else { return [] }
        let more = full.count > 1 ? ", and \(full.count - 1) more of its set" : ""
        return [Problem(fill.level, "\(brick.name): \(fill.words)\(more)", at: anchor)]
    }
}

extension SetModel.Heal {
    /// Nil for a set that does not heal, or that nobody looks at: the count of episodes tells.
    init?(_ labels: [String], _ readings: Readings) {
        guard readings.value("gluster_heal_episodes_started_total", labels) != nil else { return nil }
        entries = readings.value("gluster_heal_pending_entries", labels)
        since = readings.value("gluster_heal_pending_since_timestamp_seconds", labels)
        oldest = readings.value("gluster_heal_oldest_entry_timestamp_seconds", labels)
    }
}

extension SetModel.SplitBrain {
    init(_ labels: [String], _ readings: Readings) {
        let kinds = ["data", "metadata", "entry", "gfid"]
        let counts = kinds.compactMap { readings.value("gluster_heal_split_brain_entries", labels + [$0]) }
        isTruncated = readings.flag("gluster_heal_scan_truncated", labels) == true
        paths = readings.splitBrain[labels] ?? []
        entries = max(counts.max() ?? 0, Double(paths.count))
    }
}
