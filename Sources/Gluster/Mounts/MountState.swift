public import Host

/// What collectors know of the Gluster mounts of this host.
public protocol MountReading: Sendable {
    /// Looks at each Gluster mount of this process' mount namespace, and of those of the Caddys of this host.
    func mounts() async -> [MountState]
}

/// One Gluster FUSE mount.
public struct MountState: Sendable, Hashable {
    /// With its mount point, which is what the label `mountpoint` says; of a mount that only a Caddy's namespace has,
    /// as it is there.
    ///
    /// Where another mount has the same one here, with `caddy:` before it.
    public var mount: GlusterMount
    /// Major and minor number of the file system, as mount tables tell it: `0:45`. Empty of a mount that has gone, for
    /// the kernel gives its number to another one.
    public var device: String
    /// Of a mount that this process' mount namespace does not have: a process in whose namespace it is.
    public var foreignPID: Int32?
    /// Whether stat answered within the deadline, and the client behind it lives; nil before it was asked, or where it cannot be reached.
    ///
    /// False for an hour after a mount has gone from the mount table (`not_found`).
    public var isUp: Bool?
    /// Why it is not up.
    public var failure: SystemError?
    /// Of the FUSE client; remembered while it hangs.
    public var clientVersion: String?
    /// Of the FUSE client process, from `/proc`: seconds since 1970. Nil when it is gone, or in another PID namespace.
    public var clientStart: Double?
    /// What its `.meta` tells; nil when it could not be read.
    public var client: MountClient?
    /// Of its client log, by level and event, since the exporter began to read it; nil when it cannot be read.
    public var messages: [MessageKey: UInt64]?

    public struct MessageKey: Sendable, Hashable {
        /// `error`, `warning`, …
        public var level: String
        /// `stale_handle`, `split_brain`, …
        public var event: String

        public init(level: String, event: String) {
            self.level = level
            self.event = event
        }
    }

    public init(mount: GlusterMount, device: String) {
        self.mount = mount
        self.device = device
    }
}

/// A FUSE client process, by its `.meta`.
public struct MountClient: Sendable, Hashable {
    /// `10.3`.
    public var version: String
    /// A new one means that it was mounted anew.
    public var processID: String
    /// The number of the graph in use: how often the volume file changed since it was mounted.
    public var graph: Int
    /// Of the whole graph, by operation: what applications waited.
    public var operations: [String: OperationTotal] = [:]
    /// By brick, `host:/path`.
    public var bricks: [String: MountBrick] = [:]
    /// Hits and misses, by cache: `stat`, `xattr`, `quick_read`, …
    public var caches: [String: CacheTotal] = [:]

    public init(version: String, processID: String, graph: Int) {
        self.version = version
        self.processID = processID
        self.graph = graph
    }

    /// A running total: of what the client has counted since it was last read before the exporter began, over all its
    /// graphs. Whoever else reads its profile files takes that away from us.
    public struct OperationTotal: Sendable, Hashable {
        public var count: UInt64
        public var seconds: Double

        public init(count: UInt64, seconds: Double) {
            self.count = count
            self.seconds = seconds
        }
    }

    public struct MountBrick: Sendable, Hashable {
        public var isConnected: Bool
        /// All operations together: network and brick, as this client saw it; nil where it does not measure.
        public var total: OperationTotal?

        public init(isConnected: Bool, total: OperationTotal?) {
            self.isConnected = isConnected
            self.total = total
        }
    }

    public struct CacheTotal: Sendable, Hashable {
        public var hits: UInt64
        public var misses: UInt64

        public init(hits: UInt64, misses: UInt64) {
            self.hits = hits
            self.misses = misses
        }
    }
}
