import Synchronization

public final class PositionStore: Sendable {
    public init(directory: String?) {}
}

public final class LogHub: Sendable {
    public init(positions: PositionStore) {}

    public func follow<C: LineConsumer>(_ source: LogSource, _ consumer: C) -> Tail<C> { Tail(consumer) }

    public func stop() {}
}

public final class Tail<Consumer: LineConsumer>: Sendable {
    private let consumer: Mutex<Consumer>

    init(_ consumer: Consumer) { self.consumer = Mutex(consumer) }

    public var progress: TailProgress { TailProgress() }

    public func read<R>(_ body: (Consumer) -> R) -> R { consumer.withLock { body($0) } }

    public func stop() {}
}
