public import Exposition
import Gluster

/// The trusted pool as this node's glusterd knows it: peers, volumes, local bricks, services, rebalances.
public struct ClusterCollector: Collector {
    public static let name = "cluster"
    public static let summary = """
        The trusted pool, from the local glusterd (GET_STATE, which takes no lock). Nothing on a machine that is no server.
        """

    private let source: any PoolReading
    private let options: Set<String>

    public init(reading sources: SourceSet) {
        source = sources.pool
        options = sources.volumeOptions
    }

    public func collect() async throws -> [MetricFamily] {
        var families = Families()
        do {
            guard let state = try await source.state() else { return [] }
            families.add(.glusterUp, true)
            families.add(state, options)
            return families.all
        } catch {
            // What glusterd said before is no longer true. It did answer, if only what it wrote could not be had.
            families.add(.glusterUp, error is StateDirectoryError)
            throw PartialFailure(families.all, because: error)
        }
    }
}

extension Families {
    fileprivate mutating func add(_ state: PoolState, _ options: Set<String>) {
        add(.nodeInfo, info: [state.node, String(state.operatingVersion)])
        for peer in state.peers {
            add(.peerConnected, peer.isConnected, [peer.host])
            add(.peerInfo, info: [peer.host, peer.uuid, peer.state])
        }
        for volume in state.volumes {
            add(volume)
            for (option, value) in volume.options.sorted(by: { $0.key < $1.key }) where options.contains(option) {
                add(.volumeOptionInfo, info: [volume.name, option, value])
            }
            for brick in volume.bricks { add(brick, of: volume) }
            let services = state.services(of: volume)
            for service in PoolService.allCases {
                add(.serviceUp, services[service], [volume.name, service.rawValue])
            }
            if let rebalance = volume.rebalance { add(rebalance, [volume.name]) }
        }
    }

    private mutating func add(_ volume: PoolVolume) {
        let labels = [volume.name]
        add(.volumeInfo, info: [volume.name, volume.id, volume.layout, volume.transport])
        add(.volumeStarted, volume.isStarted, labels)
        add(.volumeProfiling, volume.isProfiled, labels)
        add(.volumeQuorumMet, volume.meetsServerQuorum, labels)
        add(.volumeBricks, volume.counts.bricks, labels)
        add(.volumeSnapshots, volume.counts.snapshots, labels)
        add(.volumeGeoReplication, volume.counts.geoReplicationSessions, labels)
        add(.volumeReplicas, volume.counts.replicas, labels)
        add(.volumeArbiters, volume.counts.arbiters, labels)
        add(.volumeDisperse, volume.counts.disperse, labels)
        add(.volumeRedundancy, volume.counts.redundancy, labels)
    }

    private mutating func add(_ brick: PoolBrick, of volume: PoolVolume) {
        guard let local = brick.local else { return }
        add(.brickStarted, local.isStarted, [volume.name, brick.name])
        if local.isStarted { add(.brickPort, local.port, [volume.name, brick.name]) }  // It keeps the last one.
    }

    private mutating func add(_ rebalance: Rebalance, _ labels: [String]) {
        add(.rebalanceRunning, rebalance.isRunning, labels)
        guard rebalance.hasBegun else { return }
        add(.rebalanceFiles, rebalance.files, labels)
        add(.rebalanceBytes, rebalance.bytes, labels)
        add(.rebalanceFailures, rebalance.failures, labels)
        add(.rebalanceSkipped, rebalance.skipped, labels)
        add(.rebalanceLookups, rebalance.lookups, labels)
    }

    /// What is not known is absent.
    private mutating func add(_ metric: Metric, _ flag: Bool?, _ labels: [String]) {
        if let flag { add(metric, flag, labels) }
    }

    private mutating func add(_ metric: Metric, _ count: (some BinaryInteger)?, _ labels: [String]) {
        if let count { add(metric, count, labels) }
    }
}
