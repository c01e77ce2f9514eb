public import Host

/// What the self-heal daemons of this node said in one round.
public struct SelfHealRound: Sendable, Hashable {
    /// Their processes: one for all volumes, most of the time.
    public var daemons: Set<ProcessIdentity>
    /// All local bricks of started volumes with replica sets, whether a daemon spoke of them or not.
    public var bricks: [SelfHealBrick]
    /// Volumes for which none answered, by name.
    public var failures: [String: LocalSocketError]

    public init(daemons: Set<ProcessIdentity>, bricks: [SelfHealBrick], failures: [String: LocalSocketError] = [:]) {
        self.daemons = daemons
        self.bricks = bricks
        self.failures = failures
    }
}

/// One brick as a self-heal daemon sees it.
public struct SelfHealBrick: Sendable, Hashable {
    public var volume: String
    /// `host:/path`.
    public var brick: String
    /// The daemon that was asked about it: another one has forgotten what the last one knew. Nil where none has its volume.
    public var daemon: ProcessIdentity?
    /// Entries that wait for heal in its index; nil when the daemon could not tell.
    public var pending: UInt64?
    /// The last crawls, the oldest first: a window that the daemon keeps. Nil when it did not tell.
    public var crawls: [Crawl]?

    public init(
        volume: String,
        brick: String,
        daemon: ProcessIdentity? = nil,
        pending: UInt64? = nil,
        crawls: [Crawl]? = nil
    ) {
        self.volume = volume
        self.brick = brick
        self.daemon = daemon
        self.pending = pending
        self.crawls = crawls
    }
}

/// One walk of the self-heal daemon over a brick's index, or over all of its files.
public struct Crawl: Sendable, Hashable {
    public enum Kind: String, Sendable, CaseIterable { case index, full }

    public var kind: Kind
    /// Unix time, from the daemon's local time; nil when it cannot be understood.
    public var start: Double?
    /// Unix time; nil while it runs, or when it cannot be understood.
    public var end: Double?
    public var isRunning: Bool
    public var healed: UInt64
    public var splitBrain: UInt64
    public var failed: UInt64

    public init(
        kind: Kind,
        start: Double?,
        end: Double?,
        isRunning: Bool = false,
        healed: UInt64 = 0,
        splitBrain: UInt64 = 0,
        failed: UInt64 = 0
    ) {
        self.kind = kind
        self.start = start
        self.end = end
        self.isRunning = isRunning
        self.healed = healed
        self.splitBrain = splitBrain
        self.failed = failed
    }
}
