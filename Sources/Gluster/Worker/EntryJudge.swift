import Host

/// Says what is wrong with an entry, once its copies have said whom they accuse.
struct EntryJudge {
    let limits: SetLook.Limits
    /// The bricks that can be asked now.
    let reachable: Set<Int>

    /// `before` is what was known of the entry: with a brick away, less may be seen than before.
    func find(
        _ gfid: GFID,
        _ accusations: Accusations,
        before: HealVerdict?,
        _ bricks: some SetReading
    ) throws(SystemError) -> (verdict: HealVerdict, isTruncated: Bool) {
        let areAllThere = reachable.count == bricks.roles.count
        var verdict = HealVerdict(blamed: accusations.blamed)
        verdict.splitBrain = try splitBrain(gfid, accusations, areAllThere, bricks)
        guard verdict.splitBrain.contains(.entry) else { return (verdict, false) }

        let names = try bricks.mismatched(in: gfid, on: reachable.sorted(), limit: limits.names)
        verdict.mismatched = areAllThere ? names.count : max(names.count, before?.mismatched ?? 0)
        return (verdict, names.isTruncated || !areAllThere)
    }

    private func splitBrain(
        _ gfid: GFID,
        _ accusations: Accusations,
        _ areAllThere: Bool,
        _ bricks: some SetReading
    ) throws(SystemError) -> HealKinds {
        let undecided = accusations.undecided
        let names = undecided.intersection(.entry)
        let contents = undecided.subtracting(.entry)
        let condemned = names.union(accusations.condemned.intersection(contents))
        // Without one of its bricks AFR takes what is left for sound.
        guard !contents.isEmpty, areAllThere else { return condemned }
        do throws(SystemError) {
            return names.union(try bricks.splitBrain(gfid).intersection(contents))
        } catch {
            // AFR does not even look up a file of which it may read no copy: the same error as without a connection.
            guard ["not_connected", "io_error"].contains(error.kind) else { throw error }
            return condemned
        }
    }
}
