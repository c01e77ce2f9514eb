import Glibc
import Host

@testable import Gluster

/// A set of bricks that say what a test tells them, and note what they were asked.
final class FakeSet: SetReading {
    var roles: [Brick.Role] = [.data, .data, .data]
    /// For each brick its index; nil while it is away.
    var indexes: [[GFID]?] = [[], [], []]
    var stamps: [Int64] = [1, 1, 1]
    /// How often each brick was started.
    var starts: [UInt64] = [1, 1, 1]
    /// What one brick's copy says of another: by, of, entry.
    var accusing: [GFID: [(by: Int, of: Int, kinds: HealKinds)]] = [:]
    var splitBrain: [GFID: Result<HealKinds, SystemError>] = [:]
    /// How many names have different files, seen from so many bricks.
    var mismatches: [GFID: [Int: Int]] = [:]
    var namesStamps: [GFID: Int64] = [:]
    var paths: [GFID: String] = [:]
    var failing: Set<GFID> = []
    /// Directories of which a brick cannot say which names have changed.
    var hidden: Set<GFID> = []
    private(set) var asked: [GFID] = []
    private(set) var listed = 0
    private(set) var pathsAsked = 0

    /// Has each copy of the entry, on each brick, accuse each other.
    func accuseAll(_ gfid: GFID, _ kinds: HealKinds) {
        indexes = [[gfid], [gfid], [gfid]]
        accusing[gfid] = (0..<3).flatMap { one in (0..<3).map { (one, $0, kinds) } }
    }

    /// What was asked since the last call.
    func takeAsked() -> [GFID] {
        defer { asked = [] }
        return asked
    }

    func indexStamp(_ brick: Int) throws(SystemError) -> IndexStamp {
        guard indexes[brick] != nil else { throw SystemError("open", code: ENOTCONN) }
        return IndexStamp(modified: stamps[brick], folder: GFID(high: UInt64(brick), low: starts[brick]))
    }

    func index(_ brick: Int, limit: Int) throws(SystemError) -> [GFID] {
        listed += 1
        return Array((indexes[brick] ?? []).prefix(limit))
    }

    func accusations(
        _ questions: [SetQuestion],
        until deadline: ContinuousClock.Instant
    ) -> [Result<[HealKinds], SystemError>] {
        questions.map { question in
            if asked.last != question.entry { asked.append(question.entry) }
            guard !failing.contains(question.entry) else { return .failure(SystemError("getxattr", code: ENOTCONN)) }
            let said = (accusing[question.entry] ?? []).filter { $0.by == question.brick }
            return .success(
                roles.indices.map { other in
                    said.filter { $0.of == other }.reduce(into: []) { $0.formUnion($1.kinds) }
                }
            )
        }
    }

    func splitBrain(_ entry: GFID) throws(SystemError) -> HealKinds {
        try (splitBrain[entry] ?? .failure(SystemError("lookup", code: ENOTCONN))).get()
    }

    func mismatched(in directory: GFID, on bricks: [Int], limit: Int) throws(SystemError) -> (
        count: Int, isTruncated: Bool
    ) {
        guard !hidden.contains(directory) else { throw SystemError("lookup", code: ESTALE) }
        let count = mismatches[directory]?[bricks.count] ?? 0
        return (min(count, limit), count > limit)
    }

    func namesStamp(_ directory: GFID, on brick: Int) throws(SystemError) -> Int64? {
        namesStamps[directory] ?? 1
    }

    func path(of entry: GFID, on brick: Int) throws(SystemError) -> String? {
        pathsAsked += 1
        return paths[entry]
    }
}
