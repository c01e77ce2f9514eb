import Dispatch
import Glibc
import Host
import Synchronization

/// The bricks of one set, asked over their own graphs; and AFR, asked over the volume's.
struct LinkedSet: SetReading {
    /// How many entries of a directory are read to find some of its names: libgfapi keeps 0.7 kB of each.
    private static let listed = 20_000

    let subvolume: Subvolume
    /// One a brick, in the set's order.
    let links: [BrickLink]
    /// The volume's own handle, once it is open.
    let volume: @Sendable () -> Handle?

    var roles: [Brick.Role] { subvolume.bricks.map(\.role) }

    func indexStamp(_ brick: Int) throws(SystemError) -> IndexStamp {
        // Nobody else may ask a brick of another node, and so find that its graph is dead.
        do throws(SystemError) {
            let folder = try folder("glusterfs.xattrop_index_gfid", on: links[brick].handle())
            links[brick].answered(true)
            return IndexStamp(modified: folder.modified, folder: folder.gfid)
        } catch {
            links[brick].answered(false)
            throw error
        }
    }

    func index(_ brick: Int, limit: Int) throws(SystemError) -> [GFID] {
        // A base file stands among the entries.
        let names = try folder("glusterfs.xattrop_index_gfid", on: links[brick].handle()).names(limit: limit + 1)
        return names.compactMap { GFID(String(decoding: $0, as: UTF8.self)) }
    }

    /// Each brick is asked for itself, all at the same time.
    func accusations(
        _ questions: [SetQuestion],
        until deadline: ContinuousClock.Instant
    ) -> [Result<[HealKinds], SystemError>] {
        let late = Result<[HealKinds], SystemError>.failure(SystemError("getxattr", code: timedOut))
        let answers = Mutex([Result<[HealKinds], SystemError>](repeating: late, count: questions.count))
        let bricks = Dictionary(grouping: questions.indices) { questions[$0].brick }.map(\.value)
        DispatchQueue.concurrentPerform(iterations: bricks.count) { iteration in
            for index in bricks[iteration] where .now < deadline {
                let answer = Result { () throws(SystemError) in try accusations(questions[index]) }
                answers.withLock { $0[index] = answer }
            }
        }
        return answers.withLock { $0 }
    }

    private func accusations(_ question: SetQuestion) throws(SystemError) -> [HealKinds] {
        var accusations = subvolume.bricks.map { _ in HealKinds() }
        guard subvolume.kind == .replicate, let object = try links[question.brick].handle().object(question.entry)
        else { return accusations }
        for (other, client) in subvolume.bricks.map(\.client).enumerated() where other != question.brick {
            do throws(SystemError) {
                accusations[other] = Accusations.kinds(try object.attribute("trusted.afr.\(client)")) ?? []
            } catch {
                // Most copies accuse nobody: there is no such attribute.
                guard error.isMissingAttribute || SystemError.isAbsence(error.code) else { throw error }
            }
        }
        return accusations
    }

    func splitBrain(_ entry: GFID) throws(SystemError) -> HealKinds {
        guard let volume = volume() else { throw SystemError("open", code: notConnected) }
        guard let object = try volume.object(entry) else { return [] }
        let text = text(try object.attribute("replica.split-brain-status"))
        guard let kinds = SplitBrainStatus.parse(text) else {
            throw SystemError("split-brain-status", code: badMessage)
        }
        return kinds
    }

    func mismatched(in directory: GFID, on bricks: [Int], limit: Int) throws(SystemError) -> (
        count: Int, isTruncated: Bool
    ) {
        var names: Set<[UInt8]> = []
        var parents: [EntryObject] = []
        for brick in bricks {
            let handle = try links[brick].handle()
            if let parent = try handle.object(directory) { parents.append(parent) }
            names.formUnion(try changed(in: directory, on: handle, limit: limit + 1))
        }
        // In one order: the same names each time, where there are too many.
        let compared = Set(names.sorted { $0.lexicographicallyPrecedes($1) }.prefix(limit))
        var files: [[UInt8]: Set<UInt64>] = [:]
        var isTruncated = names.count > limit
        for parent in parents where !compared.isEmpty {
            let found = try parent.files(compared, limit: Self.listed)
            for (name, number) in found.numbers { files[name, default: []].insert(number) }
            isTruncated = isTruncated || !found.isWhole
        }
        return (files.values.count { $0.count > 1 }, isTruncated)
    }

    func namesStamp(_ directory: GFID, on brick: Int) throws(SystemError) -> Int64? {
        try links[brick].handle().object(directory)?.modified
    }

    /// The names that this brick says have changed in a directory.
    private func changed(in directory: GFID, on handle: Handle, limit: Int) throws(SystemError) -> [[UInt8]] {
        let changes: EntryObject
        do throws(SystemError) {
            changes = try folder("glusterfs.xattrop_entry_changes_gfid", on: handle)
        } catch {
            // A brick that never had such a change has no such folder.
            guard SystemError.isAbsence(error.code) || error.isMissingAttribute else { throw error }
            return []
        }
        // In it a folder for each directory in which a name has changed; without one, all of that is healed.
        let names = try Self.read { () throws(SystemError) in
            try changes.child(Array(directory.description.utf8))
        } content: { gfid throws(SystemError) in
            do throws(SystemError) {
                return try handle.object(gfid)?.names(limit: limit)
            } catch {
                guard SystemError.isAbsence(error.code) else { throw error }
                return nil
            }
        }
        return names ?? []
    }

    /// Reads what a brick finds by a GFID that it has just made up: nil when there is no such name.
    ///
    /// While the self-heal daemon looks up the same name, the brick makes up one for each of them and knows one alone:
    /// that the GFID is unknown a moment later does not mean that there is nothing. It passes; until then it is an error.
    static func read<Content>(
        attempts: Int = 10,
        pause: () -> Void = { _ = poll(nil, 0, 20) },
        find: () throws(SystemError) -> GFID?,
        content: (GFID) throws(SystemError) -> Content?
    ) throws(SystemError) -> Content? {
        for attempt in 0..<attempts {
            if attempt > 0 { pause() }
            guard let gfid = try find() else { return nil }
            if let content = try content(gfid) { return content }
        }
        throw SystemError("lookup", code: ESTALE)
    }

    func path(of entry: GFID, on brick: Int) throws(SystemError) -> String? {
        if entry == .root { return "/" }
        guard let object = try links[brick].handle().object(entry) else { return nil }
        let path = text(try object.attribute("glusterfs.gfid2path"))
        return path.hasPrefix("/") ? path : nil
    }

    /// A folder of a brick's index, by the attribute that tells its GFID.
    private func folder(_ attribute: String, on handle: Handle) throws(SystemError) -> EntryObject {
        guard let root = try handle.object(.root), let gfid = GFID(try root.attribute(attribute)),
            let folder = try handle.object(gfid)
        else { throw SystemError("index", code: noIndex) }
        return folder
    }

    private func text(_ bytes: [UInt8]) -> String {
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
}
