extension Settings.Gluster {
    /// What decides whether writes go on when bricks fail, how long a dead brick is waited for, what clients may cache,
    /// and whether heals run.
    static let usualOptions = [
        "cluster.data-self-heal", "cluster.disperse-self-heal-daemon", "cluster.entry-self-heal",
        "cluster.favorite-child-policy", "cluster.granular-entry-heal", "cluster.heal-timeout",
        "cluster.metadata-self-heal", "cluster.quorum-count", "cluster.quorum-reads", "cluster.quorum-type",
        "cluster.self-heal-daemon", "cluster.server-quorum-type", "cluster.shd-max-threads",
        "diagnostics.brick-log-level", "diagnostics.client-log-level", "diagnostics.count-fop-hits",
        "diagnostics.latency-measurement", "disperse.quorum-count", "disperse.shd-max-threads",
        "features.cache-invalidation", "features.cache-invalidation-timeout", "features.read-only",
        "network.ping-timeout", "performance.cache-invalidation", "performance.cache-max-file-size",
        "performance.cache-refresh-timeout", "performance.cache-size", "performance.client-io-threads",
        "performance.global-cache-invalidation", "performance.io-cache", "performance.md-cache-timeout",
        "performance.nl-cache", "performance.open-behind", "performance.parallel-readdir", "performance.quick-read",
        "performance.read-ahead", "performance.read-ahead-page-count", "performance.readdir-ahead",
        "performance.stat-prefetch", "performance.write-behind",
    ]
}
