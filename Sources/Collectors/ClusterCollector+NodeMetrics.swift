import Exposition

/// Of this node alone: its bricks, services and part of rebalances.
extension Metric {
    static let brickStarted = gauge(
        "gluster_brick_started",
        labels: "volume",
        "brick",
        help: """
            Whether glusterd takes a brick of this node for started: its process has registered (GET_STATE, \
            Brick status).
            """
    )
    static let brickPort = gauge(
        "gluster_brick_port",
        labels: "volume",
        "brick",
        help: "TCP port of a brick of this node; absent while it is not started (GET_STATE, Brick port)."
    )
    static let serviceUp = gauge(
        "gluster_service_up",
        labels: "volume",
        "service",
        help: """
            Whether a service that this node should run for the volume does: self_heal, snapshot, quota, bitrot, \
            scrub. Absent where it should not (GET_STATE: shd_svc, snapd_svc, Services; options of the volume).
            """
    )
    static let rebalanceRunning = gauge(
        "gluster_rebalance_running",
        labels: "volume",
        help: "Whether a rebalance, or a fix of the layout, runs on this node (GET_STATE, rebalance.status started)."
    )
    static let rebalanceFiles = counter(
        "gluster_rebalance_files_total",
        labels: "volume",
        help: """
            Files that this node has moved in the last rebalance; absent before the first, and from 0 on with each one. \
            glusterd learns it at the end, or when somebody asks for the status (GET_STATE, rebalance.files).
            """
    )
    static let rebalanceBytes = counter(
        "gluster_rebalance_bytes_total",
        labels: "volume",
        help: """
            Bytes that this node has moved in the last rebalance; from 1 KiB on glusterd tells them only to a \
            tenth of KiB, MiB, … (GET_STATE, rebalance.data).
            """
    )
    static let rebalanceFailures = counter(
        "gluster_rebalance_failures_total",
        labels: "volume",
        help: "Files that this node failed to move in the last rebalance (GET_STATE, rebalance.failures)."
    )
    static let rebalanceSkipped = counter(
        "gluster_rebalance_skipped_total",
        labels: "volume",
        help: "Files that this node left where they were in the last rebalance (GET_STATE, rebalance.skipped)."
    )
    static let rebalanceLookups = counter(
        "gluster_rebalance_lookups_total",
        labels: "volume",
        help: "Files that this node has looked at in the last rebalance (GET_STATE, rebalance.lookedup)."
    )
}
