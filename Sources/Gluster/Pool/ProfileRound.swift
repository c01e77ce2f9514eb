/// What the local bricks counted, as of one round.
public struct ProfileRound: Sendable, Hashable {
    public var bricks: [BrickProfile]
    /// Bricks that should have answered and did not, by `host:/path`.
    public var failures: [String: LocalSocketError]

    public init(bricks: [BrickProfile], failures: [String: LocalSocketError] = [:]) {
        self.bricks = bricks
        self.failures = failures
    }
}

/// What one brick counted since it started, or since somebody cleared it (XLATOR_INFO, cumulative, peek).
public struct BrickProfile: Sendable, Hashable {
    public var volume: String
    /// `host:/path`.
    public var brick: String
    /// By the operation's name in lower case: `lookup`, `write`, …; those without a name are together `other`.
    public var operations: [String: Operation]
    public var readBytes: UInt64
    public var writtenBytes: UInt64
    /// How many reads had at least so many bytes, and fewer than twice as many: the keys are powers of two.
    public var reads: [UInt64: UInt64]
    public var writes: [UInt64: UInt64]

    public struct Operation: Sendable, Hashable {
        public var count: UInt64
        /// Nil where no latency is measured. Seconds in all.
        public var seconds: Double?
        /// The longest one. Seconds.
        public var longest: Double?

        public init(count: UInt64, seconds: Double?, longest: Double?) {
            self.count = count
            self.seconds = seconds
            self.longest = longest
        }
    }

    public init(volume: String, brick: String) {
        self.volume = volume
        self.brick = brick
        operations = [:]
        readBytes = 0
        writtenBytes = 0
        reads = [:]
        writes = [:]
    }
}
