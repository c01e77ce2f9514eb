public import Caddy
public import Exposition
public import Gluster
public import Probe

/// Turns what one source says into metric families, poll by poll.
public protocol Collector: Sendable {
    /// What flags, logs and golden files call this collector: `volume`.
    static var name: String { get }

    /// What it reads, for people: one sentence.
    static var summary: String { get }

    /// Every family that it may ever report: each belongs to one collector.
    static var metrics: [Metric] { get }

    init(reading sources: SourceSet)

    /// Reads the source once.
    ///
    /// - Throws: ``PartialFailure`` with what is known all the same; or whatever the source throws: then what was
    ///   reported before is kept for a while.
    func collect() async throws -> [MetricFamily]

    /// What the last poll found that no series can hold: words and paths, for the page. Asked after each poll.
    func facts() async -> [Fact]
}

extension Collector {
    public func facts() async -> [Fact] { [] }
}

/// A poll that failed in part: what it gave nevertheless takes the place of what was reported before.
public struct PartialFailure: Error {
    public let families: [MetricFamily]
    public let cause: any Error

    public init(_ families: [MetricFamily], because cause: any Error) {
        self.families = families
        self.cause = cause
    }
}

/// Everything that collectors may read.
public struct SourceSet: Sendable {
    public var gluster: any GlusterReading
    public var pool: any PoolReading
    public var mounts: any MountReading
    public var sites: any SiteReading
    public var caddy: any CaddyReading
    public var caddyLogs: any CaddyLogReading
    /// Which options of volumes are told.
    public var volumeOptions: Set<String>
    /// Told once when something is found to be wrong with a site root, and once when it is over.
    public var onFinding: @Sendable (FindingNotice) -> Void
    /// Seconds since 1970.
    public var now: @Sendable () -> Double

    public init(
        gluster: any GlusterReading,
        pool: any PoolReading,
        mounts: any MountReading,
        sites: any SiteReading,
        caddy: any CaddyReading,
        caddyLogs: any CaddyLogReading,
        volumeOptions: Set<String> = [],
        onFinding: @escaping @Sendable (FindingNotice) -> Void = { _ in },
        now: @escaping @Sendable () -> Double
    ) {
        self.gluster = gluster
        self.pool = pool
        self.mounts = mounts
        self.sites = sites
        self.caddy = caddy
        self.caddyLogs = caddyLogs
        self.volumeOptions = volumeOptions
        self.onFinding = onFinding
        self.now = now
    }
}

/// Every collector. To add one: write its file, name it here, run `make golden`, and `make docs`.
public let catalog: [any Collector.Type] = [
    VolumeCollector.self, BrickCollector.self, HealCollector.self, ClusterCollector.self, ProfileCollector.self,
    SelfHealDaemonCollector.self, MountCollector.self, SiteCollector.self, CaddyCollector.self, CaddyLogCollector.self,
]

/// The collectors of the catalog that have one of these names, in the catalog's order.
public func collectors(named names: Set<String>, reading sources: SourceSet) -> [any Collector] {
    catalog.filter { names.contains($0.name) }.map { $0.init(reading: sources) }
}
