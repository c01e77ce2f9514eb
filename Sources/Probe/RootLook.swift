import Glibc
import Host

/// One look at a site root: what a file server does there, in its order, up to the first that keeps it from the rest.
struct RootLook: Sendable {
    var root: RootPath
    /// A file below the root to read; nil: one is looked for.
    var file: String?
    /// Whether to keep a directory handle open until the next look.
    var holdsHandle = false
    /// The mount point that the root was on when it failed, and which mount that was: nothing is tried, and nothing
    /// written into Gluster's log, while it is still the same.
    var pause: Pause?
    /// The mount point that the path of the root leads to, as far as that can be told without looking.
    var mountpoint: RootPath?
    /// Where to see what is now in place of the directory that a mount is bound to; nil: nowhere.
    var reference: @Sendable (MountMark?) -> Reference? = { _ in nil }

    struct Reference: Sendable, Hashable {
        /// The mount point that is bound to the directory.
        var bound: RootPath
        /// The same directory, by its path in another mount of the volume.
        var path: String
    }

    struct Pause: Sendable, Hashable {
        var mountpoint: RootPath
        var mark: MountMark?
    }

    struct Outcome: Sendable, Hashable {
        /// False when nothing was tried because nothing had changed.
        var isLook = true
        var mark: MountMark?
        /// Of the root without links.
        var path: String?
        var identity: FileIdentity?
        /// What stands in place of the directory that a stale mount is bound to.
        var successor: Successor?
    }

    enum Successor: Sendable, Hashable {
        /// It is there after all.
        case itself
        case another
        case nothing
    }
}

/// What is kept from one look at a root to the next.
struct RootMemory: Sendable {
    var held: (handle: RootHandle, mark: MountMark?)?
    /// Of the directory, to be read as it has none configured.
    var file: String?
    /// Files that cannot be read for reasons of their own.
    var unsuitable: Set<String> = []
}

/// Takes a look with these files.
struct RootLooker: Sendable {
    let files: any RootFiles
    let now: @Sendable () -> ContinuousClock.Instant
    /// Is told what is about to be tried, and nil at the end of it.
    let announce: @Sendable (SiteProbe.Operation?) -> Void
    /// Is told what was tried.
    let report: @Sendable (SiteProbe) -> Void
    /// Whether anybody waits for the rest.
    let isWanted: @Sendable () -> Bool

    private static let sizeLimit: UInt64 = 1 << 20
    private static let entryLimit = 100

    func take(_ look: RootLook, _ memory: inout RootMemory) -> RootLook.Outcome {
        var outcome = RootLook.Outcome()
        if let pause = look.pause {
            outcome.mark = mark(at: pause.mountpoint)
            guard let mark = outcome.mark, mark.isAnother(than: pause.mark) else {
                outcome.isLook = false
                return outcome
            }
        }
        var root: RootHandle?
        defer { if let root { files.close(root) } }
        let failure = attempt(.stat) { () throws(SystemError) in
            let found = try files.find(look.root)
            root = found
            outcome.mark = files.mount(of: found)
            outcome.path = files.path(of: found)
            outcome.identity = try files.identity(of: found)
        }
        if outcome.mark == nil { outcome.mark = look.mountpoint.flatMap(mark(at:)) }
        checkHeld(look, &memory, outcome.mark)
        if let root, failure == nil {
            serve(look, root, &memory, outcome.mark)
        } else {
            releaseHeld(&memory)
            if failure?.code == ESTALE { outcome.successor = look.reference(outcome.mark).flatMap(successor) }
        }
        return outcome
    }

    /// Open, readdir and read.
    private func serve(_ look: RootLook, _ root: RootHandle, _ memory: inout RootMemory, _ mark: MountMark?) {
        var opened: RootHandle?
        attempt(.open) { () throws(SystemError) in opened = try files.open(root) }
        var entries: [RootEntry] = []
        if let opened {
            attempt(.readdir) { () throws(SystemError) in entries = try files.entries(of: opened) }
        }
        if let file = look.file {
            let path = RootPath(path: "\(look.root.path)/\(file)", process: look.root.process)
            attempt(.read) { () throws(SystemError) in _ = try files.read(path, limit: nil) }
        } else if let opened {
            readAny(of: opened, entries, &memory)
        }
        guard let opened else { return }
        if look.holdsHandle, memory.held == nil {
            memory.held = (opened, mark)
        } else {
            files.close(opened)
        }
    }

    /// Reads the file that a visitor is likely to ask for; that one is gone, secret or large is no failure of the root.
    private func readAny(of directory: RootHandle, _ entries: [RootEntry], _ memory: inout RootMemory) {
        let candidates = entries.prefix(Self.entryLimit).filter { $0.isFile && !memory.unsuitable.contains($0.name) }
            .map(\.name)
        let known = memory.file.flatMap { candidates.contains($0) ? $0 : nil }
        let preferred = ["index.html", "index.htm"].first(where: candidates.contains) ?? known ?? candidates.first
        guard let name = preferred, isWanted() else { return }
        announce(.read)
        let began = now()
        var failure: SystemError?
        do throws(SystemError) {
            memory.file = name
            if try !files.read(name, of: directory, limit: Self.sizeLimit) { memory.reject(name) }
        } catch {
            switch error.code {
            case ENOENT, EACCES, EPERM, ELOOP, EINVAL: memory.reject(name)
            default: failure = error
            }
        }
        if memory.file == name {
            tell(.read, began, failure)
        } else {
            announce(nil)
        }
    }

    private func checkHeld(_ look: RootLook, _ memory: inout RootMemory, _ mark: MountMark?) {
        guard let held = memory.held else { return }
        // Another mount since: what was held is none of this one's business, and must not keep that one busy.
        guard look.holdsHandle, held.mark?.number == mark?.number, held.mark?.unique == mark?.unique else {
            releaseHeld(&memory)
            return
        }
        let failure = attempt(.held) { () throws(SystemError) in _ = try files.identity(of: held.handle) }
        if failure != nil { releaseHeld(&memory) }
    }

    func releaseHeld(_ memory: inout RootMemory) {
        if let held = memory.held { files.close(held.handle) }
        memory.held = nil
    }

    private func successor(_ reference: RootLook.Reference) -> RootLook.Successor? {
        guard let bound = mark(at: reference.bound) else { return nil }
        do throws(SystemError) {
            let found = try files.find(RootPath(path: reference.path))
            defer { files.close(found) }
            let there = try files.identity(of: found)
            // The root of a subdirectory mount has the number 1: that it is stale says that this is another one.
            return bound.inode != 1 && there.inode == bound.inode ? .itself : .another
        } catch {
            return error.code == ENOENT || error.code == ENOTDIR ? .nothing : nil
        }
    }

    private func mark(at path: RootPath) -> MountMark? {
        announce(.stat)
        defer { announce(nil) }
        guard let handle = try? files.find(path) else { return nil }
        defer { files.close(handle) }
        return files.mount(of: handle)
    }

    @discardableResult
    private func attempt(
        _ operation: SiteProbe.Operation,
        _ body: () throws(SystemError) -> Void
    ) -> SystemError? {
        guard isWanted() else { return SystemError(operation.rawValue, code: ECANCELED) }
        announce(operation)
        let began = now()
        do throws(SystemError) {
            try body()
            tell(operation, began, nil)
            return nil
        } catch {
            tell(operation, began, error)
            return error
        }
    }

    private func tell(_ operation: SiteProbe.Operation, _ began: ContinuousClock.Instant, _ failure: SystemError?) {
        report(SiteProbe(operation: operation, duration: (now() - began).seconds, failure: failure))
        announce(nil)
    }
}

extension RootMemory {
    mutating func reject(_ name: String) {
        if unsuitable.count >= 100 { unsuitable = [] }
        unsuitable.insert(name)
        file = nil
    }
}

extension MountMark {
    /// Whether it is known to be another mount.
    func isAnother(than old: MountMark?) -> Bool {
        guard let old else { return false }
        if let unique, let before = old.unique { return unique != before }
        return number != old.number
    }
}
