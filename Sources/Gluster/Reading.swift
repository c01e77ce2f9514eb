public import Host

/// What a volume answered in one round.
public struct VolumeReading: Sendable, Hashable {
    public var volume: String
    /// Its capacity, or why there is none.
    public var capacity: Result<Capacity, SystemError>
    /// Each operation that was tried, in order.
    public var probes: [ProbeReading]

    public init(volume: String, capacity: Result<Capacity, SystemError>, probes: [ProbeReading] = []) {
        self.volume = volume
        self.capacity = capacity
        self.probes = probes
    }
}

/// One operation on a volume: how long it took, or why it failed.
public struct ProbeReading: Sendable, Hashable {
    public enum Operation: String, Sendable, Hashable, CaseIterable {
        case statfs, lookup
        /// Only where a probe directory is configured.
        case create, write, fsync, read, unlink

        /// Those that change nothing and are always made.
        public static let always: [Operation] = [.statfs, .lookup]
    }

    public var operation: Operation
    /// Seconds.
    public var duration: Double
    public var failure: SystemError?

    public init(operation: Operation, duration: Double, failure: SystemError? = nil) {
        self.operation = operation
        self.duration = duration
        self.failure = failure
    }
}

/// What a brick answered in one round, asked by itself.
public struct BrickReading: Sendable, Hashable {
    public var volume: String
    /// `host:/path`.
    public var brick: String
    public var answer: Result<BrickAnswer, SystemError>

    public init(volume: String, brick: String, answer: Result<BrickAnswer, SystemError>) {
        self.volume = volume
        self.brick = brick
        self.answer = answer
    }
}

/// What a brick says of itself.
public struct BrickAnswer: Sendable, Hashable {
    public var capacity: Capacity
    /// Seconds that `statfs` took, there and back.
    public var roundTrip: Double
    /// Entries in its index that wait for heal; nil for a brick without an index.
    public var pending: UInt64?
    /// Entries whose last transaction did not finish.
    public var dirty: UInt64?
    /// The UUID of the node that serves it.
    public var node: String?

    public init(capacity: Capacity, roundTrip: Double, pending: UInt64?, dirty: UInt64?, node: String?) {
        self.capacity = capacity
        self.roundTrip = roundTrip
        self.pending = pending
        self.dirty = dirty
        self.node = node
    }
}
