import Host
import Synchronization

/// Follows logs: all local files on one thread, and each that could hang on a thread of its own.
public final class LogHub: Sendable {
    private struct State {
        var shared: TailWorker?
        var own: [TailWorker] = []
        var isStopped = false
    }

    private let positions: PositionStore
    private let limits: TailLimits
    private let remote: @Sendable (Set<String>) -> Set<String>
    private let state = Mutex(State())

    public convenience init(positions: PositionStore) {
        let files = RemoteFiles()
        self.init(positions: positions, limits: TailLimits()) { files.among($0) }
    }

    /// `remote` picks the paths that could hang; it is asked again and again, for a file system may be mounted later.
    init(
        positions: PositionStore,
        limits: TailLimits,
        remote: @escaping @Sendable (Set<String>) -> Set<String>
    ) {
        self.positions = positions
        self.limits = limits
        self.remote = remote
    }

    /// Goes on where the log was read up to, else begins at its end: what is written to a local file from now on is
    /// news, and so is the whole of a file that is not there yet; with a journal or a file that could hang, that is so
    /// as soon as its thread has looked at it.
    ///
    /// The consumer is called on a thread of the hub's, and no two of them should have the same source: they would
    /// share one position. A tail that nobody has any more is stopped.
    public func follow<C: LineConsumer>(_ source: LogSource, _ consumer: C) -> Tail<C> {
        let status = TailStatus()
        let ended = Ended()
        let tail = Tail(consumer, status: status) { ended.end() }
        let isLocal = source.path.map { remote([$0]).isEmpty } ?? false
        let follower = Follower(
            source,
            makeTailer(source, begins: isLocal),
            status: status,
            positions: positions
        ) { [weak tail] lines in tail?.deliver(lines) }
        ended.set(follower)
        positions.follow(source)
        do throws(SystemError) {
            if isLocal {
                try sharedWorker().add(follower)
            } else {
                try follower.move(to: ownWorker(source))
            }
        } catch {
            fail(follower, error)
        }
        return tail
    }

    /// Ends everything, and keeps the positions. A thread that hangs in the kernel is left behind after `patience`.
    public func stop(within patience: Duration = .seconds(2)) {
        let workers = state.withLock { state in
            let workers = state.own + (state.shared.map { [$0] } ?? [])
            state = State(isStopped: true)
            return workers
        }
        workers.forEach { $0.stop() }
        let deadline = ContinuousClock.now + patience
        for worker in workers { _ = worker.hasEnded(within: max(.zero, deadline - .now)) }
        positions.save()
    }

    /// Keeps positions elsewhere from now on.
    public func keepPositions(in directory: String) {
        positions.move(to: directory)
    }

    private func makeTailer(_ source: LogSource, begins: Bool) -> any Tailer {
        let position = positions.position(of: source)
        switch source {
        case .file(let path, let framing):
            let place: FilePosition? = if case .file(let place) = position { place } else { nil }
            var tailer = FileTailer(path: path, framing: framing, place: place, limits: limits)
            if begins { tailer.begin() }
            return tailer
        case .journal(let unit):
            let place: JournalPosition? = if case .journal(let place) = position { place } else { nil }
            return JournalTailer(unit: unit, place: place, limits: limits)
        }
    }

    private func sharedWorker() throws(SystemError) -> TailWorker {
        let result: Result<TailWorker, SystemError> = state.withLock { state in
            if let shared = state.shared { return .success(shared) }
            return Result { () throws(SystemError) in
                let worker = try TailWorker("log-tail", positions: positions, limits: limits) { [weak self] in
                    self?.release($0) ?? []
                }
                if state.isStopped { worker.stop() }
                state.shared = worker
                return worker
            }
        }
        return try result.get()
    }

    /// Gives a thread of their own to those that could hang by now.
    private func release(_ followers: [Follower]) -> [Follower] {
        let remote = remote(Set(followers.compactMap(\.source.path)))
        let moving = followers.filter { $0.source.path.map(remote.contains) ?? false }
        for follower in moving {
            do throws(SystemError) {
                try follower.move(to: ownWorker(follower.source))
            } catch {
                fail(follower, error)
            }
        }
        return moving
    }

    private func fail(_ follower: Follower, _ error: SystemError) {
        follower.fail(error)
        positions.leave(follower.source)
    }

    private func ownWorker(_ source: LogSource) throws(SystemError) -> TailWorker {
        let name = source.path == nil ? "log-journal" : "log-remote"
        let worker = try TailWorker(name, positions: positions, limits: limits)
        state.withLock { state in
            state.own.removeAll { $0.hasEnded(within: .zero) }
            state.own.append(worker)
            if state.isStopped { worker.stop() }
        }
        return worker
    }
}

/// What to end when a log is followed no longer.
private final class Ended: Sendable {
    private let follower = Mutex<Follower?>(nil)

    func set(_ follower: Follower) {
        self.follower.withLock { $0 = follower }
    }

    func end() {
        let follower = follower.withLock { follower in
            defer { follower = nil }
            return follower
        }
        follower?.stop()
    }
}

extension LogSource {
    /// Nil for a journal.
    fileprivate var path: String? {
        if case .file(let path, _) = self { path } else { nil }
    }
}
