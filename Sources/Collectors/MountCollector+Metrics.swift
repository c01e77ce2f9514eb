public import Exposition

extension MountCollector {
    public static let metrics: [Metric] = [
        .mountInfo, .mountUp, .mountClientStart, .mountGraphSwitches, .mountOperations, .mountSeconds,
        .mountBrickConnected, .mountBrickOperations, .mountBrickSeconds, .mountCacheHits, .mountCacheMisses,
        .mountLogMessages,
    ]
}

extension Metric {
    static let mountInfo = info(
        "gluster_mount_info",
        labels: "mountpoint",
        "volume",
        "subdirectory",
        "server",
        "client_version",
        help: """
            A Gluster mount of this host, one for each FUSE client; of one that only a Caddy's mount namespace has, \
            the mount point is as it is there, with caddy: before it where another mount has the same (mountinfo, \
            .meta/version).
            """
    )
    static let mountUp = gauge(
        "gluster_mount_up",
        labels: "mountpoint",
        help: """
            Whether stat of the mount point answered within the deadline; 0 also where its client is dead or has not \
            answered a read of .meta for a minute, and for an hour after the mount has gone from the mount table. \
            Absent where permissions keep it from being asked. Without its bricks a mount writes a line into its own \
            log for each such look.
            """
    )
    static let mountClientStart = gauge(
        "gluster_mount_client_start_timestamp_seconds",
        labels: "mountpoint",
        help: """
            When the FUSE client process started, in seconds since 1970: a new value means that it was mounted anew \
            (/proc/PID/stat). Absent when it is gone, or in another PID namespace.
            """
    )
    static let mountGraphSwitches = counter(
        "gluster_mount_graph_switches_total",
        labels: "mountpoint",
        help: """
            Graphs that the mount's client took into use after its first, as after volume set or add-brick; of clients \
            after a remount too (.meta/graphs).
            """
    )
    static let mountOperations = counter(
        "gluster_mount_fop_operations_total",
        labels: "mountpoint",
        "fop",
        help: """
            File operations of applications that the client answered, from its caches or its bricks; the kernel's own \
            caches come before them. One lookup a poll is ours, and so are the looks at the roots of sites; flush is \
            never told (.meta, md-cache profile; reading it sets it to zero: what others read is missing here).
            """
    )
    static let mountSeconds = counter(
        "gluster_mount_fop_seconds_total",
        labels: "mountpoint",
        "fop",
        help: "Seconds that applications waited for these operations (.meta, md-cache profile)."
    )
    static let mountBrickConnected = gauge(
        "gluster_mount_brick_connected",
        labels: "mountpoint",
        "brick",
        help: """
            Whether the mount's client is connected to the brick (.meta, protocol/client). Absent while the mount \
            does not answer: then .meta does not either.
            """
    )
    static let mountBrickOperations = counter(
        "gluster_mount_brick_operations_total",
        labels: "mountpoint",
        "brick",
        help: "Operations that the brick answered to this client, its own bookkeeping included (.meta, client profile)."
    )
    static let mountBrickSeconds = counter(
        "gluster_mount_brick_seconds_total",
        labels: "mountpoint",
        "brick",
        help: "Seconds that these operations took, network and brick, as the client saw it (.meta, client profile)."
    )
    static let mountCacheHits = counter(
        "gluster_mount_cache_hits_total",
        labels: "mountpoint",
        "cache",
        help: """
            What the client's caches answered: stat, xattr (md-cache), quick_read, negative_lookup (nl-cache), where \
            the mount has them; from 0 again with each graph (.meta, private).
            """
    )
    static let mountCacheMisses = counter(
        "gluster_mount_cache_misses_total",
        labels: "mountpoint",
        "cache",
        help: "What the client's caches could not answer (.meta, private)."
    )
    static let mountLogMessages = counter(
        "gluster_mount_log_messages_total",
        labels: "mountpoint",
        "level",
        "event",
        help: """
            Messages in the client's log, repetitions that it folds included; event: stale_handle, split_brain, \
            quorum_lost, all_bricks_down, brick_disconnected, ping_timeout, other. A second witness only: whoever \
            may ask for a path can forge a line, and a look at a stale or lost directory, ours too, writes some.
            """
    )
}
