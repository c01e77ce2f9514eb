import Glibc
import Host

/// What the text of an error of the system says: Go's for Caddy's own, the C library's for what others logged.
enum ErrorText {
    /// A failure of the file system, by its class, one of ``SystemError/kinds``.
    ///
    /// Nil for what clients can bring about (`invalid argument`, `file name too long`, `not a directory`), for what is
    /// Caddy's own trouble (`too many open files`) or the content's (`too many levels of symbolic links`), and for a
    /// text that is not known: nothing says then that storage is to blame.
    static func storageKind(_ text: some StringProtocol) -> String? {
        codes[text.lowercased()].map { SystemError("", code: $0).kind }
    }

    /// Why a log could not be written; `other` for what is not known.
    static func writeKind(_ text: some StringProtocol) -> String {
        storageKind(text) ?? connectionCodes[text.lowercased()].map { SystemError("", code: $0).kind } ?? "other"
    }

    /// What follows the last `: `: the only part of a message that a client cannot have written.
    static func tail(of message: String) -> Substring {
        guard let colon = message.utf8.lastIndex(of: UInt8(ascii: ":")) else { return "" }
        let rest = message[message.index(after: colon)...]
        return rest.hasPrefix(" ") ? rest.dropFirst() : ""
    }

    private static let codes: [String: CInt] = [
        "stale nfs file handle": ESTALE, "stale file handle": ESTALE,
        "input/output error": EIO, "remote i/o error": EIO,
        "transport endpoint is not connected": ENOTCONN,
        "connection timed out": ETIMEDOUT,
        "read-only file system": EROFS,
        "no space left on device": ENOSPC, "disk quota exceeded": EDQUOT,
        "permission denied": EACCES, "operation not permitted": EPERM,
        "no such file or directory": ENOENT,
        "no such device": ENODEV, "no such device or address": ENXIO,
        "host is down": EHOSTDOWN,
        "cannot allocate memory": ENOMEM,
        "file descriptor in bad state": EBADFD, "bad file descriptor": EBADF,
        "device or resource busy": EBUSY,
        "structure needs cleaning": EUCLEAN,
        "no data available": ENODATA,
        "protocol error": EPROTO,
        "operation not supported": EOPNOTSUPP, "function not implemented": ENOSYS,
        "connection refused": ECONNREFUSED, "connection reset by peer": ECONNRESET,
        "no route to host": EHOSTUNREACH, "network is unreachable": ENETUNREACH,
    ]

    /// Of logs that go over a network.
    private static let connectionCodes: [String: CInt] = ["broken pipe": ECONNRESET, "i/o timeout": ETIMEDOUT]
}
