import CSystemd
import Glibc
import Synchronization

/// systemd, where it has started us as a service: is told how we are doing, and hands sockets over.
public final class ServiceManager: Sendable {
    /// How often it wants to hear ``isAlive()``, else it ends us; nil: it does not.
    public let watchdog: Duration?
    /// Descriptors of listening stream sockets.
    public let sockets: [CInt]
    /// Bytes of what is said: systemd passes over messages of more than 4096.
    private static let limit = 2000
    private let status = Mutex("")
    private let send: @Sendable (String) -> Void

    /// To be called once, before there are other threads: what concerns this process alone is taken out of the
    /// environment.
    public static func ofThisProcess() -> ServiceManager {
        let microseconds = csystemd_watchdog()
        let descriptors = (0..<csystemd_take_sockets()).map { 3 + $0 }
        return ServiceManager(
            watchdog: microseconds > 0 ? .microseconds(microseconds) : nil,
            sockets: descriptors.filter { csystemd_listens($0) != 0 }
        ) { state in
            // A manager that is gone, or busy, has nothing to be told.
            unsafe _ = csystemd_notify(state)
        }
    }

    /// `send` gets one message of `NAME=VALUE` lines.
    init(watchdog: Duration? = nil, sockets: [CInt] = [], send: @escaping @Sendable (String) -> Void) {
        self.watchdog = watchdog
        self.sockets = sockets
        self.send = send
    }

    /// The start, or a reload, has come to its end.
    public func isReady() {
        send("READY=1")
    }

    /// A reload has begun; ``isReady()`` ends it, whatever came of it.
    public func isReloading() {
        send("RELOADING=1\nMONOTONIC_USEC=\(Self.monotonicMicroseconds())")
    }

    public func isStopping() {
        send("STOPPING=1")
    }

    /// Everything that has to move does.
    public func isAlive() {
        send("WATCHDOG=1")
    }

    /// One line for people; nothing is sent while it stays the same.
    public func say(_ line: String) {
        let isNew = status.withLock { status in
            defer { status = line }
            return status != line
        }
        guard isNew else { return }
        send("STATUS=\(String(decoding: line.utf8.prefix(Self.limit), as: UTF8.self).replacing("\n", with: " "))")
    }

    private static func monotonicMicroseconds() -> Int {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return time.tv_sec * 1_000_000 + time.tv_nsec / 1000
    }
}
