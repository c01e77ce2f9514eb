import Foundation

/// A server on a socket of this machine; what it does with each connection, a test says.
package final class FakeServer: Sendable {
    /// The path of its socket; empty for TCP.
    package let path: String
    /// Its port on 127.0.0.1; 0 for a Unix socket.
    package let port: UInt16
    private let socket: CInt

    /// Listens on a Unix socket of its own.
    package init(at path: String = FakeServer.newPath(), unix script: @escaping @Sendable (Peer) -> Void) {
        self.path = path
        port = 0
        socket = Glibc.socket(AF_UNIX, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: "\(path).new".utf8) }
        let bound = unsafe withUnsafePointer(to: &address) {
            unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe bind(socket, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        precondition(bound == 0, "cannot listen on \(path)")
        serve(script)
        unsafe rename("\(path).new", path)  // Nobody finds a socket that does not listen yet.
    }

    /// Listens on a free port of 127.0.0.1.
    package init(tcp script: @escaping @Sendable (Peer) -> Void) {
        path = ""
        socket = Glibc.socket(AF_INET, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let socket = socket
        let bound = unsafe withUnsafeMutablePointer(to: &address) {
            unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe bind(socket, $0, size) == 0 && getsockname(socket, $0, &size) == 0
            }
        }
        precondition(bound, "cannot listen on 127.0.0.1")
        port = UInt16(bigEndian: address.sin_port)
        serve(script)
    }

    /// Where no socket is yet.
    package static func newPath() -> String { "/tmp/\(UUID().uuidString).sock" }

    deinit {
        unsafe unlink(path)
        shutdown(socket, CInt(SHUT_RDWR))  // Ends the thread, which closes it.
    }

    private func serve(_ script: @escaping @Sendable (Peer) -> Void) {
        precondition(listen(socket, 4096) == 0)
        Thread.detachNewThread { [socket] in
            while true {
                let stream = accept(socket, nil, nil)
                guard stream >= 0 else { break }
                Thread.detachNewThread {
                    script(Peer(socket: stream))
                    close(stream)
                }
            }
            close(socket)
        }
    }
}

/// One end of a stream, as a test uses it from a thread that may block.
package struct Peer: Sendable {
    package let socket: CInt

    package init(socket: CInt) {
        self.socket = socket
    }

    /// Reads so many bytes; fewer at the end.
    package func receive(_ count: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var done = 0
        while done < count {
            let some = unsafe bytes.withUnsafeMutableBytes {
                unsafe recv(socket, $0.baseAddress! + done, count - done, 0)
            }
            guard some > 0 else { break }
            done += some
        }
        return Array(bytes.prefix(done))
    }

    /// Returns when the other side has closed.
    package func waitForEnd() {
        while !receive(4096).isEmpty {}
    }

    /// - Returns: False when the other side has closed.
    @discardableResult
    package func send(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let done = unsafe rest.withUnsafeBytes {
                unsafe Glibc.send(socket, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL))
            }
            guard done > 0 else { return false }
            rest = rest.dropFirst(done)
        }
        return true
    }
}
