public import Exposition

extension ClusterCollector {
    public static let metrics: [Metric] = [
        .glusterUp, .nodeInfo, .peerConnected, .peerInfo, .volumeInfo, .volumeStarted, .volumeBricks,
        .volumeSnapshots, .volumeProfiling, .volumeGeoReplication, .volumeQuorumMet, .volumeReplicas, .volumeArbiters,
        .volumeDisperse, .volumeRedundancy, .volumeOptionInfo, .brickStarted, .brickPort, .serviceUp,
        .rebalanceRunning, .rebalanceFiles, .rebalanceBytes, .rebalanceFailures, .rebalanceSkipped, .rebalanceLookups,
    ]
}

extension Metric {
    static let glusterUp = gauge(
        "gluster_up",
        help: "Whether the local glusterd answered in the last poll (GET_STATE). Absent where there never was one."
    )
    static let nodeInfo = info(
        "gluster_node_info",
        labels: "uuid",
        "op_version",
        help: "This node, and the operating version that the whole pool has agreed on (GET_STATE, MYUUID, op-version)."
    )
    static let peerConnected = gauge(
        "gluster_peer_connected",
        labels: "peer",
        help: "Whether this node's glusterd is connected to the peer's (GET_STATE, Peers)."
    )
    static let peerInfo = info(
        "gluster_peer_info",
        labels: "peer",
        "uuid",
        "state",
        help: """
            Another node of the pool, and what this one thinks of its membership, in Gluster's words (GET_STATE, \
            Peers).
            """
    )
    static let volumeInfo = info(
        "gluster_volume_info",
        labels: "volume",
        "volume_id",
        "layout",
        "transport",
        help: "A volume of the pool, started or not (GET_STATE: id, type in lower case, transport_type)."
    )
    static let volumeStarted = gauge(
        "gluster_volume_started",
        labels: "volume",
        help: "Whether the volume is started: an operator's decision, not its health (GET_STATE, status)."
    )
    static let volumeBricks = gauge(
        "gluster_volume_bricks",
        labels: "volume",
        help: "Bricks that the volume has, on all nodes (GET_STATE, brickcount)."
    )
    static let volumeSnapshots = gauge(
        "gluster_volume_snapshots",
        labels: "volume",
        help: "Snapshots of the volume (GET_STATE, snap_count)."
    )
    static let volumeProfiling = gauge(
        "gluster_volume_profiling_enabled",
        labels: "volume",
        help: "Whether `volume profile … start` is in force (GET_STATE, profile_enabled)."
    )
    static let volumeGeoReplication = gauge(
        "gluster_volume_georeplication_sessions",
        labels: "volume",
        help: "Geo-replication sessions from the volume (GET_STATE, gsync_count)."
    )
    static let volumeQuorumMet = gauge(
        "gluster_volume_server_quorum_met",
        labels: "volume",
        help: """
            Whether enough servers are connected: below it glusterd stops the volume's local bricks. Absent \
            where no server quorum is asked for (GET_STATE, quorum_status).
            """
    )
    static let volumeReplicas = gauge(
        "gluster_volume_replicas",
        labels: "volume",
        help: "Bricks in each replica set, arbiters included; 1 where nothing is replicated (GET_STATE, replica_count)."
    )
    static let volumeArbiters = gauge(
        "gluster_volume_arbiters",
        labels: "volume",
        help: "Arbiters in each replica set (GET_STATE, arbiter_count)."
    )
    static let volumeDisperse = gauge(
        "gluster_volume_disperse_bricks",
        labels: "volume",
        help: "Bricks in each disperse set; 0 where nothing is dispersed (GET_STATE, disperse_count)."
    )
    static let volumeRedundancy = gauge(
        "gluster_volume_redundancy_bricks",
        labels: "volume",
        help: "Bricks that each disperse set can lose (GET_STATE, redundancy_count)."
    )
    static let volumeOptionInfo = info(
        "gluster_volume_option_info",
        labels: "volume",
        "option",
        "value",
        help: """
            An option that was set on the volume; those at their defaults are absent, and which are shown is a \
            setting (GET_STATE, options).
            """
    )
}
