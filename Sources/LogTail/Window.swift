import CZlib

/// The stretch of a log that is in memory: what was read last, and before it some of what is dealt with already.
///
/// One serves all logs of a thread, one after the other. Of the memory that it may take, it has as much as it needed so far.
final class Window {
    private var bytes: [UInt8] = []
    private let size: Int
    /// How much of it is dealt with, and there only to know the file again by.
    var history = 0

    init(_ limits: TailLimits) {
        size = limits.window
        bytes.reserveCapacity(size)
    }

    /// How much of it is there.
    var filled: Int { bytes.count }
    var free: Int { size - filled }
    var unread: Int { filled - history }

    /// What is read and not dealt with.
    func withUnread<R>(_ body: (RawSpan) -> R) -> R {
        unsafe bytes.withUnsafeBytes { unsafe body(UnsafeRawBufferPointer(rebasing: $0[history...]).bytes) }
    }

    /// Lets `read` write to the free end, and say how much it wrote.
    func fill(_ limit: Int, _ read: (UnsafeMutableRawBufferPointer, inout Int) -> CInt) -> CInt {
        let count = min(limit, free)
        var code: CInt = 0
        bytes.append(addingCapacity: count) { space in
            unsafe space.withUnsafeMutableBufferPointer { space, written in
                let end = unsafe UnsafeMutableBufferPointer(rebasing: space[..<count])
                code = unsafe read(UnsafeMutableRawBufferPointer(end), &written)
            }
        }
        return code
    }

    /// So many bytes more are dealt with; makes room for what follows.
    func advance(_ count: Int) {
        let end = history + count
        let start = max(0, end - TailLimits.history)
        bytes.removeFirst(start)
        history = end - start
    }

    /// Forgets what it begins with.
    func drop(_ count: Int) {
        bytes.removeFirst(count)
    }

    func clear() {
        history = 0
        bytes.removeAll(keepingCapacity: true)
    }

    /// Everything in it, to go on with later.
    var content: [UInt8] { Array(bytes) }

    func load(_ content: [UInt8], history: Int) {
        clear()
        bytes.append(contentsOf: content.prefix(size))
        self.history = min(history, filled)
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
