import Glibc
public import GlusterRPC

/// A call over one of this node's sockets that failed.
public struct LocalSocketError: Error, Hashable, CustomStringConvertible {
    /// The path of the socket.
    public let socket: String
    public let cause: RPCError
    /// Whoever asked.
    private let user: uid_t

    public init(_ socket: String, _ cause: RPCError) {
        self.init(socket, cause, user: getuid())
    }

    init(_ socket: String, _ cause: RPCError, user: uid_t) {
        self.socket = socket
        self.cause = cause
        self.user = user
    }

    /// The error with its path, and for a permission that is missing what would grant it.
    public var description: String {
        var text = cause.description
        if !text.contains(socket) { text = "\(socket): \(text)" }
        return cause.isPermission ? "\(text) (user \(user); root or CAP_DAC_OVERRIDE may use it)" : text
    }

    /// The class of the failure, one of ``kinds``: what a label can carry.
    public var kind: String {
        switch cause {
        case .errno(_, EACCES), .errno(_, EPERM): "permission"
        case .errno(_, ENOENT): "missing"
        case .errno(_, ECONNREFUSED): "refused"
        case .errno(_, ETIMEDOUT): "timeout"
        case .malformed, .oversized, .refused: "bad_reply"
        case .errno, .failed: "other"
        }
    }

    public static let kinds = ["bad_reply", "missing", "other", "permission", "refused", "timeout"]
}
