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

extension Families {
    mutating func add(_ look: HealLook, _ oldest: Double?, of subvolume: Subvolume, in volume: String) {
        let labels = [volume, subvolume.name]
        let verdicts = look.entries.compactMap(\.verdict)
        add(.healScanned, verdicts.count, labels)
        add(.healTruncated, look.isTruncated, labels)
        if let oldest { add(.healOldest, oldest, labels) }
        guard subvolume.kind == .replicate else { return }  // A disperse set has fragments, and nobody accuses anybody.

        for (name, kind) in HealKinds.named {
            add(.healSplitBrain, verdicts.count { $0.splitBrain.contains(kind) }, labels + [name])
            for (index, brick) in subvolume.bricks.enumerated() {
                let blamed = verdicts.count { $0.blamed.indices.contains(index) && $0.blamed[index].contains(kind) }
                add(.healBlamed, blamed, [volume, brick.name, name])
            }
        }
        add(.healSplitBrain, verdicts.reduce(0) { $0 + $1.mismatched.count }, labels + ["gfid"])
    }
}
