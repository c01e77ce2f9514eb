import CLinux
import GlusterRPC
import Host
import Synchronization

/// Sends framed messages over the socket between daemon and worker, from any thread.
///
/// Frames are ONC record marks: a length with the top bit set, then the message.
final class Outbox: Sendable {
    private let socket: Mutex<CInt>

    init(_ socket: CInt) {
        self.socket = Mutex(socket)
    }

    /// - Returns: False when the other side is gone, or has not read for `patience`; or when the message is too large
    ///   for it, and was not sent.
    @discardableResult
    func send(_ message: [UInt8], patience: Duration = .seconds(3600)) -> Bool {
        guard message.count <= messageLimit else { return false }
        var frame = XDRWriter()
        frame.integer(0x8000_0000 | UInt32(truncatingIfNeeded: message.count))
        var rest = (frame.bytes + message)[...]
        return socket.withLock { socket in
            while !rest.isEmpty {
                var done = 0
                let time = CInt(clamping: patience.components.seconds * 1000)
                let code = unsafe rest.withUnsafeBytes {
                    unsafe clinux_send(socket, $0.baseAddress, $0.count, time, &done)
                }
                guard code == 0 else { return false }
                rest = rest.dropFirst(done)
            }
            return true
        }
    }
}

/// The most bytes that one message may have.
let messageLimit = 16 << 20
