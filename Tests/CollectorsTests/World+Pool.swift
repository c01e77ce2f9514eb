import Gluster
import Host

/// The pool of the recorded world, as node 1 sees it.
extension PoolState {
    static let recorded = PoolState(
        node: "00000000-0000-0000-0000-000000000001",
        operatingVersion: 100_000,
        peers: [
            PoolPeer(
                host: "node2",
                uuid: "00000000-0000-0000-0000-000000000002",
                state: "Peer in Cluster",
                isConnected: true
            ),
            PoolPeer(
                host: "node3",
                uuid: "00000000-0000-0000-0000-000000000003",
                state: "Peer Rejected",
                isConnected: false
            ),
        ],
        volumes: [archive, media, odd, office, photos],
        services: ["bitd": true, "scrub": false, "quotad": true]
    )

    /// Disperse, and stopped; what another release leaves out is absent.
    private static let archive = {
        var volume = PoolVolume(name: "archive", id: "a", layout: "disperse", isStarted: false)
        volume.bricks = (1...3).map { brick("archive", $0, PoolBrick.Local(isStarted: false, port: 49152)) }
        volume.counts.bricks = 3
        volume.counts.disperse = 3
        volume.counts.redundancy = 1
        return volume
    }()

    /// A rebalance runs; quota is on; snapshots can be seen, but their daemon is down.
    private static let media = {
        var volume = PoolVolume(name: "media", id: "b", layout: "distributed-replicate")
        volume.bricks = (1...3).map { brick("media", $0, PoolBrick.Local(isStarted: true, port: 49153)) }
        volume.counts.bricks = 6
        volume.counts.snapshots = 2
        volume.counts.replicas = 3
        volume.counts.arbiters = 0
        volume.counts.disperse = 0
        volume.counts.redundancy = 0
        volume.counts.geoReplicationSessions = 1
        volume.isProfiled = true
        volume.meetsServerQuorum = true
        volume.runsSelfHealDaemon = true
        volume.runsSnapshotDaemon = false
        volume.options = ["features.quota": "on", "features.uss": "enable", "network.ping-timeout": "17"]
        var rebalance = Rebalance(status: "started")
        rebalance.files = 12
        rebalance.bytes = 1 << 30
        rebalance.failures = 1
        rebalance.skipped = 2
        rebalance.lookups = 345
        volume.rebalance = rebalance
        return volume
    }()

    /// Whatever a value may be.
    private static let odd = {
        var volume = PoolVolume(name: "odd", id: "c", layout: "distribute", transport: "tcp,rdma")
        volume.bricks = [
            PoolBrick(
                host: "::1",
                path: #"/a "quoted" \n{}"#,
                local: PoolBrick.Local(isStarted: true, port: nil)
            )
        ]
        volume.options = ["performance.cache-size": "\"1\" \\ \u{FFFD}: x"]
        return volume
    }()

    /// Below server quorum: its bricks here have been stopped. A rebalance is over.
    private static let office = {
        var volume = PoolVolume(name: "office", id: "d", layout: "distributed-replicate")
        volume.bricks = (1...3).map { brick("office", $0, PoolBrick.Local(isStarted: false, port: nil)) }
        volume.counts.arbiters = 1
        volume.meetsServerQuorum = false
        volume.runsSelfHealDaemon = false
        volume.rebalance = Rebalance(status: "completed")
        volume.rebalance?.files = 0
        return volume
    }()

    /// Checked for bitrot, though the scrubber is down.
    private static let photos = {
        var volume = PoolVolume(name: "photos", id: "e", layout: "replicate")
        volume.bricks = (1...3).map { brick("photos", $0, PoolBrick.Local(isStarted: true, port: 49154)) }
        volume.runsSelfHealDaemon = true
        volume.options = ["features.bitrot": "on", "features.scrub": "Active", "secret.option": "not to be seen"]
        volume.rebalance = Rebalance(status: "not_started")
        volume.rebalance?.files = 0
        return volume
    }()

    /// Brick N is on node N; node 1 is this one.
    private static func brick(_ volume: String, _ number: Int, _ local: PoolBrick.Local) -> PoolBrick {
        PoolBrick(host: "node\(number)", path: "/bricks/\(volume)-\(number)", local: number == 1 ? local : nil)
    }
}

/// The bricks of node 1 in the recorded world.
extension ProfileRound {
    static let recorded = ProfileRound(bricks: [odd, photos])

    /// Just started: it has counted nothing that takes time.
    private static let odd = {
        var brick = BrickProfile(volume: "odd", brick: #"node1:/bricks/a "quoted" \n{}"#)
        brick.operations = ["releasedir": .init(count: 2, seconds: nil, longest: nil)]
        return brick
    }()

    private static let photos = {
        var brick = BrickProfile(volume: "photos", brick: "node1:/bricks/photos-1")
        brick.operations = [
            "lookup": .init(count: 210, seconds: 0.012_469_263, longest: 0.000_343_913),
            "write": .init(count: 414, seconds: 0.029_995_023, longest: 0.000_805_042),
            "release": .init(count: 102, seconds: nil, longest: nil),
            "other": .init(count: 1, seconds: 0.000_5, longest: 0.000_5),
        ]
        brick.readBytes = 4096
        brick.writtenBytes = 8_000_000
        brick.reads = [4096: 1]
        brick.writes = [1: 2, 256: 1, 512: 3, 1024: 400, 131_072: 7, 2_097_152: 1, 4_194_304: 1]
        return brick
    }()
}

extension SelfHealRound {
    private static let daemon = ProcessIdentity(pid: 266, start: 1_203_062)

    static let recorded = SelfHealRound(
        daemons: [daemon],
        bricks: [
            // Its heal count was not to be had.
            SelfHealBrick(volume: "media", brick: "node1:/bricks/media-1", daemon: daemon, crawls: []),
            SelfHealBrick(
                volume: "photos",
                brick: "node1:/bricks/photos-1",
                daemon: daemon,
                pending: 12,
                crawls: [
                    Crawl(kind: .index, start: 1_699_999_000, end: 1_699_999_001, healed: 3),
                    Crawl(kind: .full, start: 1_699_999_900, end: nil, isRunning: true),
                    Crawl(kind: .index, start: 1_699_999_600, end: 1_699_999_602, failed: 12),
                ]
            ),
        ]
    )
}
