import CZlib

/// The stretch of a log that is in memory: what was read last, and before it some of what is dealt with already.
///
/// One serves all logs of a thread, one after the other.
final class Window {
    private var bytes: [UInt8]
    /// How much of it is dealt with, and there only to know the file again by.
    var history = 0
    /// How much of it is there.
    var filled = 0

    init(_ limits: TailLimits) {
        bytes = [UInt8](repeating: 0, count: limits.window)
    }

    var free: Int { bytes.count - filled }
    var unread: Int { filled - history }

    /// What is read and not dealt with.
    func withUnread<R>(_ body: (RawSpan) -> R) -> R {
        unsafe bytes.withUnsafeBytes { unsafe body(UnsafeRawBufferPointer(rebasing: $0[history..<filled]).bytes) }
    }

    /// Lets `read` write to the free end.
    func fill(_ limit: Int, _ read: (UnsafeMutableRawBufferPointer) -> CInt) -> CInt {
        let space = filled..<filled + min(limit, free)
        return unsafe bytes.withUnsafeMutableBytes {
            unsafe read(UnsafeMutableRawBufferPointer(rebasing: $0[space]))
        }
    }

    /// So many bytes more are dealt with; makes room for what follows.
    func advance(_ count: Int) {
        let end = history + count
        let start = max(0, end - TailLimits.history)
        if start > 0 {
            unsafe bytes.withUnsafeMutableBytes { bytes in
                let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[start..<filled])
                unsafe bytes.copyMemory(from: rest)
            }
        }
        history = end - start
        filled -= start
    }

    /// Forgets what it begins with.
    func drop(_ count: Int) {
        bytes.replaceSubrange(0..<(filled - count), with: bytes[count..<filled])
        filled -= count
    }

    func clear() {
        history = 0
        filled = 0
    }

    /// Everything in it, to go on with later.
    var content: [UInt8] { Array(bytes[..<filled]) }

    func load(_ content: [UInt8], history: Int) {
        let count = min(content.count, bytes.count)
        bytes.replaceSubrange(..<count, with: content[..<count])
        self.history = min(history, count)
        filled = count
    }

    /// What is there of the history.
    var check: Fingerprint { Fingerprint(bytes[..<history]) }
}

/// What stood before a position: by this a file is known again, under another name, compressed or copied.
struct Fingerprint: Sendable, Hashable {
    var length: Int
    var hash: UInt32

    static let empty = Fingerprint(length: 0, hash: 0)

    init(length: Int, hash: UInt32) {
        self.length = length
        self.hash = hash
    }

    init(_ bytes: ArraySlice<UInt8>) {
        length = bytes.count
        hash = unsafe bytes.withUnsafeBufferPointer { unsafe czlib_crc32($0.baseAddress, $0.count) }
    }
}
