public import Collectors

/// The page at `/`: what a person wants to see before anything else.
public enum StatusPage {
    /// The families that it is made of: what the board has to keep.
    public static let families: Set<String> = [
        "gluster_volume_up", "gluster_volume_size_bytes", "gluster_volume_free_bytes", "gluster_volume_available_bytes",
        "gluster_volume_inodes", "gluster_volume_inodes_free", "gluster_subvolume_bricks",
        "gluster_subvolume_bricks_up",
        "gluster_subvolume_spare_bricks", "gluster_brick_up", "gluster_brick_info", "gluster_brick_size_bytes",
        "gluster_brick_free_bytes", "gluster_brick_available_bytes", "gluster_brick_inodes",
        "gluster_brick_inodes_free", "gluster_brick_heal_pending_entries", "gluster_heal_pending_entries",
        "gluster_heal_pending_since_timestamp_seconds", "gluster_heal_oldest_entry_timestamp_seconds",
        "gluster_heal_episodes_started_total", "gluster_heal_split_brain_entries", "gluster_heal_scan_truncated",
        "gluster_heal_blamed_entries", "gluster_up", "gluster_node_info", "gluster_peer_connected",
        "gluster_peer_info", "gluster_volume_info", "gluster_volume_started", "gluster_volume_server_quorum_met",
        "gluster_service_up", "gluster_mount_info", "gluster_mount_up", "gluster_mount_brick_connected",
        "gluster_mount_client_start_timestamp_seconds", "caddy_site_root_info", "caddy_site_root_stale", "caddy_up",
        "caddy_config_sites", "caddy_config_last_reload_successful",
        "caddy_config_last_reload_success_timestamp_seconds",
        "caddy_tls_certificate_not_after_timestamp_seconds", "caddy_tls_certificate_not_before_timestamp_seconds",
        "caddy_log_source_readable", "caddy_log_lag_bytes", "caddy_log_gaps_total",
        "caddy_log_last_entry_timestamp_seconds",
    ]

    /// Makes the page.
    ///
    /// - Parameters:
    ///   - snapshots: What the collectors have told.
    ///   - now: Seconds since 1970.
    ///   - version: Of the exporter.
    ///   - telemetryPath: Where the metrics are: `/metrics`.
    ///   - areSettingsLoaded: Whether the settings were good when they were last read.
    /// - Returns: The page, in UTF-8, and what a browser may do with it: nothing but what stands in it, and asking for
    ///   it again.
    public static func html(
        _ snapshots: [Board.Snapshot],
        now: Double,
        version: String,
        telemetryPath: String,
        areSettingsLoaded: Bool = true
    ) -> (html: [UInt8], contentSecurityPolicy: String) {
        let model = PageModel(snapshots, now: now, areSettingsLoaded: areSettingsLoaded)
        let page = Page(model: model, version: version, telemetryPath: telemetryPath)
        return (page.html.bytes, policy)
    }

    /// The hashes are those of the texts in ``Style`` and ``Script``; a test says when they are not.
    private static let policy = """
        default-src 'none'; style-src '\(styleHash)'; script-src '\(scriptHash)'; connect-src 'self'; img-src data:; \
        base-uri 'none'; form-action 'none'; frame-ancestors 'none'
        """

    static let styleHash = "sha256-MxuOQ/bClZU1ONDeEqtM6vxBwhCDxeUUqt7/7u3QOqk="
    static let scriptHash = "sha256-mU8OrS48tQM6KDy582nVLhODA3KIj0jgoRkgCxhgChY="
}
