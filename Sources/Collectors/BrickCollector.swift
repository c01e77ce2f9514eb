public import Exposition
import Gluster

/// Bricks, each asked by itself: does it answer, how fast, how full is it, what waits in it for heal.
public actor BrickCollector: Collector {
    public static let name = "brick"
    public static let summary = "Bricks, each asked by itself: statfs, round trip and heal backlog, through gfapi."

    private let source: any GlusterReading
    private var counted: UInt64 = 0
    private var roundTrips = Latencies()
    private var nodes: [[String]: String] = [:]
    private var known: [Fact] = []

    public init(reading sources: SourceSet) {
        source = sources.gluster
    }

    public func collect() async throws -> [MetricFamily] {
        let snapshot = try await source.observe()
        count(snapshot)
        known = snapshot.volumes.flatMap(\.brickFacts)
        var families = Families()
        for volume in snapshot.volumes {
            for brick in volume.bricks {
                families.add(brick, of: volume)
            }
            describe(volume, in: &families)
        }
        families.add(.brickRoundTrip, roundTrips)
        return families.all
    }

    public func facts() -> [Fact] { known }

    /// Adds the answers of a round to the histograms, each once, late ones included.
    private func count(_ snapshot: GlusterSnapshot) {
        guard snapshot.round > counted else { return }
        counted = snapshot.round
        let bricks = Set(snapshot.volumes.flatMap { volume in volume.bricks.map { [volume.name, $0.name] } })
        roundTrips.keep { bricks.contains($0) }
        nodes = nodes.filter { bricks.contains($0.key) }
        for volume in snapshot.volumes {
            for brick in volume.bricks {
                roundTrips.declare(volume.name, brick.name)
                for case .success(let answer) in brick.arrived.map(\.answer) {
                    roundTrips.observe(answer.roundTrip, volume.name, brick.name)
                    if let node = answer.node { nodes[[volume.name, brick.name]] = node }
                }
            }
        }
    }

    /// The node's UUID comes from the brick itself: the information waits for its first answer, and stays after it.
    private func describe(_ volume: VolumeState, in families: inout Families) {
        for subvolume in volume.graph?.subvolumes ?? [] {
            for brick in subvolume.bricks {
                guard let node = nodes[[volume.name, brick.name]] else { continue }
                families.add(
                    .brickInfo,
                    info: [volume.name, brick.name, subvolume.name, brick.role.rawValue, node]
                )
            }
        }
    }
}

extension Families {
    fileprivate mutating func add(_ brick: BrickState, of volume: VolumeState) {
        let labels = [volume.name, brick.name]
        switch brick.answer {
        case .given(let reading):
            guard case .success(let answer) = reading.answer else { return add(.brickUp, false, labels) }
            add(.brickUp, true, labels)
            add(.brickSize, answer.capacity.size, labels)
            add(.brickFree, answer.capacity.free, labels)
            add(.brickAvailable, answer.capacity.available, labels)
            add(.brickInodes, answer.capacity.inodes, labels)
            add(.brickInodesFree, answer.capacity.inodesFree, labels)
            if let pending = answer.pending { add(.brickPending, pending, labels) }
            if let dirty = answer.dirty { add(.brickDirty, dirty, labels) }
        case .overdue: add(.brickUp, false, labels)
        case .unknown: break
        }
    }
}

extension VolumeState {
    fileprivate var brickFacts: [Fact] {
        let watched = Dictionary(bricks.map { ($0.name, $0) }) { first, _ in first }
        var facts: [Fact] = []
        for subvolume in graph?.subvolumes ?? [] {
            for brick in subvolume.bricks {
                var fact = BrickFact(volume: name, subvolume: subvolume.name, brick: brick.name)
                fact.role = brick.role.rawValue
                fact.isWatched = watched[brick.name] != nil
                fact.isConnected = connected[brick.name]
                let subject = Fact.Subject.brick(volume: name, brick: brick.name)
                switch watched[brick.name]?.answer {
                case .given(let reading):
                    switch reading.answer {
                    case .success(let answer): fact.roundTrip = answer.roundTrip
                    case .failure(let error): facts.append(.failure(of: subject, words: "\(error)"))
                    }
                case .overdue: facts.append(.failure(of: subject, words: "no answer in time"))
                case .unknown, nil: break
                }
                facts.append(.brick(fact))
            }
        }
        return facts
    }
}

extension BrickCollector {
    public static let metrics: [Metric] = [
        .brickInfo, .brickUp, .brickSize, .brickFree, .brickAvailable, .brickInodes, .brickInodesFree,
        .brickRoundTrip, .brickPending, .brickDirty,
    ]
}

extension Metric {
    static let brickInfo = info(
        "gluster_brick_info",
        labels: "volume",
        "brick",
        "subvolume",
        "role",
        "node_uuid",
        help: "What a brick is: its set, its role (data, arbiter), its node (volfile, trusted.glusterfs.node-uuid)."
    )
    static let brickUp = gauge(
        "gluster_brick_up",
        labels: "volume",
        "brick",
        help: "Whether the brick itself answered in the last poll (glfs_statvfs of the brick's own graph)."
    )
    static let brickSize = gauge(
        "gluster_brick_size_bytes",
        labels: "volume",
        "brick",
        help: "Size of the brick in bytes; bricks that share a file system share it (glfs_statvfs)."
    )
    static let brickFree = gauge(
        "gluster_brick_free_bytes",
        labels: "volume",
        "brick",
        help: "Bytes of the brick that are not in use (glfs_statvfs)."
    )
    static let brickAvailable = gauge(
        "gluster_brick_available_bytes",
        labels: "volume",
        "brick",
        help: "Bytes of the brick that unprivileged users can still fill (glfs_statvfs)."
    )
    static let brickInodes = gauge(
        "gluster_brick_inodes",
        labels: "volume",
        "brick",
        help: "Inodes of the brick's file system (glfs_statvfs)."
    )
    static let brickInodesFree = gauge(
        "gluster_brick_inodes_free",
        labels: "volume",
        "brick",
        help: "Inodes of the brick's file system that are not in use (glfs_statvfs)."
    )
    static let brickRoundTrip = histogram(
        "gluster_brick_round_trip_seconds",
        labels: "volume",
        "brick",
        bounds: Latencies.bounds,
        help: "Seconds that a statfs of the brick took, network included, one a poll (glfs_statvfs)."
    )
    static let brickPending = gauge(
        "gluster_brick_heal_pending_entries",
        labels: "volume",
        "brick",
        help: "Entries in the brick's index that wait for heal (glusterfs.xattrop_index_count)."
    )
    static let brickDirty = gauge(
        "gluster_brick_heal_dirty_entries",
        labels: "volume",
        "brick",
        help: "Entries of the brick whose last transaction did not finish (glusterfs.xattrop_dirty_count)."
    )
}
