public import Host

/// A directory that a web server serves files from.
public struct SiteTarget: Sendable, Hashable {
    /// Which Caddy; empty for a root that the settings name.
    public var caddy: String
    public var site: String
    /// As it is configured: what the label `root` says.
    public var root: String
    /// False when it has placeholders: then it is only reported.
    public var isResolved: Bool
    public var server: Server
    /// A file below the root to read, by its path from there; nil: one is looked for.
    public var file: String?

    /// Whose mount namespace and working directory count.
    public enum Server: Sendable, Hashable {
        /// Our own.
        case own
        case process(Owner)
        /// Those of a process that does not run, or that was not found: there is nothing to look at.
        case unknown
    }

    /// The process that serves it.
    public struct Owner: Sendable, Hashable {
        public var identity: ProcessIdentity
        /// Seconds since 1970.
        public var startTime: Double
        /// Where relative roots begin; nil when it cannot be known.
        public var workingDirectory: String?

        public init(identity: ProcessIdentity, startTime: Double, workingDirectory: String? = nil) {
            self.identity = identity
            self.startTime = startTime
            self.workingDirectory = workingDirectory
        }
    }

    /// A root of a Caddy's configuration.
    public init(
        caddy: String,
        site: String,
        root: String,
        isResolved: Bool = true,
        server: Server = .unknown,
        file: String? = nil
    ) {
        self.caddy = caddy
        self.site = site
        self.root = root
        self.isResolved = isResolved
        self.server = server
        self.file = file
    }

    /// A root that the settings name, by its path in our own mount namespace.
    public init(site: String, root: String, file: String? = nil) {
        self.init(caddy: "", site: site, root: root, server: .own, file: file)
    }

    var owner: Owner? {
        if case .process(let owner) = server { owner } else { nil }
    }
}
