public import Host

/// What collectors know of the logs of the Caddys of this host.
public protocol CaddyLogReading: Sendable {
    /// What has been counted so far, for each Caddy that has a log that can be read or should be.
    func logs() async -> [CaddyLogState]
}

/// The logs of one Caddy.
public struct CaddyLogState: Sendable, Hashable {
    /// As ``CaddyInstance/name``.
    public var caddy: String
    /// Those of its configuration. Nothing is counted under any other site, but `other`.
    public var sites: [LoggedSite]
    public var counts: LogCounts
    public var sources: [LogSourceState]

    public init(
        caddy: String,
        sites: [LoggedSite] = [],
        counts: LogCounts = LogCounts(),
        sources: [LogSourceState] = []
    ) {
        self.caddy = caddy
        self.sites = sites
        self.counts = counts
        self.sources = sources
    }
}

/// A site that log entries are counted under, and where its files are.
public struct LoggedSite: Sendable, Hashable {
    /// As ``CaddySite/name``.
    public var name: String
    /// The mounts that its roots lie on in Caddy's mount namespace, going by names alone: links are not followed. One
    /// that was unmounted stays here while the configuration names the root, and so do those of a Caddy that ended.
    public var mounts: Set<Mount>

    public init(_ name: String, mounts: Set<Mount> = []) {
        self.name = name
        self.mounts = mounts
    }
}

/// What log entries have told, added up since the exporter began to read them.
public struct LogCounts: Sendable, Hashable {
    /// A site, as the request's host tells, and a class.
    public struct Key: Sendable, Hashable {
        /// As ``CaddySite/name``; `other` for hosts of no site.
        public var site: String
        public var what: String

        public init(_ site: String, _ what: String) {
            self.site = site
            self.what = what
        }
    }

    /// Entries by level: `debug`, `info`, `warn`, `error`, `other`.
    public var entries: [String: UInt64] = [:]
    /// Errors of the file system, by class: those of ``SystemError/kinds``, and `masked`.
    public var storageErrors: [Key: UInt64] = [:]
    /// Other errors of handlers: `upstream_error`, `directory_entry`, `sidecar`, `handler_error`.
    public var handlerErrors: [Key: UInt64] = [:]
    /// Answers 5xx of the access log, by status.
    public var serverErrors: [Key: UInt64] = [:]
    /// Answers 200 and 206 of the access log that were shorter than announced.
    public var shortResponses: [String: UInt64] = [:]
    /// Caddy could not write a log, by class.
    public var writeErrors: [String: UInt64] = [:]

    public init() {}
}

/// A file or a journal that a Caddy logs to.
public struct LogSourceState: Sendable, Hashable {
    /// What the label `source` says: a path, `journal:caddy.service`.
    public var source: String
    public var readBytes: UInt64 = 0
    public var unparsedLines: UInt64 = 0
    public var oversizedLines: UInt64 = 0
    /// Lines of a console encoder, or plain text: clients can forge them.
    public var untrustedLines: UInt64 = 0
    public var rotations: UInt64 = 0
    public var truncations: UInt64 = 0
    /// How often the place to go on at was gone, or could not be read: lines may be missing there.
    public var gaps: UInt64 = 0
    /// What is written and not read yet; nil when that cannot be known.
    public var lagBytes: UInt64?
    /// The time that the last entry carries; seconds since 1970.
    public var lastEntry: Double?
    /// Whether it is being read; nil before the first look.
    public var isReadable: Bool?
    /// Why it cannot be read at present, in a sentence.
    public var problem: String?
    /// Whether what is wanting is a permission.
    public var isDenied = false

    public init(source: String) {
        self.source = source
    }
}
