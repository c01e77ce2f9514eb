import CLinux
import Glibc
import Synchronization

/// The private directory into which glusterd writes its state, a new file for each question.
///
/// glusterd writes as root and follows links, so nobody else may be able to put one there. Several exporters may share
/// it: a file is called `state.PID.N`.
final class StateDirectory: Sendable {
    let path: String
    private let user: uid_t
    private let process: pid_t
    private static let number = Atomic<UInt64>(0)

    /// `user` is who must own it.
    init(_ path: String, user: uid_t = geteuid(), process: pid_t = getpid()) {
        var path = path[...]
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }  // A link with a slash behind it is followed.
        self.path = String(path)
        self.user = user
        self.process = process
    }

    /// Makes the directory if it is not there, and sees to it that it is private.
    func open() throws(StateDirectoryError) -> OpenStateDirectory {
        do throws(StateDirectoryError) {
            return try openThere()
        } catch {
            guard case .errno(_, ENOENT) = error.cause else { throw error }
            let code = unsafe clinux_make_directory(path)
            guard code == 0 || code == EEXIST else { throw failure("create", code) }
            return try openThere()
        }
    }

    private func openThere() throws(StateDirectoryError) -> OpenStateDirectory {
        var descriptor: CInt = -1
        var owner: UInt32 = 0
        var mode: UInt32 = 0
        let code = unsafe clinux_open_directory(path, &descriptor, &owner, &mode)
        guard code == 0 else { throw failure("open", code) }
        let directory = OpenStateDirectory(path: path, descriptor: descriptor, user: user)
        guard owner == user else { throw StateDirectoryError(path, .owner(owner), user: user) }
        guard mode & 0o022 == 0 else { throw StateDirectoryError(path, .mode(mode), user: user) }
        return directory
    }

    /// A name that no file has had, for one question.
    func newName() -> String { "state.\(process).\(Self.number.add(1, ordering: .relaxed).newValue)" }

    /// Removes what this process has asked for, whenever it was written: a glusterd that had been stopped may have
    /// written long after its answer was awaited.
    func removeOwn() {
        remove { $0 == process }
    }

    /// Removes what processes have left that are no more.
    func removeAbandoned() {
        remove { $0 != process && clinux_find_process($0) == ESRCH }
    }

    private func remove(_ isMeant: (pid_t) -> Bool) {
        guard let directory = try? openThere() else { return }
        for name in directory.names {
            let parts = name.split(separator: ".", omittingEmptySubsequences: false)
            guard parts.count == 3, parts[0] == "state", UInt64(parts[2]) != nil, let process = pid_t(parts[1]),
                process > 0, isMeant(process)
            else { continue }
            directory.remove(name)
        }
    }

    private func failure(_ step: String, _ code: CInt) -> StateDirectoryError {
        StateDirectoryError(path, .errno(step: step, code: code), user: user)
    }
}
