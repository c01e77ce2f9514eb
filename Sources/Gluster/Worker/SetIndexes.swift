import Host

/// The indexes of one set's bricks: which entries each lists, read again only when they may have changed.
struct SetIndexes {
    private struct Index {
        var stamp: IndexStamp
        /// Whether it was read at a time when nothing could happen any more that the stamp does not tell.
        var isSettled: Bool
        var entries: [GFID]
    }

    /// The bricks that answered the last time. The index of another still counts as it was: what waited there cannot have
    /// been healed from it.
    private(set) var reachable: Set<Int> = []
    /// Whether a brick was restarted since it was read the time before: without it entries may have come to be accused
    /// that were listed already, though it was never seen to be away.
    private(set) var isRestarted = false
    private var indexes: [Int: Index] = [:]

    /// Reads those that may have changed; tells whether any had.
    mutating func read(_ bricks: some SetReading, limit: Int) -> Bool {
        var isNews = false
        reachable = []
        isRestarted = false
        for brick in bricks.roles.indices {
            do throws(SystemError) {
                let stamp = try bricks.indexStamp(brick)
                let known = indexes[brick]
                if let known, known.stamp.folder != stamp.folder { isRestarted = true }
                if known?.stamp != stamp || known?.isSettled != true {
                    let entries = try bricks.index(brick, limit: limit)
                    // What happens within one tick of the brick's clock has one stamp: it is read once more later.
                    indexes[brick] = Index(stamp: stamp, isSettled: known?.stamp == stamp, entries: entries)
                    isNews = isNews || entries != known?.entries
                }
                reachable.insert(brick)
            } catch {}
        }
        return isNews
    }

    /// The bricks that list more entries than that, so that one of theirs may be missing here.
    func cut(_ limit: Int) -> Set<Int> {
        Set(indexes.filter { $0.value.entries.count > limit }.keys)
    }

    /// Each entry once, with the bricks that list it, so many at most; and whether there are more.
    func listed(limit: Int) -> (entries: [(gfid: GFID, bricks: Set<Int>)], isCut: Bool) {
        var bricks: [GFID: Set<Int>] = [:]
        var order: [GFID] = []
        var isCut = false
        for (brick, index) in indexes.sorted(by: { $0.key < $1.key }) {
            for gfid in index.entries {
                if bricks[gfid] == nil {
                    guard order.count < limit else {
                        isCut = true
                        continue
                    }
                    order.append(gfid)
                }
                bricks[gfid, default: []].insert(brick)
            }
        }
        return (order.map { ($0, bricks[$0] ?? []) }, isCut)
    }
}
