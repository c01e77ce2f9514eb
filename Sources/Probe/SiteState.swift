public import Host

/// What collectors know of the site roots of this host.
public protocol SiteReading: Sendable {
    /// Looks at each site root as a file server would.
    func sites() async -> [SiteState]
}

/// One site root after a look.
public struct SiteState: Sendable, Hashable {
    public var target: SiteTarget
    /// What the web server sees there; nil where it cannot be known. While its process has just ended, this and all
    /// below stays as it was.
    public var place: SitePlace?
    /// The operations that were tried since the last look; each comes once.
    public var probes: [SiteProbe] = []
    /// Whether the last look that came to an end got a stale handle; nil before the first one. A handle from an earlier
    /// look does not count: a file server begins with the path.
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
    /// Whether Gluster was mounted there after the web server began, or our namespace has it there and the web server's
    /// has not; nil where that cannot be known, as when no process is known for the server or for the mount.
    public var isMountedLate: Bool?
    /// Seconds since 1970, where `isMountedLate` is because of it: when the FUSE client began.
    public var mountedAt: Double?

    public init(mount: Mount, isOnGluster: Bool, isMountedLate: Bool? = nil, mountedAt: Double? = nil) {
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
