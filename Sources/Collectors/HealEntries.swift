import Exposition
import Gluster

/// When each entry that waits was first seen.
struct EntryAges: Sendable, Hashable {
    private var firstSeen: [GFID: Double] = [:]

    /// Seconds since 1970; nil when nothing waits.
    private(set) var oldest: Double?

    mutating func take(_ entries: [WaitingEntry], at time: Double) {
        var seen: [GFID: Double] = [:]
        seen.reserveCapacity(entries.count)
        for entry in entries { seen[entry.gfid] = firstSeen[entry.gfid] ?? time }
        firstSeen = seen
        oldest = seen.values.min()
    }
}

extension HealLook {
    /// The look that goes with the backlog: an empty one where nothing waits, and none while what waits is not known yet.
    func matching(_ backlog: Backlog) -> HealLook? {
        switch backlog.entries {
        case 0: HealLook(subvolume: subvolume)
        case _ where entries.isEmpty: nil
        default: self
        }
    }
}

extension HealLook {
    /// How many entries of a set are named.
    private static let factLimit = 50

    /// Each entry in split-brain, by its path where it is known, and what of it differs: those with a path first.
    func splitBrainFacts(of volume: String) -> [Fact] {
        let entries = entries.filter { $0.verdict?.isSplitBrain == true }
        let named = entries.filter { $0.path != nil } + entries.filter { $0.path == nil }
        return named.prefix(Self.factLimit).map { entry in
            .splitBrain(
                volume: volume,
                subvolume: subvolume,
                path: entry.path ?? "<gfid:\(entry.gfid)>",
                kinds: entry.verdict?.kindNames ?? []
            )
        }
    }
}

extension HealVerdict {
    fileprivate var kindNames: [String] {
        HealKinds.named.filter { splitBrain.contains($0.kind) }.map(\.name) + (mismatched > 0 ? ["gfid"] : [])
    }
}

extension Families {
    mutating func add(_ look: HealLook, _ oldest: Double?, of subvolume: Subvolume, in volume: VolumeState) {
        let labels = [volume.name, subvolume.name]
        let verdicts = look.entries.compactMap(\.verdict)
        add(.healScanned, verdicts.count, labels)
        add(.healTruncated, look.isTruncated, labels)
        // Of too many entries, those that are known change: none of them is the oldest for sure.
        if let oldest, !look.isCut { add(.healOldest, oldest, labels) }
        guard subvolume.kind == .replicate else { return }  // A disperse set has fragments, and nobody accuses anybody.

        for (name, kind) in HealKinds.named {
            add(.healSplitBrain, verdicts.count { $0.splitBrain.contains(kind) }, labels + [name])
            for (index, brick) in subvolume.bricks.enumerated() {
                let blamed = verdicts.count { $0.blamed.indices.contains(index) && $0.blamed[index].contains(kind) }
                add(.healBlamed, blamed, [volume.name, brick.name, name])
            }
        }
        guard volume.graph?.listsChangedNames == true else { return }
        add(.healSplitBrain, verdicts.reduce(0) { $0 + $1.mismatched }, labels + ["gfid"])
    }
}

extension VolumeGraph {
    /// Whether Gluster keeps a list of the names that changed while a brick was away: without it, nobody compares them.
    fileprivate var listsChangedNames: Bool {
        let value = options["cluster/replicate.granular-entry-heal"] ?? "off"
        return ["on", "enable", "yes", "true", "1"].contains(value.lowercased())
    }
}
