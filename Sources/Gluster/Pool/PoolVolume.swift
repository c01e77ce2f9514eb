/// A volume as glusterd knows it, whether it is started or not. Numbers that GET_STATE did not give are nil.
public struct PoolVolume: Sendable, Hashable {
    public var name: String
    public var id: String
    /// Gluster's word in lower case: `replicate`, `distributed-disperse`, …
    public var layout: String
    /// `tcp`, `rdma`, `tcp,rdma`.
    public var transport: String
    public var isStarted: Bool
    public var isProfiled: Bool
    /// In the volume's order, as many as GET_STATE listed.
    public var bricks: [PoolBrick]
    public var counts: Counts
    /// Nil where no server quorum is asked for.
    public var meetsServerQuorum: Bool?
    /// Nil where this node's glusterd has never had a reason to start it, and so below.
    public var runsSelfHealDaemon: Bool?
    public var runsSnapshotDaemon: Bool?
    /// This node's part of the last rebalance.
    public var rebalance: Rebalance?
    /// Those that were set, by name, as `gluster volume info` lists them.
    public var options: [String: String]

    /// How many there are of each.
    public struct Counts: Sendable, Hashable {
        /// What glusterd says there are; ``PoolVolume/bricks`` has as many.
        public var bricks: Int?
        public var snapshots: Int?
        public var subvolumes: Int?
        /// Copies in a replica set, arbiters included; 1 where nothing is replicated.
        public var replicas: Int?
        public var arbiters: Int?
        /// Bricks in a disperse set; 0 where nothing is dispersed.
        public var disperse: Int?
        public var redundancy: Int?
        public var geoReplicationSessions: Int?

        public init() {}
    }

    public init(name: String, id: String = "", layout: String = "", transport: String = "tcp", isStarted: Bool = true) {
        self.name = name
        self.id = id
        self.layout = layout
        self.transport = transport
        self.isStarted = isStarted
        isProfiled = false
        bricks = []
        counts = Counts()
        options = [:]
    }
}

/// A brick as glusterd knows it.
public struct PoolBrick: Sendable, Hashable {
    public var host: String
    public var path: String
    public var isArbiter: Bool
    /// What this node's glusterd knows of its own bricks; nil for a brick of another node.
    public var local: Local?

    public struct Local: Sendable, Hashable {
        public var isStarted: Bool
        /// Nil while it has none; a stopped brick keeps its last one.
        public var port: UInt16?

        public init(isStarted: Bool, port: UInt16?) {
            self.isStarted = isStarted
            self.port = port
        }
    }

    public init(host: String, path: String, isArbiter: Bool = false, local: Local? = nil) {
        self.host = host
        self.path = path
        self.isArbiter = isArbiter
        self.local = local
    }

    /// `host:/path`, as Gluster prints it.
    public var name: String { "\(host):\(path)" }
}

/// One node's part of a rebalance.
public struct Rebalance: Sendable, Hashable {
    /// Gluster's words: `not_started`, `started`, `stopped`, `completed`, `failed`, and `layout_fix_started`, ….
    public var status: String
    public var files: UInt64?
    /// Exact below 1 KiB; above, glusterd tells it to a tenth of KB, MB, …
    public var bytes: UInt64?
    public var failures: UInt64?
    public var skipped: UInt64?
    public var lookups: UInt64?

    public init(status: String) {
        self.status = status
    }

    public var isRunning: Bool { status == "started" || status == "layout_fix_started" }

    /// Whether there is one to speak of, running or over.
    public var hasBegun: Bool { status != "not_started" }
}
