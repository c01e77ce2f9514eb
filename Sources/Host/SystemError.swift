import Glibc

/// An operation that failed, with the `errno` it failed with.
public struct SystemError: Error, Hashable, CustomStringConvertible {
    /// What was tried: `open`, `statfs`, `lookup`, …
    public let operation: String
    public let code: CInt

    public init(_ operation: String, code: CInt) {
        self.operation = operation
        self.code = code
    }

    public var description: String { "\(operation): \(unsafe String(cString: strerror(code)))" }

    /// Whether an attribute was asked for that is not there.
    public var isMissingAttribute: Bool { code == ENODATA }

    /// The class of the failure, one of ``kinds``: what a label can carry.
    public var kind: String {
        switch code {
        case ESTALE: "stale_handle"
        case EIO: "io_error"
        case ENOTCONN, ECONNABORTED, ECONNREFUSED, ECONNRESET, EHOSTUNREACH, ENETUNREACH: "not_connected"
        case ETIMEDOUT: "timeout"
        case ENOENT: "not_found"
        case EACCES, EPERM: "permission"
        case EROFS: "read_only"
        case ENOSPC, EDQUOT: "no_space"
        default: "other"
        }
    }

    public static let kinds = [
        "io_error", "no_space", "not_connected", "not_found", "other", "permission", "read_only", "stale_handle",
        "timeout",
    ]
}
