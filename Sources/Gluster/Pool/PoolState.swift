/// The trusted pool as the glusterd of this node sees it, from GET_STATE: a snapshot without any lock.
public struct PoolState: Sendable, Hashable {
    /// The UUID of this node.
    public var node: String
    /// The operating version that the whole pool has agreed on: `100000` for release 10.
    public var operatingVersion: Int
    /// The other nodes.
    public var peers: [PoolPeer]
    public var volumes: [PoolVolume]
    /// Services of the node that serve all volumes, by Gluster's names (`quotad`, `bitd`, `scrub`): whether they run.
    public var services: [String: Bool]

    public init(
        node: String,
        operatingVersion: Int,
        peers: [PoolPeer] = [],
        volumes: [PoolVolume] = [],
        services: [String: Bool] = [:]
    ) {
        self.node = node
        self.operatingVersion = operatingVersion
        self.peers = peers
        self.volumes = volumes
        self.services = services
    }

    /// The identity of each volume, by name.
    public var identities: [String: VolumeIdentity] {
        Dictionary(volumes.map { ($0.name, VolumeIdentity(id: $0.id, isStarted: $0.isStarted)) }) { $1 }
    }

    /// The bricks of this node, each as `host:/path`, by the name of their volume: every volume is there.
    public var localBricks: [String: Set<String>] {
        var bricks: [String: Set<String>] = [:]
        for volume in volumes {
            bricks[volume.name, default: []].formUnion(volume.bricks.filter { $0.local != nil }.map(\.name))
        }
        return bricks
    }
}

/// Another node of the pool.
public struct PoolPeer: Sendable, Hashable {
    public var host: String
    public var uuid: String
    /// Gluster's words: `Peer in Cluster`, `Peer Rejected`, …
    public var state: String
    public var isConnected: Bool

    public init(host: String, uuid: String, state: String, isConnected: Bool) {
        self.host = host
        self.uuid = uuid
        self.state = state
        self.isConnected = isConnected
    }
}
