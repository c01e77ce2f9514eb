import Glibc

/// A client on a bare socket, which can also send what no decent client sends.
final class Client {
    struct Failure: Error { let text: String }

    private let socket: CInt
    private var unread: [UInt8] = []

    /// Connects. Whatever it waits for later fails after ten seconds.
    init(to port: UInt16, at host: String = "127.0.0.1") throws {
        var hints = unsafe addrinfo()
        unsafe hints.ai_socktype = CInt(SOCK_STREAM.rawValue)
        unsafe hints.ai_flags = AI_NUMERICHOST
        var found: UnsafeMutablePointer<addrinfo>?
        guard unsafe getaddrinfo(host, String(port), &hints, &found) == 0, let address = unsafe found?.pointee else {
            throw Failure(text: "\(host) is no address")
        }
        defer { unsafe freeaddrinfo(found) }
        socket = unsafe Glibc.socket(address.ai_family, address.ai_socktype, 0)
        var limit = timeval(tv_sec: 10, tv_usec: 0)
        unsafe setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        guard unsafe connect(socket, address.ai_addr, address.ai_addrlen) == 0 else {
            throw Failure(text: "cannot connect to \(host) on port \(port)")  // Runs deinit.
        }
    }

    /// Connects to a Unix socket.
    init(to path: String) throws {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: path.utf8.prefix(107)) }
        socket = Glibc.socket(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0)
        var limit = timeval(tv_sec: 10, tv_usec: 0)
        unsafe setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        let code = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(socket, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard code == 0 else { throw Failure(text: "cannot connect to \(path)") }
    }

    deinit {
        close(socket)
    }

    /// Sends as much as the server takes.
    func send(_ bytes: some Sequence<UInt8>) {
        var rest = Array(bytes)[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { bytes in
                unsafe Glibc.send(socket, bytes.baseAddress, bytes.count, CInt(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    /// Sends one byte; false when the connection has ended.
    func sends(_ byte: UInt8) -> Bool {
        var byte = byte
        return unsafe Glibc.send(socket, &byte, 1, CInt(MSG_NOSIGNAL)) == 1
    }

    /// Sends a request and reads the answer. Each line gets its line end.
    func ask(_ lines: String...) throws -> Answer {
        send((lines + ["Host: test", "", ""]).joined(separator: "\r\n").utf8)
        return try answer(isForHead: lines[0].hasPrefix("HEAD"))
    }

    /// Reads one answer.
    func answer(isForHead: Bool = false) throws -> Answer {
        let end = Array("\r\n\r\n".utf8)
        while unread.firstRange(of: end) == nil {
            guard try read() else { throw Failure(text: "the connection ended without an answer") }
        }
        let headEnd = unread.firstRange(of: end)!.lowerBound
        let head = String(decoding: unread[..<headEnd], as: UTF8.self).split(separator: "\r\n").map(String.init)
        let length = isForHead ? 0 : head.firstMatch(of: "Content-Length: ").flatMap(Int.init) ?? 0
        while unread.count < headEnd + 4 + length {
            guard try read() else { throw Failure(text: "the connection ended within the body") }
        }
        defer { unread.removeFirst(headEnd + 4 + length) }
        return Answer(head: head, body: Array(unread[(headEnd + 4)...].prefix(length)))
    }

    /// What the server sends until it closes the connection.
    func rest() throws -> [UInt8] {
        while try read() {}
        return unread
    }

    /// False when the server has closed the connection.
    private func read() throws -> Bool {
        var buffer = [UInt8](repeating: 0, count: 65536)
        let count = unsafe buffer.withUnsafeMutableBytes { unsafe recv(socket, $0.baseAddress, $0.count, 0) }
        guard count >= 0 || errno == ECONNRESET else { throw Failure(text: "nothing came") }
        unread += buffer.prefix(max(count, 0))
        return count > 0
    }
}

/// An answer as it came.
struct Answer {
    /// The lines before the body.
    let head: [String]
    let body: [UInt8]

    var status: String { String(head[0].dropFirst("HTTP/1.1 ".count)) }
    var bodyText: String { String(decoding: body, as: UTF8.self) }
    /// All of it but the time of day.
    var text: String { (head.filter { !$0.hasPrefix("Date: ") } + ["", bodyText]).joined(separator: "\n") }

    /// The value of a header, and nil when it is absent.
    func header(_ name: String) -> String? { head.firstMatch(of: "\(name): ") }
}

extension [String] {
    fileprivate func firstMatch(of prefix: String) -> String? {
        first { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
    }
}
