import Glibc

/// A call over a Gluster socket that failed.
public enum RPCError: Error, Hashable, CustomStringConvertible {
    /// A system call failed: which step, and its `errno`.
    case errno(step: String, code: CInt)
    /// The bytes are not a reply to the call: what was expected.
    case malformed(String)
    /// The reply, or the call, is larger than what is accepted, in bytes.
    case oversized(limit: Int)
    /// The other side refused the call: the RPC status it gave.
    case refused(String)
    /// Gluster answered that the operation failed: its `errno` and its words.
    case failed(code: CInt, message: String)

    public var description: String {
        switch self {
        case .errno(let step, let code): "\(step): \(unsafe String(cString: strerror(code)))"
        case .malformed(let expectation): "malformed reply: \(expectation)"
        case .oversized(let limit): "more than \(limit) bytes"
        case .refused(let status): "call refused: \(status)"
        case .failed(let code, let message):
            message.isEmpty ? "failed: \(unsafe String(cString: strerror(code)))" : "failed: \(message)"
        }
    }

    /// Whether the socket is there, and this user may not use it.
    public var isPermission: Bool {
        if case .errno(_, let code) = self { return code == EACCES || code == EPERM }
        return false
    }
}
