import Caddy
public import Exposition
import Gluster
import Host

/// What the logs of Caddy say of storage, handlers and answers.
public actor CaddyLogCollector: Collector {
    public static let name = "caddy_log"
    public static let summary = """
        What the logs of Caddy say of storage, handlers and answers: files and journals as they grow; of JSON only, which \
        clients cannot forge.
        """

    private let source: any CaddyLogReading
    private var known: [Fact] = []

    public init(reading sources: SourceSet) {
        source = sources.caddyLogs
    }

    public func collect() async throws -> [MetricFamily] {
        var families = Families()
        let logs = await source.logs()
        known = logs.flatMap(\.failureFacts)
        for log in logs { families.add(log) }
        if let unread = logs.lazy.compactMap(UnreadLogs.init).first {
            throw PartialFailure(families.all, because: unread)
        }
        return families.all
    }

    public func facts() -> [Fact] { known }

    /// What a site that is read can meet: these are 0 from the start, so that the first one is seen as a rise.
    fileprivate static let storageKinds = [
        "io_error", "masked", "not_connected", "other", "read_only", "stale_handle", "timeout",
    ]
    fileprivate static let handlers = ["directory_entry", "handler_error", "sidecar", "upstream_error"]
    fileprivate static let serverErrors = ["500", "502", "503", "504"]
    fileprivate static let levels = ["debug", "info", "warn", "error", "other"]
    fileprivate static let otherSite = "other"
}

/// None of the logs of a Caddy can be read, for want of a permission.
struct UnreadLogs: Error, Hashable, CustomStringConvertible {
    let description: String

    /// Nil where one can be read, or where there is none: Caddy makes a file when it has something to write.
    fileprivate init?(_ log: CaddyLogState) {
        guard !log.isRead, let source = log.sources.first(where: { $0.isDenied }) else { return nil }
        let caddy = log.caddy.isEmpty ? "of Caddy" : "of \(log.caddy)"
        description = "no log \(caddy) can be read: \(source.source): \(source.problem ?? "nobody knows why")"
    }
}

extension CaddyLogState {
    /// Whether there is a log that is not known to be unreadable.
    fileprivate var isRead: Bool { sources.contains { $0.isReadable != false } }

    fileprivate var failureFacts: [Fact] {
        sources.compactMap { source in
            guard source.isReadable == false, let problem = source.problem else { return nil }
            return .failure(of: .log(caddy: caddy, source: source.source), words: problem)
        }
    }
}

extension Families {
    fileprivate mutating func add(_ log: CaddyLogState) {
        if log.isRead { addCounts(of: log) }
        for source in log.sources { add(source, of: log.caddy) }
    }

    private mutating func addCounts(of log: CaddyLogState) {
        let counts = log.counts
        for level in CaddyLogCollector.levels { add(.logEntries, counts.entries[level] ?? 0, [log.caddy, level]) }
        let sites = Set(log.sites.map(\.name) + [CaddyLogCollector.otherSite]).sorted()
        addStorageErrors(of: log, sites)
        for (key, count) in counts.handlerErrors.with(CaddyLogCollector.handlers, of: sites) {
            add(.logHandlerErrors, count, [log.caddy, key.site, key.what])
        }
        for (key, count) in counts.serverErrors.with(CaddyLogCollector.serverErrors, of: sites) {
            add(.logServerErrors, count, [log.caddy, key.site, key.what])
        }
        for site in sites { add(.logShortResponses, counts.shortResponses[site] ?? 0, [log.caddy, site]) }
        for (error, count) in counts.writeErrors.sorted(by: { $0.key < $1.key }) {
            add(.logWriteErrors, count, [log.caddy, error])
        }
    }

    private mutating func addStorageErrors(of log: CaddyLogState, _ sites: [String]) {
        let volumes = Dictionary(log.sites.map { ($0.name, $0.volume) }) { first, _ in first }
        for (key, count) in log.counts.storageErrors.with(CaddyLogCollector.storageKinds, of: sites) {
            add(.logStorageErrors, count, [log.caddy, key.site, volumes[key.site] ?? "", key.what])
        }
    }

    private mutating func add(_ source: LogSourceState, of caddy: String) {
        let labels = [caddy, source.source]
        add(.logReadBytes, source.readBytes, labels)
        add(.logUnparsedLines, source.unparsedLines, labels)
        add(.logOversizedLines, source.oversizedLines, labels)
        add(.logUntrustedLines, source.untrustedLines, labels)
        add(.logRotations, source.rotations, labels)
        add(.logTruncations, source.truncations, labels)
        add(.logGaps, source.gaps, labels)
        if let isReadable = source.isReadable { add(.logReadable, isReadable, labels) }
        if let lag = source.lagBytes { add(.logLag, lag, labels) }
        if let time = source.lastEntry { add(.logLastEntry, time, labels) }
    }
}

extension [LogCounts.Key: UInt64] {
    /// With what did not happen yet, and always in the same order, by which the encoder knows the series again.
    fileprivate func with(_ kinds: [String], of sites: [String]) -> [(key: LogCounts.Key, count: UInt64)] {
        let expected = sites.flatMap { site in kinds.map { LogCounts.Key(site, $0) } }
        let others = Set(keys).subtracting(expected).sorted { ($0.site, $0.what) < ($1.site, $1.what) }
        return (expected + others).map { ($0, self[$0] ?? 0) }
    }
}

extension LoggedSite {
    /// The only one that its files are on; empty when there is none, or more than one.
    fileprivate var volume: String {
        let volumes = Set(mounts.compactMap { GlusterMount($0)?.volume })
        return volumes.count == 1 ? volumes.first ?? "" : ""
    }
}
