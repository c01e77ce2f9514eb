/// Stands in until the tail is there.
public final class LogHub: Sendable {
    public init(positions: PositionStore) {}

    public func follow<Consumer: LineConsumer>(_ source: LogSource, _ consumer: Consumer) -> Tail<Consumer> {
        Tail(consumer)
    }

    public func stop() {}
}

public final class Tail<Consumer: LineConsumer>: Sendable {
    private let consumer: Consumer

    init(_ consumer: Consumer) {
        self.consumer = consumer
    }

    public var progress: TailProgress {
        var progress = TailProgress()
        progress.problem = "logs are not followed yet"
        return progress
    }

    public func read<Result>(_ body: (Consumer) -> Result) -> Result { body(consumer) }

    public func stop() {}
}

public final class PositionStore: Sendable {
    public init(directory: String?) {}
}
