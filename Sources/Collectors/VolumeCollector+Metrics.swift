public import Exposition

extension VolumeCollector {
    public static let metrics: [Metric] = [
        .up, .size, .free, .available, .inodes, .inodesFree, .probeDuration, .probeFailures,
        .subvolumeUp, .subvolumeBricks, .subvolumeBricksUp, .subvolumeSpare, .subvolumeHosts,
    ]
}

extension Metric {
    static let up = gauge(
        "gluster_volume_up",
        labels: "volume",
        help: "Whether statfs of the volume answered in the last poll (glfs_statvfs)."
    )
    static let size = gauge(
        "gluster_volume_size_bytes",
        labels: "volume",
        help: "Size of the volume in bytes, as a client sees it (glfs_statvfs)."
    )
    static let free = gauge(
        "gluster_volume_free_bytes",
        labels: "volume",
        help: "Bytes of the volume that are not in use (glfs_statvfs)."
    )
    static let available = gauge(
        "gluster_volume_available_bytes",
        labels: "volume",
        help: "Bytes of the volume that unprivileged users can still fill (glfs_statvfs)."
    )
    static let inodes = gauge(
        "gluster_volume_inodes",
        labels: "volume",
        help: "Inodes of the volume (glfs_statvfs)."
    )
    static let inodesFree = gauge(
        "gluster_volume_inodes_free",
        labels: "volume",
        help: "Inodes of the volume that are not in use (glfs_statvfs)."
    )
    static let probeDuration = histogram(
        "gluster_volume_probe_duration_seconds",
        labels: "volume",
        "operation",
        bounds: Latencies.bounds,
        help: "Seconds that an operation on the volume took, one of each a poll; failed ones are not in it (gfapi)."
    )
    static let probeFailures = counter(
        "gluster_volume_probe_failures_total",
        labels: "volume",
        "operation",
        "error",
        help: "Operations on the volume that failed or did not answer in time, by class of error (gfapi)."
    )
    static let subvolumeUp = gauge(
        "gluster_subvolume_up",
        labels: "volume",
        "subvolume",
        help:
            "Whether enough bricks of the set are connected for writes to succeed (quorum; .meta of the client graph)."
    )
    static let subvolumeBricks = gauge(
        "gluster_subvolume_bricks",
        labels: "volume",
        "subvolume",
        help: "Bricks that the set has, arbiters included (volfile)."
    )
    static let subvolumeBricksUp = gauge(
        "gluster_subvolume_bricks_up",
        labels: "volume",
        "subvolume",
        help: "Bricks of the set that the client graph is connected to (.meta, protocol/client connected)."
    )
    static let subvolumeSpare = gauge(
        "gluster_subvolume_spare_bricks",
        labels: "volume",
        "subvolume",
        help: """
            How many more bricks of the set may fail, in the worst order, before writes fail: 0 = the next failure may \
            be an outage, negative = it is one, and so many bricks must come back (quorum options of the volfile).
            """
    )
    static let subvolumeHosts = gauge(
        "gluster_subvolume_hosts",
        labels: "volume",
        "subvolume",
        help: "Distinct hosts of the set's bricks: fewer than bricks means that replicas share a host (volfile)."
    )
}
