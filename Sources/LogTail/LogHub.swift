import Host
import Synchronization

/// Follows logs: all local files on one thread, and each that could hang on a thread of its own.
public final class LogHub: Sendable {
    private struct State {
        var shared: TailWorker?
        var own: [TailWorker] = []
    }

    private let positions: PositionStore
    private let limits: TailLimits
    private let isLocal: @Sendable (String) -> Bool
    private let state = Mutex(State())

    public convenience init(positions: PositionStore) {
        self.init(positions: positions, limits: TailLimits(), isLocal: RemoteFiles.isLocal)
    }

    init(
        positions: PositionStore,
        limits: TailLimits,
        isLocal: @escaping @Sendable (String) -> Bool
    ) {
        self.positions = positions
        self.limits = limits
        self.isLocal = isLocal
    }

    /// Goes on where the log was read up to, else begins at its end. The consumer is called on a thread of the hub's,
    /// and no two of them should have the same source: they would share one position. A tail that nobody has any
    /// more is stopped.
    public func follow<C: LineConsumer>(_ source: LogSource, _ consumer: C) -> Tail<C> {
        let status = TailStatus()
        let ended = Ended()
        let tail = Tail(consumer, status: status) { ended.end() }
        let follower = Follower(
            source,
            makeTailer(source),
            status: status,
            positions: positions
        ) { [weak tail] lines in tail?.deliver(lines) }
        ended.set(follower)
        do throws(SystemError) {
            try worker(for: source, ended).add(follower)
        } catch {
            var progress = TailProgress()
            progress.problem = "cannot follow a log: \(error)"
            status.end(progress)
        }
        return tail
    }

    /// Ends everything, and keeps the positions. A thread that hangs in the kernel is left behind.
    public func stop() {
        let workers = state.withLock { state in
            let workers = state.own + (state.shared.map { [$0] } ?? [])
            state = State()
            return workers
        }
        workers.forEach { $0.stop() }
        let deadline = ContinuousClock.now + .seconds(2)
        for worker in workers { _ = worker.hasEnded(within: max(.zero, deadline - .now)) }
        positions.save()
    }

    private func makeTailer(_ source: LogSource) -> any Tailer {
        let position = positions.position(of: source)
        switch source {
        case .file(let path, let framing):
            let place: FilePosition? = if case .file(let place) = position { place } else { nil }
            return FileTailer(path: path, framing: framing, place: place, limits: limits)
        case .journal(let unit):
            let place: JournalPosition? = if case .journal(let place) = position { place } else { nil }
            return JournalTailer(unit: unit, place: place, limits: limits)
        }
    }

    private func worker(for source: LogSource, _ ended: Ended) throws(SystemError) -> TailWorker {
        switch source {
        case .journal: return try ownWorker("log-journal", ended)
        case .file(let path, _):
            guard isLocal(path) else { return try ownWorker("log-remote", ended) }
            let result: Result<TailWorker, SystemError> = state.withLock { state in
                if let shared = state.shared { return .success(shared) }
                return Result { () throws(SystemError) in
                    let worker = try TailWorker("log-tail", positions: positions, limits: limits)
                    state.shared = worker
                    return worker
                }
            }
            return try result.get()
        }
    }

    private func ownWorker(_ name: String, _ ended: Ended) throws(SystemError) -> TailWorker {
        let worker = try TailWorker(name, positions: positions, limits: limits)
        state.withLock { state in
            state.own.removeAll { $0.hasEnded(within: .zero) }
            state.own.append(worker)
        }
        ended.set(worker)
        return worker
    }
}

/// What to end when a log is followed no longer.
private final class Ended: Sendable {
    private let parts = Mutex<(Follower?, TailWorker?)>((nil, nil))

    func set(_ follower: Follower) {
        parts.withLock { $0.0 = follower }
    }

    /// A thread that has nothing else to do.
    func set(_ worker: TailWorker) {
        parts.withLock { $0.1 = worker }
    }

    func end() {
        let (follower, worker) = parts.withLock { parts in
            defer { parts = (nil, nil) }
            return parts
        }
        follower?.stop()
        worker?.stop()
    }
}
