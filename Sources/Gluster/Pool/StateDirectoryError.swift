import Glibc

/// The directory of state files cannot be used.
public struct StateDirectoryError: Error, Hashable, CustomStringConvertible {
    /// Its path.
    public let directory: String
    public let cause: Cause
    private let user: uid_t

    public enum Cause: Sendable, Hashable {
        /// A system call failed: which step, and its `errno`.
        case errno(step: String, code: CInt)
        /// It belongs to another user, by number.
        case owner(UInt32)
        /// Others may write to it: its mode.
        case mode(UInt32)
        /// glusterd says that it has written, and here is nothing.
        case unseen
    }

    init(_ directory: String, _ cause: Cause, user: uid_t = geteuid()) {
        self.directory = directory
        self.cause = cause
        self.user = user
    }

    /// What is wrong with which directory, and what is allowed.
    public var description: String {
        let allowed = "allowed: a directory of user \(user) that nobody else can write to (mode 0700)"
        return switch cause {
        case .errno(let step, let code):
            "state directory \(directory): \(step): \(unsafe String(cString: strerror(code))) (user \(user)); \(allowed)"
        case .owner(let owner): "state directory \(directory): it belongs to user \(owner); \(allowed)"
        case .mode(let mode): "state directory \(directory): its mode is 0\(String(mode, radix: 8)); \(allowed)"
        case .unseen:
            """
            state directory \(directory): glusterd has written a file there that is not to be seen here; allowed: \
            a directory that both see (no private /tmp, no container's own)
            """
        }
    }

    /// The class of the failure: what a label can carry.
    public var kind: String {
        switch cause {
        case .owner, .mode, .errno(_, EACCES), .errno(_, EPERM), .errno(_, EROFS): "permission"
        case .errno, .unseen: "other"
        }
    }
}
