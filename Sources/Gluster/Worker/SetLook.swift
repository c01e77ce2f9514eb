import Host

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
        /// How many entries have their paths looked up, and how many directories in split-brain are watched.
        var paths = 20

        var known: Int { entries * cycles }
    }

    private struct Entry {
        let number: Int
        var listedBy: Set<Int> = []
        /// What the copies said, those that are away now included.
        var accusations: Accusations?
        var verdict: HealVerdict?
        var isTruncated = false
        var looked: ContinuousClock.Instant?
        /// Whether a brick, or AFR, did not answer when it was to be looked at.
        var hasFailed = false
        /// Of a directory in split-brain: when its names last changed, by brick, before they were compared.
        var names: [Int: Int64] = [:]
        /// Nil for most, and while no brick knows it.
        var path: String?
    }

    private let subvolume: String
    private let limits: Limits
    private var indexes = SetIndexes()
    private var entries: [GFID: Entry] = [:]
    private var order: [GFID] = []
    private var numbered = 0
    /// Directories whose names are in split-brain: a resolved one leaves the others, and the index as it is.
    private var split: [GFID] = []
    /// Whether the indexes list more than can be known.
    private var isCut = false
    /// What the last cycle told: while nothing changes it is told again.
    private var report: HealLook?

    init(_ subvolume: String, _ limits: Limits) {
        self.subvolume = subvolume
        self.limits = limits
    }

    /// Looks once. `rest` is called between portions, so that the bricks have time for others.
    mutating func cycle(
        _ bricks: some SetReading,
        now: () -> ContinuousClock.Instant = { .now },
        rest: () -> Void = {}
    ) -> HealLook {
        let start = now()
        let before = indexes.reachable
        let isNews = indexes.read(bricks, limit: limits.known + 1)
        if isNews { merge() }
        if indexes.reachable != before || indexes.isRestarted { for gfid in order { entries[gfid]?.looked = nil } }
        watchNames(bricks)
        let due = due(start)
        if !isNews, due.isEmpty, let report { return report }
        for (index, portion) in due.portions(of: 64).enumerated() {
            guard now() - start < limits.time else { break }
            if index > 0 { rest() }
            examine(portion, bricks, now, until: start + limits.time)
        }
        split = Array(order.filter { entries[$0]?.verdict?.splitBrain.contains(.entry) == true }.prefix(limits.paths))
        let areAllNamed = findPaths(bricks)
        let report = makeReport()
        self.report = areAllNamed ? report : nil  // A path that no brick knew is asked for again.
        return report
    }

    /// Takes over what the indexes list. What another brick lists now is to be looked at again.
    private mutating func merge() {
        let listed = indexes.listed(limit: limits.known)
        var merged: [GFID: Entry] = [:]
        merged.reserveCapacity(listed.entries.count)
        for (gfid, bricks) in listed.entries {
            if entries[gfid] == nil { numbered += 1 }
            var entry = entries[gfid] ?? Entry(number: numbered)
            if entry.listedBy != bricks { entry.looked = nil }
            entry.listedBy = bricks
            merged[gfid] = entry
        }
        entries = merged
        isCut = listed.isCut
        order = merged.sorted { $0.value.number < $1.value.number }.map(\.key)
    }

    /// Has the names in a directory compared again when some have changed.
    private mutating func watchNames(_ bricks: some SetReading) {
        for gfid in split where entries[gfid] != nil {
            var names: [Int: Int64] = [:]
            for brick in indexes.reachable { names[brick] = try? bricks.namesStamp(gfid, on: brick) }
            if entries[gfid]?.names != names { entries[gfid]?.looked = nil }
            entries[gfid]?.names = names
        }
    }

    /// What to look at now, of what a brick within reach lists: first what was never looked at, or has changed; then
    /// what failed in the last cycle; then what was looked at long ago.
    private func due(_ now: ContinuousClock.Instant) -> [GFID] {
        var (fresh, failed, old): ([GFID], [GFID], [GFID]) = ([], [], [])
        for gfid in order {
            guard let entry = entries[gfid], !entry.listedBy.isDisjoint(with: indexes.reachable) else { continue }
            if let looked = entry.looked {
                if now - looked > limits.recheck { old.append(gfid) }
            } else if entry.hasFailed {
                failed.append(gfid)
            } else {
                fresh.append(gfid)
            }
        }
        return Array((fresh + failed + old).prefix(limits.entries))
    }

    private mutating func examine(
        _ portion: ArraySlice<GFID>,
        _ bricks: some SetReading,
        _ now: () -> ContinuousClock.Instant,
        until deadline: ContinuousClock.Instant
    ) {
        // Whoever accuses another lists the entry; only where there is more than was read, others are asked as well.
        let cut = indexes.cut(limits.known)
        let questions = portion.flatMap { gfid in
            (entries[gfid]?.listedBy ?? []).union(cut).intersection(indexes.reachable).sorted()
                .map { SetQuestion(entry: gfid, brick: $0) }
        }
        let answers = zip(questions, bricks.accusations(questions, until: deadline))
        for (gfid, answers) in Dictionary(grouping: answers, by: \.0.entry) {
            let time = now()
            guard time < deadline else { return }
            do throws(SystemError) {
                // A copy that is away now has not taken back what it said.
                var accusations = entries[gfid]?.accusations ?? Accusations(bricks.roles)
                for brick in indexes.reachable { accusations.acquit(by: brick) }
                for (question, answer) in answers {
                    for (other, kinds) in try answer.get().enumerated() {
                        accusations.add(kinds, of: other, by: question.brick)
                    }
                }
                let judge = EntryJudge(limits: limits, reachable: indexes.reachable)
                let finding = try judge.find(gfid, accusations, before: entries[gfid]?.verdict, bricks)
                entries[gfid]?.verdict = finding.verdict
                entries[gfid]?.isTruncated = finding.isTruncated
                entries[gfid]?.accusations = accusations
                entries[gfid]?.looked = time
                entries[gfid]?.hasFailed = false
            } catch {
                // What was known stands until the next cycle.
                entries[gfid]?.looked = nil
                entries[gfid]?.hasFailed = true
            }
        }
    }

    /// Looks up the paths of a few, those in split-brain first; tells whether all of them have one.
    private mutating func findPaths(_ bricks: some SetReading) -> Bool {
        let split = order.filter { entries[$0]?.verdict?.isSplitBrain == true }
        let others = order.lazy.filter { [entries] in entries[$0]?.verdict?.isSplitBrain != true }
        let chosen = Array((split.prefix(limits.paths) + others.prefix(limits.paths)).prefix(limits.paths))
        let kept = Set(chosen)
        for gfid in order where !kept.contains(gfid) { entries[gfid]?.path = nil }
        for gfid in chosen where entries[gfid]?.path == nil {
            let path = path(of: gfid, bricks)
            entries[gfid]?.path = path
        }
        return chosen.allSatisfy { entries[$0]?.path != nil }
    }

    /// What the first brick says that knows it.
    private func path(of gfid: GFID, _ bricks: some SetReading) -> String? {
        for brick in indexes.reachable.sorted() {
            if let path = try? bricks.path(of: gfid, on: brick) { return path }
        }
        return nil
    }

    private func makeReport() -> HealLook {
        var look = HealLook(subvolume: subvolume, isCut: isCut)
        look.isTruncated = isCut
        for gfid in order {
            guard let entry = entries[gfid] else { continue }
            if entry.verdict == nil || entry.hasFailed || entry.isTruncated { look.isTruncated = true }
            look.entries.append(WaitingEntry(gfid: gfid, path: entry.path, verdict: entry.verdict))
        }
        return look
    }
}

extension Array {
    fileprivate func portions(of size: Int) -> [ArraySlice<Element>] {
        stride(from: 0, to: count, by: size).map { self[$0..<Swift.min($0 + size, count)] }
    }
}
