public import Exposition
import Gluster

/// How much waits for heal in each set, since when, what is wrong with it, and how often that began and ended.
public actor HealCollector: Collector {
    public static let name = "heal"
    public static let summary = """
        The heal backlog of each replica or disperse set, its episodes, and a bounded look at the entries that wait: \
        split-brain by kind, blamed bricks, age. Through gfapi, without a lock.
        """

    private let source: any GlusterReading
    private let now: @Sendable () -> Double
    private var episodes: [[String]: Episodes] = [:]
    private var ages: [[String]: EntryAges] = [:]
    private var known: [Fact] = []

    public init(reading sources: SourceSet) {
        source = sources.gluster
        now = sources.now
    }

    public func collect() async throws -> [MetricFamily] {
        let snapshot = try await source.observe()
        var families = Families()
        var present: Set<[String]> = []
        let time = now()
        known = []
        for volume in snapshot.volumes {
            for subvolume in volume.graph?.subvolumes ?? [] where subvolume.kind != .distribute {
                let watched = Set(volume.bricks.map(\.name)).intersection(subvolume.bricks.map(\.name))
                guard !watched.isEmpty else { continue }
                let labels = [volume.name, subvolume.name]
                let backlog = Backlog(volume.bricks.filter { watched.contains($0.name) })
                episodes[labels, default: Episodes()].take(backlog, at: time)
                families.add(episodes[labels, default: Episodes()], backlog, labels)
                if let look = volume.looks[subvolume.name]?.matching(backlog) {
                    ages[labels, default: EntryAges()].take(look.entries, at: time)
                    families.add(look, ages[labels]?.oldest, of: subvolume, in: volume)
                    known += look.splitBrainFacts(of: volume.name)
                }
                present.insert(labels)
            }
        }
        episodes = episodes.filter { present.contains($0.key) }
        ages = ages.filter { present.contains($0.key) }
        return families.all
    }

    public func facts() -> [Fact] { known }
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
