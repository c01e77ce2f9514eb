import Collectors
import Host
import Logging
import Synchronization

/// Tells systemd how the daemon is doing, from a thread of its own, which hangs when nothing else than it does.
final class ServiceWatch: Sendable {
    /// What is looked at.
    struct Signs: Sendable {
        /// When the thread that answers requests last showed that it runs.
        var server: @Sendable () -> ContinuousClock.Instant
        /// Collectors that are stuck in this program's own code.
        var stuck: @Sendable () -> [String]
        var reports: @Sendable () -> [PollReport]
        var now: @Sendable () -> ContinuousClock.Instant = { .now }
    }

    /// How old the server's sign may be.
    private static let patience = Duration.seconds(5)

    private let manager: ServiceManager
    private let log: Logger
    private let volumes = Mutex<[String]>([])
    private let stuck = Mutex<[String]>([])
    private let isStopped = Atomic(false)

    init(_ manager: ServiceManager, _ log: Logger) {
        self.manager = manager
        self.log = log
    }

    /// Notes which volumes were found.
    func found(_ volumes: [String]) {
        self.volumes.withLock { $0 = volumes }
    }

    /// Throws when the system has no thread or descriptor left.
    func start(_ signs: Signs) throws(SystemError) {
        let waker = try Waker()
        let pause = min((manager.watchdog ?? .seconds(10)) * 0.5, .seconds(5))
        try startThread("service") { [self] in
            while !isStopped.load(ordering: .relaxed) {
                look(at: signs)
                _ = waker.wait(pause)
            }
        }
    }

    func stop() {
        isStopped.store(true, ordering: .relaxed)
    }

    /// Says that the daemon is alive, if it is, and what it does.
    func look(at signs: Signs) {
        manager.say(statusLine(volumes.withLock { $0 }, signs.reports()))
        var stuck = signs.stuck()
        if signs.now() - signs.server() > Self.patience { stuck.insert("web", at: 0) }
        let isNew = self.stuck.withLock { old in
            defer { old = stuck }
            return old != stuck
        }
        guard !stuck.isEmpty else { return manager.isAlive() }
        if isNew { log.error("stuck", metadata: ["parts": "\(stuck.joined(separator: ","))"]) }
    }
}

/// What `systemctl status` shows.
func statusLine(_ volumes: [String], _ reports: [PollReport]) -> String {
    let more = volumes.count > 8 ? " and \(volumes.count - 8) more" : ""
    let watched = volumes.isEmpty ? "no volumes" : "volumes: \(volumes.prefix(8).joined(separator: ", "))\(more)"
    let failing = reports.filter { $0.isSuccess == false }.map { report in
        report.lastError.map { "\(report.collector) (\($0))" } ?? report.collector
    }
    return failing.isEmpty ? watched : "\(watched); failing: \(failing.joined(separator: ", "))"
}
