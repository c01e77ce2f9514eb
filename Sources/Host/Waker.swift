import Glibc

/// A pair of sockets that a thread can wait on beside its sockets.
public final class Waker: Sendable {
    /// Has something to read once it was woken, for threads that wait on many things: to be told by ``drain()``.
    public var descriptor: CInt { readEnd }

    private let readEnd: CInt
    private let writeEnd: CInt

    public init() throws(SystemError) {
        var ends: [CInt] = [-1, -1]
        let type = CInt(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        guard unsafe socketpair(AF_UNIX, type, 0, &ends) == 0 else { throw SystemError("socketpair", code: errno) }
        readEnd = ends[0]
        writeEnd = ends[1]
    }

    deinit {
        close(readEnd)
        close(writeEnd)
    }

    /// Ends a wait, this one or the next.
    public func wake() {
        var byte: UInt8 = 0
        unsafe _ = write(writeEnd, &byte, 1)  // A full socket wakes as well.
    }

    /// Waits until woken, until there is something to read from `socket`, or until the time is over.
    ///
    /// - Returns: Whether there is something to read, or the other side is gone.
    public func wait(_ time: Duration, socket: CInt? = nil) -> Bool {
        var entries = [pollfd(fd: readEnd, events: Int16(POLLIN), revents: 0)]
        if let socket { entries.append(pollfd(fd: socket, events: Int16(POLLIN), revents: 0)) }
        let milliseconds = CInt(clamping: Int((time.seconds * 1000).rounded(.up)))
        guard unsafe Glibc.poll(&entries, nfds_t(entries.count), milliseconds) > 0 else { return false }
        if entries[0].revents != 0 { drain() }
        return entries.count > 1 && entries[1].revents != 0
    }

    /// Makes it wait again.
    public func drain() {
        var bytes = [UInt8](repeating: 0, count: 64)
        while unsafe read(readEnd, &bytes, bytes.count) > 0 {}
    }
}
