public import Exposition
import Gluster

/// How much waits for heal in each set, since when, and how often that began and ended.
public actor HealCollector: Collector {
    public static let name = "heal"
    public static let summary = "The heal backlog of each replica or disperse set and its episodes, through gfapi."

    private let source: any GlusterReading
    private let now: @Sendable () -> Double
    private var episodes: [[String]: Episodes] = [:]

    public init(reading sources: SourceSet) {
        source = sources.gluster
        now = sources.now
    }

    public func collect() async throws -> [MetricFamily] {
        let snapshot = try await source.observe()
        var families = Families()
        var present: [[String]: Episodes] = [:]
        for volume in snapshot.volumes {
            for subvolume in volume.graph?.subvolumes ?? [] where subvolume.kind != .distribute {
                let watched = Set(volume.bricks.map(\.name)).intersection(subvolume.bricks.map(\.name))
                guard !watched.isEmpty else { continue }
                let labels = [volume.name, subvolume.name]
                var episode = episodes[labels] ?? Episodes()
                let backlog = Backlog(volume.bricks.filter { watched.contains($0.name) })
                episode.take(backlog, at: now())
                families.add(episode, backlog, labels)
                present[labels] = episode
            }
        }
        episodes = present
        return families.all
    }
}

/// What the watched bricks of one set say of their backlogs.
struct Backlog: Sendable, Hashable {
    /// The largest; nil while it cannot be known: silence is not zero.
    var entries: UInt64?

    init(_ bricks: [BrickState]) {
        let pending = bricks.map { brick -> UInt64? in
            guard case .given(let reading) = brick.answer, case .success(let answer) = reading.answer else {
                return nil
            }
            return answer.pending
        }
        let known = pending.compactMap { $0 }
        // A brick that is silent may hold the only record: without an entry elsewhere, nothing is known.
        entries = known.max().flatMap { $0 > 0 || known.count == pending.count ? $0 : nil }
    }
}

/// The backlogs that one set has had, one after the other.
struct Episodes: Sendable, Hashable {
    /// When the present backlog began, or was first seen; nil without one. Seconds since 1970.
    private(set) var since: Double?
    private(set) var started: UInt64 = 0
    private(set) var finished: UInt64 = 0
    private var wasSeen = false

    mutating func take(_ backlog: Backlog, at time: Double) {
        guard let entries = backlog.entries else { return }
        if entries > 0, since == nil {
            since = time
            if wasSeen { started += 1 }  // What was there before the first look did not start now.
        } else if entries == 0, since != nil {
            since = nil
            finished += 1
        }
        wasSeen = true
    }
}

extension Families {
    fileprivate mutating func add(_ episodes: Episodes, _ backlog: Backlog, _ labels: [String]) {
        if let entries = backlog.entries { add(.healPending, entries, labels) }
        if let since = episodes.since { add(.healPendingSince, since, labels) }
        add(.healStarted, episodes.started, labels)
        add(.healFinished, episodes.finished, labels)
    }
}

extension HealCollector {
    public static let metrics: [Metric] = [.healPending, .healPendingSince, .healStarted, .healFinished]
}

extension Metric {
    static let healPending = gauge(
        "gluster_heal_pending_entries",
        labels: "volume",
        "subvolume",
        help: """
            Entries of the set that wait for heal: the largest backlog of its watched bricks. Absent while it is \
            not known: a brick is silent, and no other has a backlog (glusterfs.xattrop_index_count).
            """
    )
    static let healPendingSince = gauge(
        "gluster_heal_pending_since_timestamp_seconds",
        labels: "volume",
        "subvolume",
        help: "When the present backlog began, or was first seen by this process; absent without one. Unix time."
    )
    static let healStarted = counter(
        "gluster_heal_episodes_started_total",
        labels: "volume",
        "subvolume",
        help: "How often the set's backlog went from nothing to something while it was watched."
    )
    static let healFinished = counter(
        "gluster_heal_episodes_finished_total",
        labels: "volume",
        "subvolume",
        help: "How often the set's backlog went to nothing, with all watched bricks of the set answering."
    )
}
