import Exposition
import Gluster
import Synchronization

/// Runs one collector on its own schedule, and puts what it gives on the board.
///
/// One poll is under way at most. A poll that overruns its deadline is reported and left alone: the next one
/// starts when it has ended.
public actor Poller<C: Clock> where C.Duration == Duration {
    private let collector: any Collector
    private nonisolated let name: String
    private let board: Board
    private let clock: C
    private var schedule: PollSchedule
    private let time: @Sendable () -> Double
    private let onChange: @Sendable (PollChange) -> Void
    private var lastError: String?
    private var pause: Task<Void, Never>?
    private nonisolated let pulse: Mutex<Pulse>

    private struct Pulse {
        var last: C.Instant
        /// How long it may be silent.
        var patience: Duration
    }

    public init(
        _ collector: any Collector,
        board: Board,
        schedule: PollSchedule,
        clock: C,
        time: @escaping @Sendable () -> Double,
        onChange: @escaping @Sendable (PollChange) -> Void
    ) {
        self.collector = collector
        name = type(of: collector).name
        self.board = board
        self.clock = clock
        self.schedule = schedule
        pulse = Mutex(Pulse(last: clock.now, patience: schedule.patience))
        self.time = time
        self.onChange = onChange
    }

    /// Polls until the task is cancelled.
    public func run() async {
        while !Task.isCancelled {
            let start = clock.now
            await poll()
            await rest(after: start)
        }
    }

    /// Goes by another schedule from now on: a pause that is under way ends when the new interval is over.
    public func apply(_ schedule: PollSchedule) {
        self.schedule = schedule
        pulse.withLock { $0.patience = schedule.patience }
        // The next poll may come later than what is up was to end.
        board.prolong(name, life: schedule.life)
        beat()
        pause?.cancel()
    }

    /// Whether it polls, pauses, or waits for a poll that hangs, and is not itself stuck. Not to be asked before
    /// ``run()``, or after its end.
    public nonisolated var isAlive: Bool {
        let now = clock.now
        return pulse.withLock { $0.last.duration(to: now) <= $0.patience }
    }

    private func beat() {
        let now = clock.now
        pulse.withLock { $0.last = now }
    }

    /// Until the interval since `start` is over.
    private func rest(after start: C.Instant) async {
        while !Task.isCancelled {
            let next = start.advanced(by: schedule.interval)
            guard clock.now < next else { return await Task.yield() }
            let pause = Task { [clock] in _ = try? await clock.sleep(until: next, tolerance: nil) }
            self.pause = pause
            await withTaskCancellationHandler {
                await pause.value
            } onCancel: {
                pause.cancel()
            }
        }
    }

    private func poll() async {
        beat()
        board.begin(name)
        let watchdog = Task {
            try await sleepOver()
            overrun()
            // That something else hangs is no reason to think that this program does.
            while true {
                try await sleepOver()
                beat()
            }
        }
        let outcome: Result<[MetricFamily], any Error>
        do {
            outcome = .success(try await collector.collect())
        } catch {
            outcome = .failure(error)
        }
        watchdog.cancel()
        finish(outcome, facts: await collector.facts())
        beat()
    }

    /// A deadline's time.
    private func sleepOver() async throws {
        try await clock.sleep(until: clock.now.advanced(by: schedule.deadline), tolerance: nil)
    }

    private func overrun() {
        guard !Task.isCancelled else { return }
        let words = "no answer within \(schedule.deadline)"
        board.fail(name, "timeout", words: words, isOver: false)
        tell(words)
        beat()
    }

    private func finish(_ outcome: Result<[MetricFamily], any Error>, facts: [Fact]) {
        switch outcome {
        case .success(let families):
            board.put(name, families, facts, life: schedule.life)
            board.succeed(name, at: time())
            tell(nil)
        case .failure(let partial as PartialFailure):
            let words = String(describing: partial.cause)
            board.put(name, partial.families, facts, life: schedule.life)
            board.fail(name, errorKind(partial.cause), words: words, isOver: true)
            tell(words)
        case .failure(let error):
            let words = String(describing: error)
            board.fail(name, errorKind(error), words: words, isOver: true)
            tell(words, isTold: error is GlusterUnavailable)
        }
    }

    /// One line for each change of state, not for each poll.
    private func tell(_ error: String?, isTold: Bool = false) {
        guard error != lastError else { return }
        lastError = error
        onChange(PollChange(collector: name, error: error, isTold: isTold))
    }
}

/// When a collector is polled, and for how long what it gave counts.
public struct PollSchedule: Sendable, Hashable {
    public var interval: Duration
    public var deadline: Duration

    public init(interval: Duration, deadline: Duration) {
        self.interval = interval
        self.deadline = deadline
    }

    /// What is older than three intervals and the deadline is dropped.
    var life: Duration { interval * 3 + deadline }

    /// How long a poller may give no sign before it counts as stuck.
    var patience: Duration { interval + deadline + .seconds(5) }
}

/// A collector began to fail, or recovered.
public struct PollChange: Sendable, Hashable {
    public let collector: String
    /// Nil: it succeeds again.
    public let error: String?
    /// Whether the source has told of it by itself.
    public let isTold: Bool
}
