/// The look at the entries of one set that wait for heal: what is new is looked at, what is known is kept.
struct SetLook {
    struct Limits: Sendable, Hashable {
        /// How many entries may be looked at in one cycle.
        var entries = 2000
        /// How many names of a directory may be compared.
        var names = 1000
        /// How many entries may be known at the same time, as a multiple of ``entries``.
        var cycles = 5
        /// When an entry is looked at again though nothing suggests it.
        var recheck = Duration.seconds(300)
        /// How long one cycle may take: what is left waits for the next.
        var time = Duration.seconds(10)
        /// How many entries have their paths looked up.
        var paths = 20

        var known: Int { entries * cycles }
    }

    private struct Index {
        var stamp: Int64
        /// Whether it was read at a time when nothing could happen any more that the stamp does not tell.
        var isSettled: Bool
        var entries: [GFID]
    }

    private struct Entry {
        let number: Int
        var listedBy: Set<Int> = []
        var verdict: HealVerdict?
        var isTruncated = false
        var looked: ContinuousClock.Instant?
        /// Nil: not looked up; an empty one: no brick knows it.
        var path: String?
    }

    private let limits: Limits
    private var indexes: [Int: Index] = [:]
    private var reachable: Set<Int> = []
    private var entries: [GFID: Entry] = [:]
    private var order: [GFID] = []
    private var numbered = 0

    init(_ limits: Limits) {
        self.limits = limits
    }

    /// Looks once. `rest` is called between portions, so that the bricks have time for others.
    mutating func cycle(
        _ bricks: some SetReading,
        now: () -> ContinuousClock.Instant = { .now },
        rest: () -> Void = {}
    ) -> (entries: [WaitingEntry], isTruncated: Bool) {
        let start = now()
        if readIndexes(bricks) { merge() }
        var count = 0
        for gfid in due(start) {
            guard now() - start < limits.time else { break }
            if count > 0, count % 64 == 0 { rest() }
            count += 1
            examine(gfid, bricks, now())
        }
        findPaths(bricks)
        return report
    }

    /// Nothing waits any more: what comes later is new.
    mutating func clear() {
        self = SetLook(limits)
    }

    /// Reads those indexes that may have changed; tells whether any had.
    private mutating func readIndexes(_ bricks: some SetReading) -> Bool {
        var isNews = false
        var answering: Set<Int> = []
        for brick in bricks.roles.indices {
            do throws(GlusterError) {
                let stamp = try bricks.indexStamp(brick)
                let known = indexes[brick]
                if known?.stamp != stamp || known?.isSettled != true {
                    let entries = try bricks.index(brick, limit: limits.known + 1)
                    // What happens within one tick of the brick's clock has one stamp: read it once more later.
                    indexes[brick] = Index(stamp: stamp, isSettled: known?.stamp == stamp, entries: entries)
                    isNews = isNews || entries != known?.entries
                }
                answering.insert(brick)
            } catch {}  // Its last index still counts: what waited there cannot have been healed from it.
        }
        if answering != reachable {
            reachable = answering
            for gfid in entries.keys { entries[gfid]?.looked = nil }
        }
        return isNews
    }

    /// Takes over what the indexes list: each entry once, with the bricks that list it.
    private mutating func merge() {
        var listed: [GFID: Set<Int>] = [:]
        var found: [GFID] = []
        for (brick, index) in indexes.sorted(by: { $0.key < $1.key }) {
            for gfid in index.entries.prefix(limits.known) where listed[gfid] != nil || found.count < limits.known {
                if listed[gfid] == nil { found.append(gfid) }
                listed[gfid, default: []].insert(brick)
            }
        }
        entries = entries.filter { listed[$0.key] != nil }
        for gfid in found {
            guard let bricks = listed[gfid] else { continue }
            if entries[gfid] == nil {
                entries[gfid] = Entry(number: numbered)
                numbered += 1
            }
            if entries[gfid]?.listedBy != bricks {
                entries[gfid]?.listedBy = bricks
                entries[gfid]?.looked = nil
            }
        }
        order = entries.sorted { $0.value.number < $1.value.number }.map(\.key)
    }

    /// What to look at now: first what was never looked at, or has changed; then what was looked at long ago.
    private func due(_ now: ContinuousClock.Instant) -> [GFID] {
        var fresh: [GFID] = []
        var old: [GFID] = []
        for gfid in order {
            guard let looked = entries[gfid]?.looked else {
                fresh.append(gfid)
                continue
            }
            if now - looked > limits.recheck { old.append(gfid) }
        }
        return Array((fresh + old).prefix(limits.entries))
    }

    private mutating func examine(_ gfid: GFID, _ bricks: some SetReading, _ now: ContinuousClock.Instant) {
        // What only a brick lists that is away now is known as it was before.
        guard var entry = entries[gfid], !entry.listedBy.isDisjoint(with: reachable) else { return }
        do throws(GlusterError) {
            var accusations = Accusations(bricks.roles)
            for brick in bricks.roles.indices where reachable.contains(brick) {
                // Whoever accuses another lists the entry: the others need not be asked.
                guard entry.listedBy.contains(brick) else {
                    accusations.acquit(by: brick)
                    continue
                }
                for (other, kinds) in try bricks.accusations(of: gfid, by: brick).enumerated() {
                    accusations.add(kinds, of: other, by: brick)
                }
            }
            var verdict = HealVerdict()
            verdict.splitBrain = try splitBrain(gfid, accusations, bricks)
            entry.isTruncated = false
            if verdict.splitBrain.contains(.entry) {
                let names = try bricks.mismatched(in: gfid, limit: limits.names)
                verdict.mismatched = names.names
                entry.isTruncated = names.isTruncated
            }
            verdict.blamed = accusations.blamed
            entry.verdict = verdict
            entry.looked = now
            entries[gfid] = entry
        } catch {
            entries[gfid]?.looked = nil  // A brick did not answer: what was known before stands until the next cycle.
        }
    }

    private func splitBrain(
        _ gfid: GFID,
        _ accusations: Accusations,
        _ bricks: some SetReading
    ) throws(GlusterError) -> HealKinds {
        let undecided = accusations.undecided
        let names = undecided.intersection(.entry)
        let contents = undecided.subtracting(.entry)
        guard !contents.isEmpty else { return names }
        do throws(GlusterError) {
            return names.union(try bricks.splitBrain(gfid).intersection(contents))
        } catch {
            // AFR does not even look up a file of which it may read no copy.
            guard ["not_connected", "io_error"].contains(error.kind) else { throw error }
            return names.union(accusations.condemned.intersection(contents))
        }
    }

    /// Looks up the paths of a few, those in split-brain first.
    private mutating func findPaths(_ bricks: some SetReading) {
        let split = order.filter { entries[$0]?.verdict?.isSplitBrain == true }
        let others = order.lazy.filter { [entries] in entries[$0]?.verdict?.isSplitBrain != true }
        let chosen = Array((split.prefix(limits.paths) + others.prefix(limits.paths)).prefix(limits.paths))
        let kept = Set(chosen)
        for gfid in order where !kept.contains(gfid) { entries[gfid]?.path = nil }
        for gfid in chosen where entries[gfid]?.path == nil {
            let path = path(of: gfid, bricks) ?? ""
            entries[gfid]?.path = path
        }
    }

    /// What the first brick says that knows it.
    private func path(of gfid: GFID, _ bricks: some SetReading) -> String? {
        for brick in reachable.sorted() {
            if let path = try? bricks.path(of: gfid, on: brick) { return path }
        }
        return nil
    }

    private var report: (entries: [WaitingEntry], isTruncated: Bool) {
        let waiting = order.map { gfid in
            let path = entries[gfid]?.path ?? ""
            return WaitingEntry(gfid: gfid, path: path.isEmpty ? nil : path, verdict: entries[gfid]?.verdict)
        }
        let isIncomplete = order.contains { entries[$0]?.verdict == nil || entries[$0]?.isTruncated == true }
        let isBeyond = indexes.values.contains { $0.entries.count > limits.known } || order.count >= limits.known
        return (waiting, isIncomplete || isBeyond)
    }
}
