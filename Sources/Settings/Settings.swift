/// Everything that an operator may choose, once it has been read and found to be right.
///
/// A plain value: equal settings mean that a reload has nothing to do. `Settings()` is what runs without any
/// flag and without a file. What each setting means for the operator stands in the table ``Key``.
public struct Settings: Sendable, Equatable {
    public var web = Web()
    public var gluster = Gluster()
    public var caddy = Caddy()
    public var site = Site()
    public var state = State()
    public var poll = Poll()
    /// The names of the collectors that run.
    public var collectors = Set(CollectorName.allCases.map(\.rawValue))
    public var log = Log()

    public init() {}

    /// Where the metrics are served.
    public struct Web: Sendable, Equatable {
        /// At least one: `:10713`, `[::1]:10713`, `localhost:10713`, `unix:/run/x.sock`. Port 0 is any free one.
        public var listenAddresses = [":10713"]
        /// Whether systemd's sockets are served on, and no address.
        public var usesSystemdSockets = false
        /// Of Unix sockets: 0 to 0o777.
        public var unixSocketMode: UInt32 = 0o660
        /// Of Unix sockets: a name or a number; nil: the exporter's own.
        public var unixSocketGroup: String?
        public var telemetryPath = "/metrics"
        /// With TLS and users, in exporter-toolkit's schema; nil: none of them.
        public var configurationFile: String?
        /// Whether `POST /-/reload` does what SIGHUP does.
        public var enablesLifecycle = false
        /// Requests under way at the same time; 0: as many as connections.
        public var maxRequests = 0
        public var maxConnections = 512
        public var maxConnectionsPerAddress = 256
    }

    /// What of GlusterFS is watched, and how.
    public struct Gluster: Sendable, Equatable {
        /// Volumes to watch; empty: those found by themselves.
        public var volumes: [VolumeTarget] = []
        public var bricks = Bricks.auto
        public var glusterdSocket = "/var/run/glusterd.socket"
        /// Where the volumes that the local glusterd names are described.
        public var server = ServerAddress(host: "localhost", port: VolumeTarget.defaultPort)
        /// Whole seconds, 1 to 42.
        public var pingTimeout = Duration.seconds(3)
        /// How many entries of a set that wait for heal may be looked at in one cycle: 0 to 20,000; 0 is none.
        public var healEntries = 2000
        /// Absolute paths within volumes, by the name of the volume.
        public var probeDirectories: [String: String] = [:]
        /// Where glusterd writes its state for this exporter: private to its user.
        public var stateDirectory = "/run/gluster_caddy_exporter"
        /// Options of volumes that become series, by their full names.
        public var volumeOptions = Gluster.usualOptions
    }

    /// Whose bricks are watched.
    public enum Bricks: String, Sendable, CaseIterable {
        /// Those of this node when a local glusterd answers, else all.
        case auto
        case local, all, none
    }

    /// Which Caddys are watched, beside what is found.
    public struct Caddy: Sendable, Equatable {
        /// Admin addresses in Caddy's notation; empty: those found by themselves.
        public var adminAddresses: [String] = []
        /// Logs to read beside those of the configuration.
        public var logSources: [LogSource] = []
    }

    /// Directories that files are served from, beside those of Caddy's configuration.
    public struct Site: Sendable, Equatable {
        /// Absolute paths, by the name of the site.
        public var roots: [String: String] = [:]
        /// What to read of a site, by its name: a path below its root.
        public var files: [String: String] = [:]
        /// Whether a handle is kept open in each root on Gluster, which keeps its mount busy.
        public var holdsHandles = false
    }

    /// What outlives a restart.
    public struct State: Sendable, Equatable {
        /// Where it is kept how far logs have been read.
        public var directory = "/var/lib/gluster_caddy_exporter"
    }

    /// How often collectors read their sources. All between 100 ms and 1 h.
    public struct Poll: Sendable, Equatable {
        public var interval = Duration.seconds(15)
        /// Intervals of their own, by the name of the collector.
        public var collectors: [String: Duration] = [:]

        public func interval(of collector: String) -> Duration {
            collectors[collector] ?? interval
        }
    }

    public struct Log: Sendable, Equatable {
        public enum Level: String, Sendable, CaseIterable { case debug, info, warn, error }
        public enum Format: String, Sendable, CaseIterable { case logfmt, json }

        public var level = Level.info
        public var format = Format.logfmt
    }
}

/// A glusterd that is reached over TCP.
public struct ServerAddress: Sendable, Hashable {
    /// A name or an address; IPv6 without brackets.
    public var host: String
    public var port: UInt16

    public init(host: String, port: UInt16) {
        self.host = host
        self.port = port
    }
}

/// A volume, and a server that knows its layout.
public struct VolumeTarget: Sendable, Hashable {
    public static let defaultPort: UInt16 = 24007

    /// A name or an address; IPv6 without brackets.
    public var host: String
    public var port: UInt16
    public var volume: String

    public init(host: String, port: UInt16 = defaultPort, volume: String) {
        self.host = host
        self.port = port
        self.volume = volume
    }
}

/// A log that no configuration names.
public enum LogSource: Sendable, Hashable {
    case file(String)
    /// What Docker, or a CRI runtime, writes of a container.
    case docker(String)
    case cri(String)
    /// Of a systemd unit.
    case journal(String)
}

/// Every collector, as flags, files, metrics and logs call it. A new one needs its line here.
public enum CollectorName: String, Sendable, CaseIterable {
    case volume
    case brick
    case heal
    case cluster
    case profile
    case selfHealDaemon = "self_heal_daemon"
    case mount
    case site
    case caddy
    case caddyLog = "caddy_log"

    /// What it tells of, for the help.
    var subject: String {
        switch self {
        case .volume: "whether volumes answer, and how full they are"
        case .brick: "each brick by itself: up, fill, round trip"
        case .heal: "what waits for heal, and split-brain"
        case .cluster: "the pool: peers, volumes, services"
        case .profile: "operations of bricks with profiling on"
        case .selfHealDaemon: "crawls of the self-heal daemon"
        case .mount: "Gluster mounts of this host"
        case .site: "directories that are served from, stale handles"
        case .caddy: "Caddy by its admin API: up, reloads, certificates"
        case .caddyLog: "errors in Caddy's logs"
        }
    }
}
