import CMicroHTTPD
import Glibc

/// A socket that listens, with the file of a Unix socket: its only owner.
final class Listener: Sendable {
    /// Nil: it was handed over by systemd.
    let address: ListenAddress?
    /// 0 for a Unix socket.
    let port: UInt16
    let descriptor: CInt
    private let inode: UInt

    /// Who may use a Unix socket.
    struct Access: Sendable, Hashable {
        var mode: UInt32
        /// Nil: the process' own.
        var group: gid_t?
    }

    init(_ address: ListenAddress, _ access: Access) throws(WebError) {
        var made = cmicrohttpd_listener()
        switch address {
        case .tcp(let host, let port):
            try check("listen on \(address)", unsafe cmicrohttpd_listen(host, port, &made))
        case .unix(let path):
            let group = access.group ?? .max
            try check("listen on \(address)", unsafe cmicrohttpd_listen_unix(path, access.mode, group, &made))
        }
        self.address = address
        port = made.port
        descriptor = made.descriptor
        inode = UInt(made.inode)
    }

    /// Takes over a socket that listens already.
    init(inherited descriptor: CInt) {
        var name = sockaddr_in6()
        var size = socklen_t(MemoryLayout<sockaddr_in6>.size)
        let code = unsafe withUnsafeMutablePointer(to: &name) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe getsockname(descriptor, $0, &size)
            }
        }
        // The port stands at the same place in both families.
        let isTCP = [sa_family_t(AF_INET), sa_family_t(AF_INET6)].contains(name.sin6_family)
        port = code == 0 && isTCP ? UInt16(bigEndian: name.sin6_port) : 0
        _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
        address = nil
        self.descriptor = descriptor
        inode = 0
    }

    deinit {
        if let path = ownPath { unsafe _ = unlink(path) }
        close(descriptor)
    }

    /// The file of a Unix socket, unless somebody else has taken its place.
    private var ownPath: String? {
        guard case .unix(let path)? = address else { return nil }
        var status = stat()
        return unsafe lstat(path, &status) == 0 && UInt(status.st_ino) == inode ? path : nil
    }

    /// Lets others use a Unix socket from now on.
    func permit(_ access: Access) throws(WebError) {
        guard let path = ownPath else { return }
        if let group = access.group, unsafe chown(path, .max, group) != 0 {
            throw WebError("chown \(path)", code: errno)
        }
        guard unsafe chmod(path, access.mode) == 0 else { throw WebError("chmod \(path)", code: errno) }
    }

    /// Takes its port out of the way, or takes it again.
    ///
    /// A socket that does not listen lets another one listen on an address that overlaps with its own.
    func pause() {
        if port != 0 { shutdown(descriptor, CInt(SHUT_RDWR)) }
    }

    func resume() {
        if port != 0 { listen(descriptor, SOMAXCONN) }
    }

    /// The next one who waits to be served.
    ///
    /// - Returns: Nil when nobody waits.
    /// - Throws: What keeps from accepting: no descriptors, no memory.
    func accept() throws(WebError) -> cmicrohttpd_peer? {
        var peer = cmicrohttpd_peer()
        let code = unsafe cmicrohttpd_accept(descriptor, &peer)
        switch code {
        case 0: return peer
        case EMFILE, ENFILE, ENOBUFS, ENOMEM: throw WebError("accept", code: code)
        default: return nil  // Nobody there, or somebody who has gone again.
        }
    }
}

extension ServerSettings {
    /// Throws when there is no such group.
    var access: Listener.Access {
        get throws(WebError) {
            guard let name = unixSocketGroup else { return Listener.Access(mode: unixSocketMode) }
            var group = gid_t.max
            try check("group \(name)", unsafe cmicrohttpd_group(name, &group))
            return Listener.Access(mode: unixSocketMode, group: group)
        }
    }
}
