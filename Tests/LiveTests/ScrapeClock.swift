import Foundation
import Synchronization

/// Scrapes again and again from a thread of its own, and remembers the longest scrape.
///
/// The thread goes before whatever else the machine is doing, as the daemon does in these tests (real-time scheduling),
/// so that it measures waiting for Gluster, and not for a processor. Time for which the machine stood still is taken off.
final class ScrapeClock: Sendable {
    /// What to put before a daemon that is timed.
    static let prefix = ["chrt", "--rr", "\(priority)"]
    static let priority: CInt = 5
    private let state = Mutex((scrapes: [StallWatch.Span](), isOver: false))
    private let stalls = StallWatch()

    init(_ port: Int) {
        let thread = Thread { [self] in
            var priority = sched_param(sched_priority: Self.priority)
            unsafe sched_setscheduler(0, SCHED_RR, &priority)
            while !state.withLock({ $0.isOver }) {
                let start = ContinuousClock.now
                let isAnswered = Self.scrape(port) > 1000
                let end = ContinuousClock.now
                if isAnswered { state.withLock { $0.scrapes.append(start..<end) } }
                Thread.sleep(forTimeInterval: 0.01)
            }
        }
        thread.start()
    }

    /// Ends it. Seconds, and how many scrapes there were.
    func stop() -> (slowest: Double, count: Int) {
        stalls.stop()
        let scrapes = state.withLock { state in
            state.isOver = true
            return state.scrapes
        }
        let durations = scrapes.map { $0.upperBound - $0.lowerBound - stalls.stalled(in: $0) }
        return ((durations.max() ?? .zero) / .seconds(1), scrapes.count)
    }

    /// One scrape over a connection of its own; returns how many bytes came.
    private static func scrape(_ port: Int) -> Int {
        let connection = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        defer { close(connection) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isConnected = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(connection, $0, size) == 0
            }
        }
        let request = "GET /metrics HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n"
        guard isConnected, unsafe send(connection, request, request.utf8.count, CInt(MSG_NOSIGNAL)) > 0 else {
            return 0
        }
        var buffer = [UInt8](repeating: 0, count: 65536)
        var total = 0
        while true {
            let count = unsafe recv(connection, &buffer, buffer.count, 0)
            guard count > 0 else { return total }
            total += count
        }
    }
}
