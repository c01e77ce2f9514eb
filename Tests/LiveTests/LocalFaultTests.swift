import Foundation
import Testing

extension LiveTests {
    @Suite("This node's daemons that fail")
    struct LocalFaultTests {
        private static let volumes = ["photos", "media"]

        @Test("glusterd: what does not need it goes on", arguments: ["pause", "kill"])
        func glusterd(_ verb: String) async throws {
            try Lab.lab("gluster", "volume", "profile", "photos", "start")
            defer { _ = try? Lab.lab("gluster", "volume", "profile", "photos", "stop") }
            let exporter = try await Exporter(["--gluster.bricks=auto"])
            try await exporter.ready()
            let brick = try Lab.brick("photos", 1)
            let count = { (scrape: Scrape) in
                ProfileSeries(scrape, "photos", brick).of("fop_operations_total", "statfs")
            }
            // What is not open by then, glusterd would be needed to open.
            try await exporter.until("all is told") { scrape in
                scrape["gluster_up"] == 1 && count(scrape) ?? 0 > 0 && Self.isUp(scrape)
            }

            do {
                try Self.glusterd(verb)
                try await goesOn(exporter, without: verb == "pause" ? "timeout" : "refused", count)
            } catch {
                try Self.glusterd(verb == "pause" ? "resume" : "start")
                throw error
            }
            try Self.glusterd(verb == "pause" ? "resume" : "start")
            let back = try await exporter.until("glusterd is back", within: 30) { scrape in
                scrape["gluster_up"] == 1 && scrape.family("gluster_peer_connected").values.allSatisfy { $0 == 1 }
            }
            #expect(back.family("gluster_peer_connected").count == 2)
            for name in ["cluster", "profile", "self_heal_daemon"] {
                _ = try await exporter.fresh(name)
            }
        }

        /// All volumes, and all bricks of node 1.
        private static func isUp(_ scrape: Scrape) -> Bool {
            let (volumes, bricks) = (scrape.family("gluster_volume_up"), scrape.family("gluster_brick_up"))
            return volumes.count == Lab.volumes.count && volumes.values.allSatisfy { $0 == 1 }
                && bricks.count == Lab.brickCount / 3 && bricks.values.allSatisfy { $0 == 1 }
        }

        private func goesOn(_ exporter: Exporter, without error: String, _ count: (Scrape) -> Double?) async throws {
            let failures = "gluster_caddy_exporter_collector_failures_total{collector=\"cluster\",error=\"\(error)\"}"
            let without = try await exporter.until("no glusterd") { $0["gluster_up"] == 0 && $0[failures] ?? 0 > 0 }
            for name in ["volume", "brick", "heal", "profile", "self_heal_daemon"] {
                let scrape = try await exporter.fresh(name)
                #expect(scrape["gluster_caddy_exporter_collector_success{collector=\"\(name)\"}"] == 1, "\(name)")
            }
            let later = try await exporter.until("operations are counted, and all is up") { scrape in
                count(scrape) ?? 0 > (count(without) ?? .infinity) && Self.isUp(scrape)
            }
            #expect(later["gluster_up"] == 0)
            #expect(!later.family("gluster_self_heal_pending_entries").isEmpty)
            for name in ["profile", "self_heal_daemon"] {
                let failed = later.family("gluster_caddy_exporter_collector_failures_total")
                    .filter { $0.key.contains("collector=\"\(name)\"") }
                #expect(failed.values.allSatisfy { $0 == 0 }, "\(failed)")
            }
        }

        @Test("a brick that hangs: its profile fails, those of others come, and scrapes stay fast")
        func brick() async throws {
            for volume in Self.volumes { try Lab.lab("gluster", "volume", "profile", volume, "start") }
            defer { for volume in Self.volumes { _ = try? Lab.lab("gluster", "volume", "profile", volume, "stop") } }
            let exporter = try await Exporter(["--gluster.bricks=auto"], prefix: ScrapeClock.prefix)
            try await exporter.ready()
            let (hung, others) = (
                try Lab.brick("photos", 1), [try Lab.brick("media", 1), try Lab.brick("media", 4)]
            )
            let hangs = { (scrape: Scrape) in ProfileSeries(scrape, "photos", hung).of("fop_operations_total", "statfs")
            }
            let count = { (scrape: Scrape) in
                others.map { ProfileSeries(scrape, "media", $0).of("fop_operations_total", "statfs") ?? 0 }
            }
            try await exporter.until("all bricks") { scrape in
                hangs(scrape) ?? 0 > 0 && count(scrape).allSatisfy { $0 > 0 }
            }

            let clock = ScrapeClock(exporter.port)
            defer { _ = clock.stop() }
            try Lab.lab("pause", "photos", "1")
            do {
                let failures =
                    "gluster_caddy_exporter_collector_failures_total{collector=\"profile\",error=\"timeout\"}"
                let told = try await exporter.until("the brick is told") { scrape in
                    scrape[failures] ?? 0 > 0 && hangs(scrape) == nil
                }
                let later = try await exporter.until("the others go on") { scrape in
                    zip(count(scrape), count(told)).allSatisfy { $0 > $1 && $1 > 0 }
                }
                #expect(hangs(later) == nil)
            } catch {
                try Lab.lab("resume", "photos", "1")
                throw error
            }
            try Lab.lab("resume", "photos", "1")
            try await exporter.until("the brick is back", within: 30) { scrape in
                hangs(scrape) ?? 0 > 0
                    && scrape["gluster_caddy_exporter_collector_success{collector=\"profile\"}"] == 1
            }
            let scrapes = clock.stop()
            #expect(scrapes.slowest < 0.05, "one of \(scrapes.count) scrapes took \(scrapes.slowest) s")
            #expect(scrapes.count > 50)
            let told = exporter.messages.split(separator: "\n").filter { $0.contains("collector=profile") }
            #expect(told.count == 2, "\(told)")  // That it fails, and that it does not.
            #expect(told.first?.contains(".socket") == true)
        }

        /// `kill`, beside what the lab can do to node 1's.
        private static func glusterd(_ verb: String) throws {
            guard verb == "kill" else {
                try Lab.lab("glusterd", "1", verb)
                return
            }
            let file = "\(try Lab.directory())/node1/glusterd.pid"
            let text = try String(contentsOfFile: file, encoding: .utf8)
            guard let pid = Int32(text.filter(\.isNumber)) else { throw Lab.Failure(description: "\(file): \(text)") }
            kill(pid, SIGKILL)
        }
    }
}
