import Host
import LogTail
import Synchronization

@testable import Caddy

/// Logs that a test writes.
final class FakeLogs: LogFollowing {
    final class Log: FollowedLog {
        private let state: Mutex<(tally: LogTally, progress: TailProgress, isStopped: Bool)>

        init(_ tally: LogTally) {
            var progress = TailProgress()
            progress.lagBytes = 0
            progress.isLookedAt = true
            state = Mutex((tally, progress, false))
        }

        var progress: TailProgress { state.withLock { $0.progress } }
        var tally: LogTally { state.withLock { $0.tally } }
        var isStopped: Bool { state.withLock { $0.isStopped } }

        func stop() { state.withLock { $0.isStopped = true } }

        func write(_ text: String) {
            let bytes = Array((text + "\n").utf8)
            state.withLock {
                unsafe $0.tally.take(bytes.span.bytes)
                $0.progress.readBytes += UInt64(bytes.count)
            }
        }

        func set(lag: UInt64? = 0, problem: String? = nil) {
            state.withLock {
                $0.progress.lagBytes = lag
                $0.progress.problem = problem
            }
        }

        func change(_ body: (inout TailProgress) -> Void) { state.withLock { body(&$0.progress) } }
    }

    private let followed = Mutex<[(source: LogSource, log: Log)]>([])

    func follow(_ source: LogSource, _ tally: LogTally) -> any FollowedLog {
        let log = Log(tally)
        followed.withLock { $0.append((source, log)) }
        return log
    }

    /// Every log that was asked for, in order.
    var all: [(source: LogSource, log: Log)] { followed.withLock { $0 } }

    func last(_ path: String) -> Log? { all.last { $0.source == .file(path, .plain) }?.log }
}

/// Caddys as a test says.
final class FakeCaddys: CaddyReading {
    private let state: Mutex<[CaddyInstance]>

    init(_ instances: CaddyInstance...) {
        state = Mutex(instances)
    }

    func set(_ instances: CaddyInstance...) { state.withLock { $0 = instances } }
    func observe() async -> [CaddyState] { [] }
    func instances() async -> [CaddyInstance] { state.withLock { $0 } }
}

/// A clock that a test moves.
final class FakeTime: Sendable {
    private let state = Mutex(ContinuousClock.now)

    var now: ContinuousClock.Instant { state.withLock { $0 } }
    func pass(_ time: Duration) { state.withLock { now in now += time } }
}

/// What was told.
final class FakeEvents: Sendable {
    private let state = Mutex<[CaddyLogs.Event]>([])

    /// Since the last time that it was asked.
    var new: [CaddyLogs.Event] {
        state.withLock { events in
            defer { events = [] }
            return events
        }
    }

    func add(_ event: CaddyLogs.Event) { state.withLock { $0.append(event) } }
}

/// Mount namespaces as a test says; nil is our own.
final class FakeTables: Sendable {
    private let state = Mutex<[ProcessIdentity?: MountTable]>([:])

    func set(_ identity: ProcessIdentity?, _ text: String?) {
        let table = text.map { MountTable.parse(Array($0.utf8)) }
        state.withLock { $0[identity] = table }
    }

    func table(_ identity: ProcessIdentity?) -> MountTable? { state.withLock { $0[identity] } }
}
