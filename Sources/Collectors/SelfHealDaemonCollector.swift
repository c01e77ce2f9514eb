public import Exposition
import Gluster

/// What this node's self-heal daemon did, and what waits for it, for each brick of this node in a replica set.
public actor SelfHealDaemonCollector: Collector {
    public static let name = "self_heal_daemon"
    public static let summary = """
        What this node's self-heal daemon did, and what waits for it, for this node's bricks in replica sets, through its \
        local socket.
        """

    private let source: any PoolReading
    private let now: @Sendable () -> Double
    private var book = CrawlBook()

    public init(reading sources: SourceSet) {
        source = sources.pool
        now = sources.now
    }

    public func collect() async throws -> [MetricFamily] {
        guard let round = try await source.selfHeal() else { return [] }
        book.take(round, at: now())
        var families = Families()
        for brick in round.bricks {
            families.add(brick, book.totals(brick.volume, brick.brick))
        }
        if let first = round.failures.min(by: { $0.key < $1.key }) {
            throw PartialFailure(families.all, because: first.value)
        }
        return families.all
    }
}

extension Families {
    fileprivate mutating func add(_ brick: SelfHealBrick, _ totals: [Crawl.Kind: CrawlBook.Totals]?) {
        let labels = [brick.volume, brick.brick]
        if let pending = brick.pending { add(.selfHealPending, pending, labels) }
        for kind in Crawl.Kind.allCases {
            let labels = labels + [kind.rawValue]
            if let crawls = brick.crawls {
                add(.crawlRunning, crawls.contains { $0.kind == kind && $0.isRunning }, labels)
            }
            guard let total = totals?[kind] else { continue }
            add(.crawls, total.crawls, labels)
            add(.healedEntries, total.healed, labels)
            add(.failedEntries, total.failed, labels)
            add(.splitBrainEntries, total.splitBrain, labels)
            if let end = total.lastEnd { add(.lastCrawl, end, labels) }
        }
    }
}

extension SelfHealDaemonCollector {
    public static let metrics: [Metric] = [
        .selfHealPending, .crawls, .healedEntries, .failedEntries, .splitBrainEntries, .crawlRunning, .lastCrawl,
    ]
}

extension Metric {
    static let selfHealPending = gauge(
        "gluster_self_heal_pending_entries",
        labels: "volume",
        "brick",
        help: "Entries in the brick's index that the self-heal daemon counts as waiting (XLATOR_OP, heal count)."
    )
    static let crawls = counter(
        "gluster_self_heal_crawls_total",
        labels: "volume",
        "brick",
        "crawl",
        help: """
            Crawls over the brick that the self-heal daemon finished while this process watched it; crawl: index, full \
            (XLATOR_OP, statistics).
            """
    )
    static let healedEntries = counter(
        "gluster_self_heal_healed_entries_total",
        labels: "volume",
        "brick",
        "crawl",
        help: "Entries that these crawls healed (XLATOR_OP, statistics: healed_cnt)."
    )
    static let failedEntries = counter(
        "gluster_self_heal_failed_entries_total",
        labels: "volume",
        "brick",
        "crawl",
        help: "Entries that these crawls could not heal, once for each try (XLATOR_OP, statistics: heal_failed_cnt)."
    )
    static let splitBrainEntries = counter(
        "gluster_self_heal_split_brain_entries_total",
        labels: "volume",
        "brick",
        "crawl",
        help: "Entries that these crawls found in split-brain, once for each try (XLATOR_OP, statistics: sb_cnt)."
    )
    static let crawlRunning = gauge(
        "gluster_self_heal_crawl_running",
        labels: "volume",
        "brick",
        "crawl",
        help: "Whether the self-heal daemon crawls over the brick now (XLATOR_OP, statistics: inprogress)."
    )
    static let lastCrawl = gauge(
        "gluster_self_heal_last_crawl_timestamp_seconds",
        labels: "volume",
        "brick",
        "crawl",
        help: """
            When the last crawl over the brick ended. Unix time, from the daemon's local time: absent while none has, or \
            where its time zone is not this process's (XLATOR_OP, statistics: end_time).
            """
    )
}
