import Foundation
import Testing

extension LiveTests {
    /// Mounts that die, hang, vanish and come back, and the sites on them.
    @Suite("A mount")
    struct MountTests {
        @Test("tells what applications waited, which bricks it reaches, and what it caches")
        func client() async throws {
            let exporter = try await Exporter()
            let mount = try Lab.mount("photos")
            let label = #"mountpoint="\#(mount)""#
            let load = try Load("photos")
            defer { load.end() }
            let before = try await exporter.until("the mount is up") { $0["gluster_mount_up{\(label)}"] == 1 }
            #expect(before.has("gluster_mount_info{\(label)", #"volume="photos""#, #"server="127.1.1.1""#))
            #expect(before.family("gluster_mount_brick_connected").filter { $0.key.contains(label) }.count == 3)
            let operations = "gluster_mount_fop_operations_total{\(label),fop=\"write\"}"
            let seconds = "gluster_mount_fop_seconds_total{\(label),fop=\"write\"}"
            let after = try await exporter.until("writes are counted") {
                ($0[operations] ?? 0) > (before[operations] ?? 0) && ($0[seconds] ?? 0) > (before[seconds] ?? 0)
            }
            try await load.stop()
            let age =
                Date.now.timeIntervalSince1970
                - (after["gluster_mount_client_start_timestamp_seconds{\(label)}"] ?? 0)
            #expect(age > 0 && age < 86_400)
            #expect(after.has("gluster_mount_cache_", label, #"cache="stat""#))
            try await exporter.keep(as: "mount")
        }

        @Test("that loses a brick tells which one, and counts a graph that was switched")
        func bricks() async throws {
            let exporter = try await Exporter()
            let label = #"mountpoint="\#(try Lab.mount("scratch"))""#
            let brick = try Lab.brick("scratch", 2)
            let connected = "gluster_mount_brick_connected{\(label),brick=\"\(brick)\"}"
            let switches = "gluster_mount_graph_switches_total{\(label)}"
            let before = try await exporter.until("it is connected") { $0[connected] == 1 }
            try Lab.lab("kill", "scratch", "2")
            try await exporter.until("it is missed") { $0[connected] == 0 }
            try Lab.lab("restart", "scratch")
            try await exporter.until("it is back", within: 30) { $0[connected] == 1 }

            let start = try #require(before[switches])
            try Lab.lab("gluster", "volume", "set", "scratch", "performance.quick-read", "off")
            try await exporter.until("the graph is switched") { $0[switches] == start + 1 }
            try Lab.lab("gluster", "volume", "reset", "scratch", "performance.quick-read")
            try await exporter.until("and switched back") { $0[switches] == start + 2 }
        }

        @Test("whose client is killed is down, and its site with it; a remount is told and heals both")
        func killed() async throws {
            let mount = try Mounted("photos")
            let port = CaddyServer.newPort()
            let caddy = try await CaddyServer(mount.site(port))
            let exporter = try await Exporter(["--caddy.admin-address=\(caddy.admin)"])
            let up = "gluster_mount_up{mountpoint=\"\(mount.path)\"}"
            let began = "gluster_mount_client_start_timestamp_seconds{mountpoint=\"\(mount.path)\"}"
            let site = #"{caddy="\#(caddy.admin)",site="127.0.0.1:\#(port)",root="\#(mount.path)""#
            let before = try await exporter.until("all is well") {
                $0[up] == 1 && $0["caddy_site_root_stale\(site)}"] == 0 && $0[began] != nil
            }
            let start = try #require(before[began])
            try mount.killClient()
            try await exporter.until("it is down") { scrape in
                scrape[up] == 0 && scrape["caddy_site_finding\(site),finding=\"mount_down\"}"] == 1
                    && scrape.family("caddy_site_probe_failures_total").contains {
                        $0.key.contains("not_connected") && $0.value > 0
                    }
            }
            try await exporter.keep(as: "mount-down")
            try await Task.sleep(for: .seconds(1))  // Starts are told in hundredths, and seconds since the boot.
            try mount.remount()
            try await exporter.until("it is back", within: 40) {
                $0[up] == 1 && !$0.has("caddy_site_finding", site, "mount_down") && $0[began] ?? 0 > start
            }
        }

        @Test("that hangs is told in time, while scrapes and other mounts go on")
        func hung() async throws {
            let port = CaddyServer.newPort()
            let mount = try Mounted("archive")
            let caddy = try await CaddyServer(mount.site(port))
            let exporter = try await Exporter(["--caddy.admin-address=\(caddy.admin)"])
            let up = { (path: String) in "gluster_mount_up{mountpoint=\"\(path)\"}" }
            let photos = try Lab.mount("photos")
            try await exporter.until("both are up") { $0[up(mount.path)] == 1 && $0[up(photos)] == 1 }
            for number in 1...3 { try Lab.lab("pause", "archive", "\(number)") }
            defer { for number in 1...3 { _ = try? Lab.lab("resume", "archive", "\(number)") } }
            let clock = ContinuousClock()
            let failures = "caddy_site_probe_failures_total"
            try await exporter.until("timeouts are told", within: 30) { scrape in
                scrape.family(failures).contains {
                    $0.key.contains(mount.path) && $0.key.contains("timeout") && $0.value > 0
                }
            }
            for _ in 1...10 {
                let took = try await clock.measure { _ = try await exporter.scrape() }
                #expect(took < .seconds(1))
            }
            let other = try await exporter.fresh("mount", within: 30)
            #expect(other[up(photos)] == 1)
            for number in 1...3 { try Lab.lab("resume", "archive", "\(number)") }
            try await exporter.until("it is back", within: 60) {
                $0[up(mount.path)] == 1 && !$0.has("caddy_site_finding", mount.path, "mount_down")
            }
        }

        @Test("whose client hangs is told in time, though the kernel remembers its last stat")
        func stopped() async throws {
            let mount = try Mounted("photos")
            let exporter = try await Exporter(interval: "200ms")
            let up = "gluster_mount_up{mountpoint=\"\(mount.path)\"}"
            try await exporter.until("it is up") { $0[up] == 1 }
            let clients = try mount.clients()
            #expect(!clients.isEmpty)
            defer { for client in clients { kill(client, SIGCONT) } }
            for _ in 1...3 {
                // For a second from now on the kernel answers by itself: the next look hangs behind its stat.
                try Lab.output("stat", [mount.path])
                for client in clients { kill(client, SIGSTOP) }
                try await exporter.until("it is down") { $0[up] == 0 }
                for client in clients { kill(client, SIGCONT) }
                try await exporter.until("it is up again") { $0[up] == 1 }
            }
        }

        @Test("that comes after Caddy is told, in the same namespace")
        func late() async throws {
            let mount = try Mounted("photos", isMounted: false)
            let port = CaddyServer.newPort()
            let caddy = try await CaddyServer(mount.site(port))
            let exporter = try await Exporter(["--caddy.admin-address=\(caddy.admin)"])
            let site = #"{caddy="\#(caddy.admin)",site="127.0.0.1:\#(port)",root="\#(mount.path)""#
            let before = try await exporter.until("it is not there") { $0["caddy_site_root_on_gluster\(site)}"] == 0 }
            #expect(before["caddy_site_finding\(site),finding=\"not_on_gluster\"}"] == 1)
            try await Task.sleep(for: .seconds(1))
            try mount.mount()
            let after = try await exporter.until("it is late") { $0["caddy_site_root_mounted_late\(site)}"] == 1 }
            #expect(after["caddy_site_root_on_gluster\(site)}"] == 1)
            #expect(after["caddy_site_finding\(site),finding=\"mounted_late\"}"] == 1)
            #expect(!after.has("caddy_site_finding", site, "not_on_gluster"))
        }

        @Test("that never reaches Caddy's namespace is told")
        func hidden() async throws {
            let mount = try Mounted("photos", isMounted: false)
            let port = CaddyServer.newPort()
            let caddy = try await CaddyServer(
                mount.site(port),
                prefix: ["unshare", "--mount", "--propagation", "private"]
            )
            try mount.mount()
            let exporter = try await Exporter(["--caddy.admin-address=\(caddy.admin)"])
            let site = #"{caddy="\#(caddy.admin)",site="127.0.0.1:\#(port)",root="\#(mount.path)""#
            let scrape = try await exporter.until("it is missed") { $0["caddy_site_root_mounted_late\(site)}"] == 1 }
            #expect(scrape["caddy_site_root_on_gluster\(site)}"] == 0)
            #expect(scrape["caddy_site_finding\(site),finding=\"mounted_late\"}"] == 1)
            #expect(exporter.messages.contains("not in the mount namespace of Caddy"))
        }
    }
}

/// A FUSE mount of one test's own.
private final class Mounted {
    let path: String
    private let volume: String

    init(_ volume: String, isMounted: Bool = true) throws {
        self.volume = volume
        path = "\(try Lab.directory())/own/\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        if isMounted { try mount() }
    }

    deinit {
        _ = try? Lab.output("umount", ["-l", path])
    }

    func mount() throws {
        try Lab.lab("mount", volume, path)
    }

    func clients() throws -> [Int32] {
        let pids = try Lab.output("pgrep", ["-f", "glusterfs .*\(path)"]).split(separator: "\n")
        return pids.compactMap { Int32($0) }.filter { $0 > 1 }
    }

    func killClient() throws {
        for pid in try clients() { kill(pid, SIGKILL) }
    }

    func remount() throws {
        try Lab.output("umount", ["-l", path])
        try mount()
    }

    /// A site that serves from it.
    func site(_ port: Int) -> String {
        """
        http://:\(port) {
            bind 127.0.0.1
            root * \(path)
            file_server browse
        }
        """
    }
}
