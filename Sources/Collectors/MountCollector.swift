public import Exposition
import Gluster

/// Gluster mounts of this host: alive or not, what applications waited, caches, connections; from `.meta`.
public actor MountCollector: Collector {
    public static let name = "mount"
    public static let summary = """
        Gluster mounts of this host and of its Caddys' mount namespaces: alive or not, what applications waited, \
        caches, connections; from a stat, `.meta` and the client's log.
        """

    private let source: any MountReading
    private var switches = GraphSwitches()
    private var known: [Fact] = []

    public init(reading sources: SourceSet) {
        source = sources.mounts
    }

    public func collect() async throws -> [MetricFamily] {
        let states = await source.mounts()
        switches.take(states)
        known = states.compactMap { state in
            state.failure.map { .failure(of: .mount(mountpoint: state.mount.mountpoint), words: "\($0)") }
        }
        var families = Families()
        for state in states {
            families.add(state)
            if let count = switches.counts[state.mount.mountpoint] {
                families.add(.mountGraphSwitches, count, [state.mount.mountpoint])
            }
        }
        return families.all
    }

    public func facts() -> [Fact] { known }
}

/// How often the graph of a mount's client was replaced: goes on where a mount is mounted anew, for its clients begin
/// at 0.
struct GraphSwitches: Sendable {
    private(set) var counts: [String: Int] = [:]
    private var last: [String: (processID: String, graph: Int)] = [:]

    mutating func take(_ states: [MountState]) {
        let present = Set(states.map(\.mount.mountpoint))
        counts = counts.filter { present.contains($0.key) }
        last = last.filter { present.contains($0.key) }
        for state in states {
            guard let client = state.client else { continue }
            let mountpoint = state.mount.mountpoint
            let before = last[mountpoint].flatMap { $0.processID == client.processID ? $0.graph : nil } ?? 0
            counts[mountpoint, default: 0] += max(0, client.graph - before)
            last[mountpoint] = (client.processID, max(before, client.graph))
        }
    }
}

extension Families {
    fileprivate mutating func add(_ state: MountState) {
        let mount = state.mount
        let labels = [mount.mountpoint]
        let version = state.clientVersion ?? ""
        add(.mountInfo, info: labels + [mount.volume, mount.subdirectory, mount.server, version])
        if let isUp = state.isUp { add(.mountUp, isUp, labels) }
        if let start = state.clientStart { add(.mountClientStart, start, labels) }
        if let client = state.client { add(client, labels) }
        if let messages = state.messages {
            for (key, count) in messages.merging(Self.quiet, uniquingKeysWith: { count, _ in count }) {
                add(.mountLogMessages, count, labels + [key.level, key.event])
            }
        }
    }

    /// What is told as 0 before it happens, so that the first one counts.
    private static let quiet: [MountState.MessageKey: UInt64] = Dictionary(
        uniqueKeysWithValues: [
            ("warning", "stale_handle"), ("error", "split_brain"), ("warning", "quorum_lost"),
            ("error", "all_bricks_down"), ("info", "brick_disconnected"), ("critical", "ping_timeout"),
            ("critical", "other"), ("error", "other"), ("warning", "other"), ("info", "other"),
        ].map { (MountState.MessageKey(level: $0, event: $1), 0) }
    )

    private mutating func add(_ client: MountClient, _ labels: [String]) {
        for (name, total) in client.operations.sorted(by: { $0.key < $1.key }) {
            add(.mountOperations, total.count, labels + [name])
            add(.mountSeconds, total.seconds, labels + [name])
        }
        for (name, brick) in client.bricks.sorted(by: { $0.key < $1.key }) {
            add(.mountBrickConnected, brick.isConnected, labels + [name])
            guard let total = brick.total else { continue }
            add(.mountBrickOperations, total.count, labels + [name])
            add(.mountBrickSeconds, total.seconds, labels + [name])
        }
        for (name, cache) in client.caches.sorted(by: { $0.key < $1.key }) {
            add(.mountCacheHits, cache.hits, labels + [name])
            add(.mountCacheMisses, cache.misses, labels + [name])
        }
    }
}
