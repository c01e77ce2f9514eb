import Synchronization

/// A log that is followed, with whoever makes sense of it.
public final class Tail<Consumer: LineConsumer>: Sendable {
    /// How long one step may take before it is told that the file system does not answer.
    private static var patience: Duration { .seconds(10) }

    private let consumer: Mutex<Consumer>
    let status: TailStatus
    private let end: @Sendable () -> Void

    init(_ consumer: Consumer, status: TailStatus, end: @escaping @Sendable () -> Void) {
        self.consumer = Mutex(consumer)
        self.status = status
        self.end = end
    }

    deinit {
        end()
    }

    /// Never waits for a file.
    public var progress: TailProgress { progress(at: .now) }

    func progress(at now: ContinuousClock.Instant) -> TailProgress {
        var (progress, since) = status.value
        if let since, now - since > Self.patience {
            progress.lagBytes = nil
            progress.problem = "the file system does not answer"
        }
        return progress
    }

    /// What the consumer made of the lines until now.
    public func read<R>(_ body: (Consumer) -> R) -> R {
        consumer.withLock { body($0) }
    }

    /// Follows it no longer; its position stays.
    public func stop() {
        end()
    }

    func deliver(_ lines: RawSpan) {
        consumer.withLock { $0.take(lines) }
    }
}

/// What a thread tells of a log while it may be waiting for a file.
final class TailStatus: Sendable {
    private let state = Mutex((TailProgress(), ContinuousClock.Instant?.none))

    /// The progress after the last step, and when the one that goes on has begun.
    var value: (TailProgress, ContinuousClock.Instant?) { state.withLock { $0 } }

    func begin(_ now: ContinuousClock.Instant) {
        state.withLock { $0.1 = now }
    }

    func end(_ progress: TailProgress) {
        var progress = progress
        progress.isLookedAt = true
        state.withLock { $0 = (progress, nil) }
    }
}
