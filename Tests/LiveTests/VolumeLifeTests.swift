import Foundation
import Testing

extension LiveTests {
    @Suite("Volumes that come and go")
    struct VolumeLifeTests {
        @Test("appear, vanish, and appear again under the same name")
        func life() async throws {
            let exporter = try await Exporter()
            try await exporter.ready()
            let size = "gluster_volume_size_bytes{volume=\"fresh\"}"
            let mount = "gluster_mount_up{mountpoint=\"\(try Lab.mount("fresh"))\"}"
            for _ in 1...2 {
                try Lab.lab("create", "fresh", "replica")
                try await exporter.until("the new volume, with all its bricks") { scrape in
                    scrape[size] != nil && scrape[mount] == 1
                        && scrape.family("gluster_brick_up").count { $0.key.contains("fresh") && $0.value == 1 } == 3
                }
                try Lab.lab("delete", "fresh")
                // A mount that was taken away is told as down for an hour; its collector has an interval of its own.
                try await exporter.until("the volume is gone, and its mount down") { scrape in
                    scrape[mount] == 0
                        && scrape.samples.keys.allSatisfy {
                            !$0.contains("\"fresh\"") || $0.hasPrefix("gluster_mount_info{")
                        }
                }
            }
            #expect(
                try await exporter.scrape().family("gluster_caddy_exporter_worker_restarts_total").values.max() == 0
            )
        }

        @Test("and were made anew between two looks are told as they are now, and not as lost for a minute")
        func madeAnew() async throws {
            try Lab.lab("create", "renewed", "distribute")
            defer { _ = try? Lab.lab("delete", "renewed") }
            let exporter = try await Exporter(interval: "10s")
            try await exporter.ready()
            _ = try await exporter.fresh("volume", within: 30)
            try Lab.lab("delete", "renewed")
            try Lab.lab("create", "renewed", "replica")
            // What was opened before leads to nothing any more.
            _ = try await exporter.fresh("volume", within: 30)
            let scrape = try await exporter.until("the new volume", within: 35) { scrape in
                scrape["gluster_volume_up{volume=\"renewed\"}"] == 1
                    && scrape.family("gluster_brick_up").count { $0.key.contains("renewed") && $0.value == 1 } == 3
            }
            #expect(scrape["gluster_subvolume_up{volume=\"renewed\",subvolume=\"renewed-replicate-0\"}"] == 1)
            #expect(scrape.family("gluster_caddy_exporter_worker_restarts_total").values.max() == 0)
        }

        @Test("and had no quorum when they were opened are told down, and up as soon as it is back")
        func openedWithoutQuorum() async throws {
            try Lab.lab("create", "torn", "replica")
            defer { _ = try? Lab.lab("delete", "torn") }
            try Lab.lab("kill", "torn", "2")
            try Lab.lab("kill", "torn", "3")
            let exporter = try await Exporter()
            try await exporter.ready()
            let isUp = "gluster_volume_up{volume=\"torn\"}"
            let torn = { (scrape: Scrape) in
                scrape.family("gluster_brick_up").filter { $0.key.contains("torn") }.sorted { $0.key < $1.key }
                    .map(\.value)
            }
            try await exporter.until("the volume, which is down, and its bricks") {
                $0[isUp] == 0 && torn($0) == [1, 0, 0]
            }
            for _ in 1...3 { #expect(torn(try await exporter.fresh("brick")) == [1, 0, 0]) }
            try Lab.lab("restart", "torn", "2")
            try await exporter.until("the volume and its bricks, which are up", within: 25) { scrape in
                scrape[isUp] == 1
                    && scrape.family("gluster_brick_up").count { $0.key.contains("torn") && $0.value == 1 } == 3
            }
            let restarts = try await exporter.scrape().family("gluster_caddy_exporter_worker_restarts_total")
            #expect(restarts.values.max() == 0)
        }

        @Test("tell the quorum rule that is in force, also when it changes")
        func quorum() async throws {
            let exporter = try await Exporter()
            try await exporter.ready()
            let spare = "gluster_subvolume_spare_bricks{volume=\"photos\",subvolume=\"photos-replicate-0\"}"
            try await exporter.until("the majority rule") { $0[spare] == 1 }
            defer {
                for option in ["cluster.quorum-type", "cluster.quorum-count"] {
                    _ = try? Lab.lab("gluster", "volume", "reset", "photos", option)
                }
            }
            try Lab.lab("gluster", "volume", "set", "photos", "cluster.quorum-type", "none")
            try await exporter.until("no rule") { $0[spare] == 2 }
            try Lab.lab("gluster", "volume", "set", "photos", "cluster.quorum-type", "fixed")
            try Lab.lab("gluster", "volume", "set", "photos", "cluster.quorum-count", "3")
            try await exporter.until("all three") {
                $0[spare] == 0 && $0["gluster_volume_up{volume=\"photos\"}"] == 1
            }
            try await exporter.until("the volume answers through its new graph") { scrape in
                scrape["gluster_volume_size_bytes{volume=\"photos\"}"] != nil
                    && scrape.family("gluster_brick_up").values.allSatisfy { $0 == 1 }
            }
        }

        @Test("grow by bricks while they are watched")
        func growth() async throws {
            let exporter = try await Exporter()
            try await exporter.ready()
            try Lab.lab("create", "growing", "distribute")
            let bricks = { (scrape: Scrape) in
                scrape.family("gluster_brick_up").filter { $0.key.contains("growing") && $0.value == 1 }.count
            }
            let count = 3
            try await exporter.until("the new volume") { bricks($0) == count }
            let brick = "127.1.1.2:\(try Lab.directory())/node2/bricks/growing-more"
            try Lab.lab("gluster", "volume", "add-brick", "growing", brick, "force")
            try await exporter.until("the new brick") { scrape in
                bricks(scrape) == count + 1
                    && scrape["gluster_brick_up{volume=\"growing\",brick=\"\(brick)\"}"] == 1
                    && scrape.family("gluster_subvolume_up").keys.count { $0.contains("growing") } == count + 1
            }
            try Lab.lab("delete", "growing")
        }

        @Test("are found by the mounts of the host where there is no glusterd")
        func mounts() async throws {
            let exporter = try await Exporter(
                ["--gluster.glusterd-socket=/nonexistent/glusterd.socket"],
                discovers: false
            )
            try await exporter.ready()
            try await exporter.until("all volumes, with all their bricks") { scrape in
                scrape.family("gluster_volume_up").count == Lab.volumes.count
                    && scrape.family("gluster_brick_up").count == Lab.brickCount
            }
            #expect(exporter.messages.contains("by=\"the mounts of this host\""))
        }
    }
}
