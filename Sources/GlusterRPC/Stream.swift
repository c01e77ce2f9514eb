import CLinux
import Glibc

/// One connection to a Gluster process: the only owner of its descriptor.
///
/// Connecting and calling may block until the deadline, no longer. A stream that failed is not used again.
///
/// A class, because the `deinit` of a non-copyable structure is left out here by Swift 6.3.1: a descriptor was lost at
/// each call.
final class Stream {
    private let descriptor: CInt
    private let deadline: ContinuousClock.Instant

    init(unix path: String, within time: Duration) throws(RPCError) {
        deadline = .now + time
        var descriptor: CInt = -1
        try check("connect to \(path)", unsafe clinux_connect_unix(path, time.milliseconds, &descriptor))
        self.descriptor = descriptor
    }

    init(host: String, port: UInt16, within time: Duration) throws(RPCError) {
        deadline = .now + time
        var descriptor: CInt = -1
        let code = unsafe clinux_connect_tcp(host, port, time.milliseconds, &descriptor)
        try check("connect to \(host):\(port)", code)
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }

    /// Sends the call and waits for its reply; returns the results.
    func call(
        _ procedure: Procedure,
        _ arguments: [UInt8] = [],
        limit: Int = 4 << 20
    ) throws(RPCError) -> XDRReader {
        let id: UInt32 = 1  // One call a connection.
        try send(CallMessage.encode(procedure, id: id, arguments: arguments))
        return try ReplyMessage.results(of: try receive(limit: limit), id: id)
    }

    private func send(_ bytes: [UInt8]) throws(RPCError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            var done = 0
            let time = try remaining(to: "send")
            let code = unsafe rest.withUnsafeBytes {
                unsafe clinux_send(descriptor, $0.baseAddress, $0.count, time, &done)
            }
            try check("send", code)
            rest = rest.dropFirst(done)
        }
    }

    private func receive(limit: Int) throws(RPCError) -> [UInt8] {
        var assembler = RecordAssembler(limit: limit)
        var buffer = [UInt8](repeating: 0, count: 16384)
        while true {
            var done = 0
            let time = try remaining(to: "receive")
            let code = unsafe buffer.withUnsafeMutableBytes {
                unsafe clinux_receive(descriptor, $0.baseAddress, $0.count, time, &done)
            }
            try check("receive", code)
            guard done > 0 else { throw .malformed("the connection ended before the reply") }
            if let record = try assembler.add(buffer[..<done]) { return record }
        }
    }

    /// Milliseconds until the deadline. Thrown when it has passed: who sends without end must not be heard without end.
    private func remaining(to step: String) throws(RPCError) -> CInt {
        let rest = deadline - .now
        guard rest > .zero else { throw .errno(step: step, code: ETIMEDOUT) }
        return rest.milliseconds
    }
}

/// Throws what a `clinux_` function returned, unless it returned 0.
private func check(_ step: String, _ code: CInt) throws(RPCError) {
    guard code == 0 else { throw .errno(step: step, code: code) }
}

extension Duration {
    fileprivate var milliseconds: CInt {
        CInt(clamping: components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000)
    }
}
