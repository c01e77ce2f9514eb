public import Host

/// One Caddy: found by its process, or named by the settings.
public struct CaddyInstance: Sendable, Hashable {
    /// What tells it from others, in Caddy's own notation of its admin address: `localhost:2019`,
    /// `unix//run/caddy/admin.sock`.
    public var name: String
    /// Nil where none could be told: in another PID namespace, or not running.
    public var process: CaddyProcess?
    /// As it was read last; nil when it never was.
    public var configuration: CaddyConfiguration?

    public init(name: String, process: CaddyProcess? = nil, configuration: CaddyConfiguration? = nil) {
        self.name = name
        self.process = process
        self.configuration = configuration
    }
}

/// A running `caddy`, as `/proc` shows it.
public struct CaddyProcess: Sendable, Hashable {
    public var identity: ProcessIdentity
    /// Effective user.
    public var user: UInt32
    /// When it began, in seconds since 1970.
    public var startTime: Double
    /// The systemd unit that its control group names: `caddy.service`.
    public var unit: String?
    /// Where relative paths begin (`/proc/PID/cwd`); nil without the permission to see it.
    public var workingDirectory: String?
    /// What its standard error is (`/proc/PID/fd/2`): a path, `pipe:[…]`, `socket:[…]`; nil without the permission.
    public var standardError: String?
    /// Whether its users are such that what it says of itself is believed: anybody can start something that looks like
    /// a Caddy.
    public var isBelieved: Bool = true

    public init(
        identity: ProcessIdentity,
        user: UInt32,
        startTime: Double,
        unit: String? = nil,
        workingDirectory: String? = nil,
        standardError: String? = nil
    ) {
        self.identity = identity
        self.user = user
        self.startTime = startTime
        self.unit = unit
        self.workingDirectory = workingDirectory
        self.standardError = standardError
    }
}
