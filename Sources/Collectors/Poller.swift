import Exposition
import Gluster

/// Runs one collector on its own schedule, and puts what it gives on the board.
///
/// One poll is under way at most. A poll that overruns its deadline is reported and left alone: the next one
/// starts when it has ended.
public actor Poller<C: Clock> where C.Duration == Duration {
    private let collector: any Collector
    private nonisolated let name: String
    private let board: Board
    private let clock: C
    private let schedule: PollSchedule
    private let time: @Sendable () -> Double
    private let onChange: @Sendable (PollChange) -> Void
    private var lastError: String?

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
        self.time = time
        self.onChange = onChange
    }

    /// Polls until the task is cancelled.
    public func run() async {
        while !Task.isCancelled {
            let start = clock.now
            await poll()
            let next = start.advanced(by: schedule.interval)
            try? await clock.sleep(until: max(next, clock.now), tolerance: nil)
        }
    }

    private func poll() async {
        board.begin(name)
        let watchdog = Task {
            try await clock.sleep(until: clock.now.advanced(by: schedule.deadline), tolerance: nil)
            overrun()
        }
        let outcome: Result<[MetricFamily], any Error>
        do {
            outcome = .success(try await collector.collect())
        } catch {
            outcome = .failure(error)
        }
        watchdog.cancel()
        finish(outcome, facts: await collector.facts())
    }

    private func overrun() {
        guard !Task.isCancelled else { return }
        let words = "no answer within \(schedule.deadline)"
        board.fail(name, "timeout", words: words, isOver: false)
        tell(words)
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
}

/// A collector began to fail, or recovered.
public struct PollChange: Sendable, Hashable {
    public let collector: String
    /// Nil: it succeeds again.
    public let error: String?
    /// Whether the source has told of it by itself.
    public let isTold: Bool
}
