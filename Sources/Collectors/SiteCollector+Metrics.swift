public import Exposition

extension SiteCollector {
    public static let metrics: [Metric] = [
        .siteRootInfo, .siteOnGluster, .siteMountedLate, .siteProbeDuration, .siteProbeFailures, .siteStale,
        .siteReplaced, .siteFinding,
    ]
}

extension Metric {
    static let siteRootInfo = info(
        "caddy_site_root_info",
        labels: "caddy",
        "site",
        "root",
        "mountpoint",
        "volume",
        help: """
            Where files are served from (Caddy's configuration, or a setting); mountpoint and volume are empty when \
            the root is not on Gluster (mountinfo of whoever serves it). The mount point is that of gluster_mount_*: of a bind \
            mount, that of the mount behind it.
            """
    )
    static let siteOnGluster = gauge(
        "caddy_site_root_on_gluster",
        labels: "caddy",
        "site",
        "root",
        help: "Whether the root is on a Gluster mount for whoever serves it (mountinfo of its mount namespace)."
    )
    static let siteMountedLate = gauge(
        "caddy_site_root_mounted_late",
        labels: "caddy",
        "site",
        "root",
        help: """
            Whether Gluster was mounted at the root after Caddy started, or is mounted here but not in Caddy's mount \
            namespace (start times in /proc, mountinfo). Absent where the start of one of them is not known.
            """
    )
    static let siteProbeDuration = histogram(
        "caddy_site_probe_duration_seconds",
        labels: "caddy",
        "site",
        "root",
        "operation",
        bounds: Latencies.bounds,
        help: """
            Time that an operation on the root took, of those that went well: stat, open, readdir of the directory, \
            read of a file in it, held = fstat on a handle kept open between polls.
            """
    )
    static let siteProbeFailures = counter(
        "caddy_site_probe_failures_total",
        labels: "caddy",
        "site",
        "root",
        "operation",
        "error",
        help: """
            Operations on the root that failed, by class of error; a root that goes on failing is looked at less \
            often, for each look at a stale mount is logged by it.
            """
    )
    static let siteStale = gauge(
        "caddy_site_root_stale",
        labels: "caddy",
        "site",
        "root",
        help: "Whether the last look at the root got a stale file handle (ESTALE)."
    )
    static let siteReplaced = counter(
        "caddy_site_root_replaced_total",
        labels: "caddy",
        "site",
        "root",
        help: """
            How often the directory behind the root was found to be another one than before, or to be gone from under \
            the mount that is bound to it (file system, inode and GFID of the root).
            """
    )
    static let siteFinding = gauge(
        "caddy_site_finding",
        labels: "caddy",
        "site",
        "root",
        "finding",
        help: """
            1 while this is wrong with the root or with what it stands on: root_stale, root_replaced, mounted_late, \
            not_on_gluster, mount_down, quorum_lost, split_brain, brick_down, heal_running, permission, \
            unresolved_root. Absent otherwise.
            """
    )
}
