import Foundation

/// A TCP connection to 127.0.0.1 that does what no decent client does.
final class RawSocket {
    private let descriptor: CInt

    /// `source` is the last byte of the address in 127.0.0.0/24 that it comes from. A small `buffer` makes the kernel
    /// take little on its behalf.
    init?(port: Int, source: UInt8 = 1, buffer: CInt? = nil) {
        descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        if var buffer {
            unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &buffer, socklen_t(MemoryLayout<CInt>.size))
        }
        var from = Self.address(source, 0)
        var to = Self.address(1, UInt16(port))
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isConnected =
            unsafe withUnsafePointer(to: &from) { from in
                unsafe from.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe bind(descriptor, $0, size) == 0 }
            }
            && withUnsafePointer(to: &to) { to in
                unsafe to.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    unsafe connect(descriptor, $0, size) == 0
                }
            }
        guard isConnected else { return nil }
    }

    deinit { close(descriptor) }

    private static func address(_ last: UInt8, _ port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = (0x7f00_0000 | UInt32(last)).bigEndian
        return address
    }

    /// False when the connection has ended.
    @discardableResult
    func send(_ text: String) -> Bool {
        unsafe Foundation.send(descriptor, text, text.utf8.count, CInt(MSG_NOSIGNAL)) == text.utf8.count
    }

    /// Reads at most so many bytes, without waiting.
    func read(_ count: Int) {
        var buffer = [UInt8](repeating: 0, count: count)
        unsafe _ = recv(descriptor, &buffer, count, CInt(MSG_DONTWAIT))
    }

    /// Reads an answer, as long as it says it is; false when the connection ended before.
    func readAnswer() -> Bool {
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 18)
        while true {
            if let end = answer.firstRange(of: Array("\r\n\r\n".utf8))?.upperBound {
                let head = String(decoding: answer[..<end], as: UTF8.self)
                guard let length = head.firstMatch(of: /Content-Length: (\d+)/).flatMap({ Int($0.1) }) else {
                    return false
                }
                if answer.count >= end + length { return answer.count == end + length }
            }
            let got = unsafe recv(descriptor, &buffer, buffer.count, 0)
            guard got > 0 else { return false }
            answer += buffer[..<got]
        }
    }
}
