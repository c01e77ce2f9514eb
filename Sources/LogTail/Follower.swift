import CLinux
import Synchronization

/// One log of a thread's, whatever its consumer.
final class Follower: Sendable {
    let source: LogSource
    private let status: TailStatus
    private let positions: PositionStore
    nonisolated(unsafe) private var tailer: any Tailer  // Only its thread comes here, once it has begun.
    private let deliver: @Sendable (RawSpan) -> Void
    private let stopped = Atomic(false)
    /// The path, and where a link there leads to.
    private let paths = Mutex<[String]>([])

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
