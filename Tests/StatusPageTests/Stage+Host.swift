@testable import Collectors

extension Stage {
    mutating func addPool() {
        set("gluster_up", [], 1)
        set("gluster_node_info", ["uuid-node1", "100000"], 1)
        for peer in ["node2", "node3"] {
            set("gluster_peer_connected", [peer], 1)
            set("gluster_peer_info", [peer, "uuid-\(peer)", "Peer in Cluster"], 1)
        }
    }

    mutating func addMount(_ mountpoint: String, of volume: String) {
        set("gluster_mount_info", [mountpoint, volume, "", "node1", "10.3"], 1)
        set("gluster_mount_up", [mountpoint], 1)
        set("gluster_mount_client_start_timestamp_seconds", [mountpoint], Self.now - 90_000)
        for number in 1...3 {
            set("gluster_mount_brick_connected", [mountpoint, "node\(number):/bricks/\(volume)"], 1)
        }
    }

    mutating func addSite(_ site: String, _ root: String, on volume: String = "photos") {
        let labels = ["localhost:2019", site, root]
        set("caddy_site_root_info", labels + [volume.isEmpty ? "" : "/mnt/\(volume)", volume], 1)
        set("caddy_site_root_stale", labels, 0)
    }

    mutating func find(_ finding: SiteFinding, _ site: String, _ root: String, _ words: String) {
        tell(
            "site",
            .finding(caddy: "localhost:2019", site: site, root: root, finding: finding, words: words)
        )
    }

    mutating func addCaddy(_ name: String = "localhost:2019") {
        set("caddy_up", [name], 1)
        set("caddy_config_sites", [name], 2)
        pass("caddy_config_last_reload_successful", name, 1)
        pass("caddy_config_last_reload_success_timestamp_seconds", name, Self.now - 7_300)
        set("caddy_tls_certificate_not_before_timestamp_seconds", [name, "a.example.com", "R3"], Self.now - 1e6)
        set("caddy_tls_certificate_not_after_timestamp_seconds", [name, "a.example.com", "R3"], Self.now + 6e6)
    }

    mutating func addLog(_ source: String, of caddy: String = "localhost:2019") {
        set("caddy_log_source_readable", [caddy, source], 1)
        set("caddy_log_gaps_total", [caddy, source], 0)
        set("caddy_log_lag_bytes", [caddy, source], 0)
        set("caddy_log_last_entry_timestamp_seconds", [caddy, source], Self.now - 4)
    }

    /// Everything is watched, and all of it is well.
    static var well: Stage {
        var stage = Stage()
        stage.addPool()
        stage.addVolume("photos")
        stage.addVolume("media", sets: 2)
        stage.addMount("/mnt/photos", of: "photos")
        stage.addSite("files.example.com", "/mnt/photos/www")
        stage.addCaddy()
        stage.addLog("/var/log/caddy/access.log")
        return stage
    }

    /// As on a bad day.
    static var troubled: Stage {
        var stage = well
        stage.addVolume("office", sets: 2, fill: 0.93)
        stage.takeDown(1, of: "photos", spare: 0)
        let set = ["photos", "photos-replicate-0"]
        stage.set("gluster_heal_pending_entries", set, 1234)
        stage.set("gluster_heal_pending_since_timestamp_seconds", set, Self.now - 4000)
        stage.set("gluster_heal_oldest_entry_timestamp_seconds", set, Self.now - 3900)
        stage.set("gluster_heal_split_brain_entries", set + ["data"], 2)
        for path in ["/uploads/2026/11/IMG_2041.jpg", "<gfid:6d1f0c1e-8b3a-4a52-9f0a-0b7ad7c3b0aa>"] {
            stage.tell("heal", .splitBrain(volume: "photos", subvolume: set[1], path: path, kinds: ["data"]))
        }
        stage.set("gluster_peer_connected", ["node3"], 0)
        stage.addMount("/mnt/media", of: "media")
        stage.set("gluster_mount_up", ["/mnt/media"], 0)
        stage.tell("mount", .failure(of: .mount(mountpoint: "/mnt/media"), words: "stat: Connection timed out"))
        stage.addSite("shop.example.com", "/srv/shop", on: "media")
        stage.find(.rootReplaced, "shop.example.com", "/srv/shop", "the directory behind the root was replaced")
        stage.find(.brickDown, "shop.example.com", "/srv/shop", "not connected: node1:/bricks/photos-0-1")
        stage.addSite("intern.example.com", "/var/www", on: "")
        stage.find(.notOnGluster, "intern.example.com", "/var/www", "the root is on ext4, mounted at /")
        stage.set("caddy_log_source_readable", ["localhost:2019", "/var/log/caddy/other.log"], 0)
        stage.set("caddy_log_gaps_total", ["localhost:2019", "/var/log/caddy/other.log"], 1)
        let log = Fact.Subject.log(caddy: "localhost:2019", source: "/var/log/caddy/other.log")
        stage.tell("caddy_log", .failure(of: log, words: "open: Permission denied"))
        stage.fail("profile", "no answer within 10.0 seconds", age: 47)
        return stage
    }
}
