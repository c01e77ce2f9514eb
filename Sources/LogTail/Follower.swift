import CLinux
import Host
import Synchronization

/// One log of a thread's, whatever its consumer.
final class Follower: Sendable {
    let source: LogSource
    private let status: TailStatus
    private let positions: PositionStore
    nonisolated(unsafe) private var tailer: any Tailer  // Only the thread that has it comes here.
    private let deliver: @Sendable (RawSpan) -> Void
    private let stopped = Atomic(false)
    /// A thread that has nothing else to do.
    private let own = Mutex<TailWorker?>(nil)
    /// The path, and where a link there leads to.
    private let paths = Mutex<[String]>([])

    /// `tailer` is touched by one thread at a time: a worker gives the log to another one before it goes on.
    init(
        _ source: LogSource,
        _ tailer: sending any Tailer,
        status: TailStatus,
        positions: PositionStore,
        deliver: @escaping @Sendable (RawSpan) -> Void
    ) {
        self.source = source
        self.status = status
        self.positions = positions
        unsafe self.tailer = tailer
        self.deliver = deliver
        if case .file(let path, _) = source { paths.withLock { $0 = [path] } }
    }

    var isStopped: Bool { stopped.load(ordering: .relaxed) }

    func stop() {
        stopped.store(true, ordering: .relaxed)
        let worker = own.withLock { own in
            defer { own = nil }
            return own
        }
        worker?.stop()
    }

    /// Gives it a thread, which ends when the log is followed no longer.
    func move(to worker: TailWorker) {
        own.withLock { $0 = worker }
        worker.add(self)
        if isStopped { stop() }
    }

    /// Tells that there is no thread for it.
    func fail(_ error: SystemError) {
        var progress = status.value.0
        progress.lagBytes = nil
        progress.problem = "cannot follow a log: \(error)"
        status.end(progress)
    }

    /// Only its thread calls this. Whether there is more to do at once.
    func step(_ window: Window, now: ContinuousClock.Instant) -> Bool {
        guard !isStopped else { return false }
        status.begin(now)
        if case .file(let path, _) = source {
            let real = unsafe kernelText { unsafe clinux_real_path(path, $0, $1) }
            paths.withLock { $0 = real == path || real == nil ? [path] : [path, real ?? path] }
        }
        let more = unsafe tailer.step(window, now: now, deliver)
        if let position = unsafe tailer.position { positions.set(position, of: source) }
        status.end(unsafe tailer.progress)
        return more
    }

    /// As of the last step.
    var places: [String] { paths.withLock { $0 } }

    /// What has something to read when the log has changed, if there is such a thing.
    var descriptor: CInt? { unsafe tailer.descriptor }
}

/// Reads a log, a step at a time.
protocol Tailer {
    var progress: TailProgress { get }
    var position: Position? { get }
    var descriptor: CInt? { get }
    /// Reads what is there and gives its lines to `deliver`; whether there is more to do at once.
    mutating func step(_ window: Window, now: ContinuousClock.Instant, _ deliver: (RawSpan) -> Void) -> Bool
}

extension FileTailer: Tailer {
    var position: Position? { place.map { .file($0) } }
    var descriptor: CInt? { nil }
}
