import Foundation
import Testing

extension LiveTests {
    /// What the packaged unit allows: user, capabilities, mounts and system calls, all as its file says.
    @Suite("The unit")
    struct UnitPrivilegeTests {
        @Test("lets the exporter have every series that root has")
        func series() async throws {
            try Lab.lab("gluster", "volume", "profile", "photos", "start")
            defer { _ = try? Lab.lab("gluster", "volume", "profile", "photos", "stop") }
            let caddies = [try await Self.caddy("namespace"), try await Self.caddy("socket")]
            let flags =
                ["--gluster.bricks=auto", "--site.root=named=\(try Lab.mount("photos"))"]
                + caddies.map { "--caddy.admin-address=\($0.admin)" }
            let root = try await Exporter(flags)
            let unit = try await Self.exporter(flags)
            try await root.ready()
            try await unit.ready()
            // A line in each log that both read: lines before their start are nobody's.
            for caddy in caddies {
                let socket = caddy.admin.hasPrefix("unix/") ? ["--unix-socket", "\(caddy.admin.dropFirst(5))"] : []
                let url = socket.isEmpty ? "http://\(caddy.admin)/config/" : "http://localhost/config/"
                try Lab.output("curl", ["--silent", "--show-error", "--output", "/dev/null", url] + socket)
            }
            var families: Set<String> = []
            try await eventually(within: 60, "the same series for both") { () async throws -> Bool? in
                let (all, same) = (try await root.scrape(), try await unit.scrape())
                let missing = Self.told.filter { all.family($0).isEmpty }
                guard missing.isEmpty else { throw Lab.Failure(description: "root has no \(missing)") }
                let difference = Self.names(all).symmetricDifference(Self.names(same))
                guard difference.isEmpty else { throw Lab.Failure(description: "\(difference.sorted())") }
                families = same.families
                return true
            }
            // So that the comparison is of everything: each collector has something to say here.
            #expect(families.count > 100)
            #expect(!unit.messages.contains("msg=\"collector fails\""), "\(unit.messages)")
            #expect(unit.stop() == 0)
        }

        @Test("lets it see mounts that come and go after its start")
        func mounts() async throws {
            let directory = "\(try Lab.directory())/mounts/late"
            let lab = URL(filePath: try Lab.directory()).deletingLastPathComponent().path
            // As systemd has it on a real machine: there mounts are shared, and a unit's namespace follows.
            try Lab.output("mount", ["--make-shared", lab])
            defer { _ = try? Lab.output("mount", ["--make-private", lab]) }
            let exporter = try await Self.exporter(["--collector.disable-defaults", "--collector.mount"])
            try await exporter.ready()
            let late = { (scrape: Scrape) in scrape.has("gluster_mount_up", "mountpoint=\"\(directory)\"") }
            #expect(try await !late(exporter.scrape()))
            defer { _ = try? Lab.output("umount", ["-l", directory]) }
            try Lab.lab("mount", "photos", directory)
            try await exporter.until("the mount is seen") { late($0) }
            try Lab.lab("umount", directory)
            try await eventually("nothing keeps it") { () throws -> Bool? in
                try String(contentsOfFile: "/proc/\(exporter.pid)/mountinfo", encoding: .utf8).contains(directory)
                    ? nil : true
            }
        }

        @Test("leaves its process of libgfapi no privilege, and the sight of nobody else's processes")
        func worker() async throws {
            let exporter = try await Self.exporter([])
            try await exporter.ready()
            let worker = try #require(exporter.worker)
            let status = try String(contentsOfFile: "/proc/\(worker)/status", encoding: .utf8)
            #expect(status.contains("CapEff:\t0000000000000000"))
            #expect(status.contains("Seccomp:\t2"))
            #expect(status.contains("Uid:\t65534\t65534\t65534\t65534"))
            // What a process like it finds where it is.
            let place = ["--target", "\(worker)", "--mount"]
            let like = Lab.asNobody + ["--inh-caps=-all", "--bounding-set=-all"]
            let seen = Set(try Lab.output("nsenter", place + like + ["ls", "/proc"]).split(separator: "\n"))
            #expect(seen.contains("\(worker)"))
            #expect(!seen.contains("\(ProcessInfo.processInfo.processIdentifier)"))
            #expect(!seen.contains("1"))
        }

        /// Families of which root must have series, before a comparison says anything.
        private static let told = [
            "gluster_up", "gluster_brick_up", "gluster_brick_fop_seconds_total", "gluster_self_heal_pending_entries",
            "gluster_heal_pending_entries", "gluster_mount_up", "gluster_mount_fop_operations_total",
            "gluster_mount_log_messages_total", "caddy_site_root_stale", "caddy_config_sites",
            "caddy_log_source_readable",
        ]

        /// The exporter as the unit would run it, but for its user: nobody, for the unit's is not on this machine.
        private static func exporter(_ flags: [String]) async throws -> Exporter {
            let own = "\(try Lab.directory())/unit-\(UUID().uuidString)"
            let writable = ["\(own)-runtime", "\(own)-state"]
            return try await Exporter(
                flags + ["--gluster.state-directory=\(writable[0])", "--state.directory=\(writable[1])"],
                program: try Lab.exporterForAll(),
                prefix: [
                    "python3", "\(Lab.checkout)/Tests/as_unit.py",
                    "\(Lab.checkout)/packaging/gluster_caddy_exporter.service", "--user", "65534",
                ] + writable.flatMap { ["--writable", $0] } + ["--"]
            )
        }

        /// A Caddy of root, with a log that only root may read, and
        /// - namespace: mounts of its own, one of which has its site's root, below `/tmp`;
        /// - socket: its admin API on a Unix socket.
        private static func caddy(_ kind: String) async throws -> CaddyServer {
            let port = CaddyServer.newPort()
            let own = "\(try Lab.directory())/of-root-\(port)"
            try Lab.output("install", ["-d", "-m", "700", own])
            let root = kind == "namespace" ? "/tmp/site-\(port)" : "\(try Lab.mount("media"))/site-\(port)"
            let source = "\(try Lab.mount("media"))/site-\(port)"
            try FileManager.default.createDirectory(atPath: source, withIntermediateDirectories: true)
            let bind = "mount -t tmpfs tmpfs /tmp; mkdir $0; mount --bind \(source) $0; exec \"$@\""
            let caddy = try await CaddyServer(
                """
                http://:\(port) {
                    bind 127.0.0.1
                    root * \(root)
                    file_server browse
                    log {
                        output file \(own)/access.log
                    }
                }
                """,
                admin: kind == "socket" ? "unix/\(own)/admin.sock" : nil,
                options: "servers {\nmetrics\n}",
                prefix: kind == "namespace" ? ["unshare", "--mount", "sh", "-c", bind, root] : []
            )
            #expect(try CaddyServer.get(port, "/") == 200)
            return caddy
        }

        /// Without the exporter's own, such as requests by code, and without the kinds of a mount's operations: reading
        /// them takes them from the other one.
        private static func names(_ scrape: Scrape) -> Set<String> {
            let names = scrape.names("gluster_").union(scrape.names("caddy_"))
                .filter { !$0.hasPrefix("gluster_caddy_exporter_") }
            return Set(names.map { $0.hasPrefix("gluster_mount_fop_") ? $0.replacing(/,fop="\w+"/, with: "") : $0 })
        }
    }
}
