public import Host

/// What collectors know of the site roots of this host.
public protocol SiteReading: Sendable {
    /// Looks at each site root as a file server would.
    func sites() async -> [SiteState]
}

/// A directory that a web server serves files from.
public struct SiteTarget: Sendable, Hashable {
    /// Which Caddy; empty for a root that the settings name.
    public var caddy: String
    public var site: String
    /// As it is configured: what the label `root` says.
    public var root: String
    /// False when it has placeholders: then it is only reported.
    public var isResolved: Bool
    /// Whose mount namespace and working directory count; nil: our own.
    public var process: Owner?
    /// A file below the root to read, by its path from there; nil: one is looked for.
    public var file: String?

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

    public init(
        caddy: String = "",
        site: String,
        root: String,
        isResolved: Bool = true,
        process: Owner? = nil,
        file: String? = nil
    ) {
        self.caddy = caddy
        self.site = site
        self.root = root
        self.isResolved = isResolved
        self.process = process
        self.file = file
    }
}

/// One site root after a look.
public struct SiteState: Sendable, Hashable {
    public var target: SiteTarget
    /// What the web server sees there; nil where it cannot be known.
    public var place: SitePlace?
    /// The operations that were tried since the last look; each comes once.
    public var probes: [SiteProbe] = []
    /// Whether the last look got a stale handle; nil before the first one. A handle from an earlier look does not
    /// count: a file server begins with the path.
    public var isStale: Bool?
    /// What the last look failed with first; nil when it went well.
    public var failure: SystemError?
    /// Whether it is stale because the directory that its mount is bound to, by a bind or a subdirectory mount, was
    /// removed or replaced.
    public var isReplaced = false
    /// Whether nothing stands in its place, of what `isReplaced` says; false where that cannot be seen.
    public var isRemoved = false
    /// How often that was found, or another directory at the same path of the same mount, and when last, in seconds
    /// since 1970. A mount that is mounted anew is no replacement.
    public var replacements: UInt64 = 0
    public var replacedAt: Double?
    /// Why it cannot be looked at at all: another mount namespace without the permission to enter it, in a sentence.
    public var obstacle: String?
    /// How many of our operations failed so far, on Gluster and in a way that its client logs: each wrote a line for a
    /// subdirectory mount, and five to ten on a replica 3 volume for a bind mount.
    public var selfMadeFailures: UInt64 = 0

    public init(_ target: SiteTarget) {
        self.target = target
    }
}

/// Where a site root lies, in the mount namespace of who serves it.
public struct SitePlace: Sendable, Hashable {
    /// The mount that its path leads to.
    public var mount: Mount
    /// Whether that is a Gluster mount.
    public var isOnGluster: Bool
    /// Gluster was mounted there after the web server began, or our namespace has it there and the web server's has not.
    public var isMountedLate: Bool
    /// Seconds since 1970, where `isMountedLate` is because of it: when the FUSE client began.
    public var mountedAt: Double?

    public init(mount: Mount, isOnGluster: Bool, isMountedLate: Bool = false, mountedAt: Double? = nil) {
        self.mount = mount
        self.isOnGluster = isOnGluster
        self.isMountedLate = isMountedLate
        self.mountedAt = mountedAt
    }
}

/// One operation that was tried on a site root.
public struct SiteProbe: Sendable, Hashable {
    public enum Operation: String, Sendable, Hashable, CaseIterable {
        case stat, open, readdir, read
        /// fstat on a handle that has been open since an earlier look.
        case held
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
