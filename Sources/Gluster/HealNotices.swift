/// One entry that waits for heal, for people.
public struct HealNotice: Sendable, Hashable {
    public var volume: String
    public var subvolume: String
    /// Within the volume; `<gfid:…>` where no brick knows it.
    public var path: String
    /// `data`, `metadata`, `entry`, `gfid`; empty when it will heal.
    public var splitBrain: [String]
    /// Bricks that are behind, by `host:/path`.
    public var blamed: [String]
}

/// Chooses what is told of a backlog: each entry once an episode, twenty at most, and room kept for split-brain.
struct HealNotices: Sendable {
    private static let limit = 20
    private static let ordinaryLimit = 10
    /// So many rounds a path is waited for.
    private static let patience = 10

    private struct Told: Sendable {
        var entries: Set<GFID> = []
        /// Those of them that were told to be in split-brain: an entry that waits may come to it later.
        var broken: Set<GFID> = []
        var ordinary = 0
        /// In how many rounds an entry in split-brain was without a path: it is found after its verdict.
        var unnamed: [GFID: Int] = [:]
    }

    private var told: [[String]: Told] = [:]

    /// What is new in this round.
    mutating func take(_ snapshot: GlusterSnapshot) -> [HealNotice] {
        var notices: [HealNotice] = []
        var present: Set<[String]> = []
        for volume in snapshot.volumes {
            for set in volume.graph?.subvolumes ?? [] where !volume.isHealed(set) {
                let key = [volume.name, set.name]
                present.insert(key)
                for entry in volume.looks[set.name]?.entries ?? [] where choose(entry, &told[key, default: Told()]) {
                    notices.append(HealNotice(entry, of: set, in: volume.name))
                }
            }
        }
        told = told.filter { present.contains($0.key) }
        return notices
    }

    private func choose(_ entry: WaitingEntry, _ told: inout Told) -> Bool {
        guard let verdict = entry.verdict, told.entries.count < Self.limit || told.entries.contains(entry.gfid),
            !(verdict.isSplitBrain ? told.broken : told.entries).contains(entry.gfid)
        else { return false }
        if verdict.isSplitBrain {
            if entry.path == nil {
                told.unnamed[entry.gfid, default: 0] += 1
                if told.unnamed[entry.gfid, default: 0] <= Self.patience { return false }
            }
        } else {
            guard entry.path != nil, told.ordinary < Self.ordinaryLimit else { return false }
            told.ordinary += 1
        }
        told.entries.insert(entry.gfid)
        if verdict.isSplitBrain { told.broken.insert(entry.gfid) }
        return true
    }
}

extension HealNotice {
    fileprivate init(_ entry: WaitingEntry, of set: Subvolume, in volume: String) {
        let verdict = entry.verdict ?? HealVerdict()
        self.volume = volume
        subvolume = set.name
        path = entry.path ?? "<gfid:\(entry.gfid)>"
        splitBrain = HealKinds.named.filter { verdict.splitBrain.contains($0.kind) }.map(\.name)
        if verdict.mismatched > 0 { splitBrain.append("gfid") }
        blamed = zip(set.bricks, verdict.blamed).filter { !$1.isEmpty }.map(\.0.name)
    }
}

extension VolumeState {
    /// Whether each watched brick of the set says that nothing waits in it: an episode is over.
    fileprivate func isHealed(_ set: Subvolume) -> Bool {
        let names = Set(set.bricks.map(\.name))
        return bricks.filter { names.contains($0.name) }.allSatisfy { brick in
            guard case .given(let reading) = brick.answer, case .success(let answer) = reading.answer else {
                return false
            }
            return answer.pending == 0
        }
    }
}
