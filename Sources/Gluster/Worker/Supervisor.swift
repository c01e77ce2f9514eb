import Dispatch
import Host
import Synchronization

/// Keeps a worker running, replaces it when it ends, hangs or is worn, and answers rounds.
final class Supervisor: Sendable {
    struct Limits: Sendable {
        /// How long a worker may take to acknowledge a round.
        var silence = Duration.seconds(3)
        /// How long opening one handle may take: twice what Gluster's own timers allow for.
        var opening = Duration.seconds(30)
        /// How many handles may be abandoned in a worker: each keeps some MiB and six threads.
        var abandoned: UInt32 = 24
    }

    typealias Outcome = Result<GlusterSnapshot, GlusterUnavailable>

    private let limits: Limits
    private let launch: @Sendable () throws(SystemError) -> WorkerProcess
    private let state = Mutex(SupervisorState())
    private let ends = Mutex<[WorkerEnd: UInt64]>([:])
    private let waker: Waker
    private let running = DispatchGroup()
    private let onEnd: @Sendable (WorkerEnd) -> Void

    /// `onEnd` is told of each worker that had to be replaced. Throws when the system has no thread or descriptor left.
    init(
        limits: Limits = Limits(),
        launch: @escaping @Sendable () throws(SystemError) -> WorkerProcess = { () throws(SystemError) in
            try WorkerProcess()
        },
        onEnd: @escaping @Sendable (WorkerEnd) -> Void
    ) throws(SystemError) {
        self.limits = limits
        self.launch = launch
        self.onEnd = onEnd
        waker = try Waker()
        running.enter()
        do throws(SystemError) {
            try startThread("gfapi-watch") { [self] in run() }
        } catch {
            running.leave()
            throw error
        }
    }

    /// How often workers were replaced, and why.
    var restarts: [WorkerEnd: UInt64] { ends.withLock { $0 } }

    /// The GlusterFS release of the client library; empty before the first volume was opened.
    var release: String { state.withLock { $0.book.release } }

    func watch(_ list: WatchList) {
        state.withLock { $0.watch(list) }
        waker.wake()
    }

    /// Asks everything once, and returns what was answered until the deadline; at once after ``stop()``.
    func poll(within time: Duration) async -> Outcome {
        await withCheckedContinuation { continuation in
            if let refusal = state.withLock({ $0.ask(continuation, deadline: .now + time) }) {
                continuation.resume(returning: refusal)
            } else {
                waker.wake()
            }
        }
    }

    /// Ends the worker and the thread.
    func stop() {
        state.withLock { $0.isStopping = true }
        waker.wake()
    }

    /// Whether worker and thread have ended in that time.
    func hasEnded(within time: Duration) -> Bool {
        running.wait(timeout: .now() + time.seconds) == .success
    }

    private func run() {
        var backOff = BackOff()
        while !isStopping {
            let start = ContinuousClock.now
            let end = serve()
            guard !isStopping else { break }
            state.withLock { $0.lost(end) }
            ends.withLock { $0[end, default: 0] += 1 }
            onEnd(end)
            // The first loss is made good at once: one poll at most is missed.
            if ContinuousClock.now - start > .seconds(60) { backOff = BackOff() }
            while !backOff.isDue(), !isStopping {
                _ = waker.wait(min(backOff.wait(), .milliseconds(100)))
                settle()
            }
            backOff.failed()
        }
        settle(all: true)
        running.leave()
    }

    /// Runs one worker until it has to be replaced.
    private func serve() -> WorkerEnd {
        guard var process = try? launch() else { return .spawn }
        let outbox = Outbox(process.socket)
        state.withLock { state in
            state.commands = state.introduction
        }
        var fault: WorkerEnd?
        while fault == nil, !isStopping {
            if !deliver(to: outbox) { fault = .silent }
            if waker.wait(state.withLock { $0.patience }, socket: process.socket) {
                guard let reports = process.receive() else {
                    fault = .exit
                    break
                }
                state.withLock { $0.apply(reports) }
            }
            settle()
            fault = fault ?? state.withLock { $0.fault(limits) }
        }
        return process.end(patiently: fault == .exit) ?? fault ?? .exit
    }

    private func deliver(to outbox: Outbox) -> Bool {
        let commands = state.withLock { state in
            defer { state.commands = [] }
            if state.commands.contains(where: \.isPoll) { state.roundStart = state.roundStart ?? .now }
            return state.commands
        }
        return commands.allSatisfy { outbox.send($0.bytes, patience: limits.silence) }
    }

    /// Answers whoever waits for a round that is complete or overdue.
    private func settle(all: Bool = false) {
        let answers = state.withLock { $0.settle(all: all) }
        for (continuation, answer) in answers {
            continuation.resume(returning: answer)
        }
    }

    private var isStopping: Bool { state.withLock { $0.isStopping } }
}
