import Glibc

/// Why a Unix socket may not be used, in words, and what would change that.
struct SocketPermission: Sendable {
    /// Of a directory or a socket.
    struct Status: Sendable, Hashable {
        var owner: UInt32
        var group: UInt32
        var mode: UInt32
    }

    var path: String
    var user: UInt32
    /// Nil when it cannot be seen.
    var socket: Status?
    /// The first directory on the way that may not be searched.
    var closed: (path: String, status: Status)?
    var accounts = Accounts()

    /// As it is now.
    init(looking path: String) {
        self.path = path
        user = geteuid()
        socket = Self.status(path)
        let parts = path.split(separator: "/").dropLast()
        for count in 0...parts.count {
            let directory = "/" + parts.prefix(count).joined(separator: "/")
            guard unsafe access(directory, X_OK) != 0, errno == EACCES, let status = Self.status(directory) else {
                continue
            }
            closed = (directory, status)
            break
        }
    }

    init(
        path: String,
        user: UInt32,
        socket: Status? = nil,
        closed: (path: String, status: Status)? = nil,
        accounts: Accounts
    ) {
        self.path = path
        self.user = user
        self.socket = socket
        self.closed = closed
        self.accounts = accounts
    }

    private static func status(_ path: String) -> Status? {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return nil }
        return Status(owner: status.st_uid, group: status.st_gid, mode: status.st_mode & 0o7777)
    }

    /// One sentence.
    var description: String {
        let start = "unix/\(path): connect: Permission denied for user \(accounts.user(user))"
        if let closed {
            let way =
                closed.status.mode & 0o010 != 0
                ? "be in group \(accounts.group(closed.status.group))" : "be given its search permission"
            return "\(start): the directory \(closed.path) is \(words(closed.status)); "
                + "the user must \(way), or have CAP_DAC_OVERRIDE"
        }
        guard let socket else { return "\(start); the user must have CAP_DAC_OVERRIDE" }
        let group = accounts.group(socket.group)
        let way =
            socket.mode & 0o020 != 0
            ? "be in group \(group)" : "be in group \(group) once Caddy has `admin unix/\(path)|0220` (from 2.7 on)"
        return "\(start): the socket is \(words(socket)); the user must \(way), or have CAP_DAC_OVERRIDE"
    }

    private func words(_ status: Status) -> String {
        let mode = String(status.mode, radix: 8)
        return "\(accounts.user(status.owner))'s, group \(accounts.group(status.group)), "
            + "mode \(String(repeating: "0", count: max(0, 4 - mode.count)))\(mode)"
    }
}
