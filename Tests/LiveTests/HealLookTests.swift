import Foundation
import Testing

extension LiveTests {
    @Suite("The look at waiting entries")
    struct HealLookTests {
        private let set = "volume=\"photos\",subvolume=\"photos-replicate-0\""

        @Test("blames the brick that was away, from the beginning of an episode to its end")
        func episode() async throws {
            let exporter = try await Exporter()
            try await exporter.ready()
            let blamed =
                "gluster_heal_blamed_entries{volume=\"photos\",brick=\"\(try Lab.brick("photos", 3))\",kind=\"data\"}"
            try await exporter.until("nobody is blamed") {
                $0[blamed] == 0 && $0["gluster_heal_scanned_entries{\(set)}"] == 0
            }
            let began = Date.now.timeIntervalSince1970
            try Lab.lab("backlog", "photos", "3", "23")
            let told = try await exporter.until("all entries were looked at") { scrape in
                scrape["gluster_heal_scanned_entries{\(set)}"] == 23
                    && scrape["gluster_heal_scan_truncated{\(set)}"] == 0
            }
            #expect(told[blamed] == 23)
            #expect(told.family("gluster_heal_blamed_entries").values.reduce(0, +) == 23)
            let oldest = try #require(told["gluster_heal_oldest_entry_timestamp_seconds{\(set)}"])
            #expect(oldest >= began && oldest <= Date.now.timeIntervalSince1970)
            let lines = exporter.messages.split(separator: "\n").filter { $0.contains("msg=\"entry waits for heal\"") }
            #expect(lines.count == 10)
            #expect(lines.allSatisfy { $0.contains("path=/backlog/file-") && $0.contains("photos-3") })

            try Lab.lab("restart", "photos")
            try Lab.lab("heal", "photos")
            let healed = try await exporter.until("it is healed", within: 60) { scrape in
                scrape["gluster_heal_pending_entries{\(set)}"] == 0 && scrape[blamed] == 0
            }
            #expect(healed["gluster_heal_scanned_entries{\(set)}"] == 0)
            #expect(healed["gluster_heal_oldest_entry_timestamp_seconds{\(set)}"] == nil)
            #expect(healed["gluster_heal_episodes_started_total{\(set)}"] == 1)
            #expect(healed["gluster_heal_episodes_finished_total{\(set)}"] == 1)
        }

        @Test("is bounded, says so, and sees all in time")
        func bounded() async throws {
            let exporter = try await Exporter(["--gluster.heal-entries=10"])
            try await exporter.ready()
            try Lab.lab("backlog", "photos", "3", "35")
            var seen: Set<Double> = []
            try await exporter.until("all were looked at", within: 30) { scrape in
                guard let scanned = scrape["gluster_heal_scanned_entries{\(set)}"], scanned > 0 else { return false }
                seen.insert(scanned)
                #expect(scrape["gluster_heal_scan_truncated{\(set)}"] == (scanned < 35 ? 1 : 0))
                return scanned == 35
            }
            #expect(seen.isSuperset(of: [10, 20, 30, 35]), "\(seen.sorted())")
            try Lab.lab("restart", "photos")
            try Lab.lab("heal", "photos")
        }

        @Test("can be switched off")
        func off() async throws {
            let exporter = try await Exporter(["--gluster.heal-entries=0"])
            try await exporter.ready()
            try Lab.lab("backlog", "photos", "3", "2")
            let scrape = try await exporter.until("the backlog is told") {
                $0["gluster_heal_pending_entries{\(set)}"] == 2
            }
            #expect(scrape.family("gluster_heal_scanned_entries")["gluster_heal_scanned_entries{\(set)}"] == nil)
            try Lab.lab("restart", "photos")
            try Lab.lab("heal", "photos")
        }

        @Test("takes no lock, opens nothing and changes nothing")
        func manners() async throws {
            try Lab.lab("gluster", "volume", "set", "photos", "cluster.self-heal-daemon", "off")
            try Lab.lab("backlog", "photos", "3", "40")
            try Lab.lab("restart", "photos")
            try Lab.lab("gluster", "volume", "profile", "photos", "start")
            defer {
                _ = try? Lab.lab("gluster", "volume", "profile", "photos", "stop")
                _ = try? Lab.lab("heal", "photos")
            }
            try await Task.sleep(for: .seconds(4))  // The mount finds its bricks again, and asks them.
            let before = try Lab.fops("photos")
            let exporter = try await Exporter()
            try await exporter.ready()
            try await exporter.until("all were looked at") { $0["gluster_heal_scanned_entries{\(set)}"] == 40 }
            let after = try Lab.fops("photos")
            let new = after.filter { $0.value > before[$0.key] ?? 0 }.keys
            let harmless: Set = [
                "LOOKUP", "STATFS", "GETXATTR", "OPENDIR", "READDIR", "READDIRP", "RELEASEDIR", "FORGET", "STAT",
            ]
            #expect(new.contains("GETXATTR"))
            #expect(harmless.isSuperset(of: new), "\(new.sorted())")
        }

        @Test("of one brick that hangs costs its own series")
        func hung() async throws {
            let exporter = try await Exporter()
            try await exporter.ready()
            try Lab.lab("backlog", "photos", "3", "30")
            try await exporter.until("the entries were looked at") { $0["gluster_heal_scanned_entries{\(set)}"] == 30 }
            try Lab.lab("pause", "photos", "1")
            try await exporter.until("the paused brick is down", within: 30) { scrape in
                scrape["gluster_brick_up{volume=\"photos\",brick=\"\(try Lab.brick("photos", 1))\"}"] == 0
            }
            let told = try await exporter.until("the others are told", within: 30) { scrape in
                scrape["gluster_heal_pending_entries{\(set)}"] == 30
                    && scrape["gluster_heal_scanned_entries{\(set)}"] == 30
            }
            #expect(told["gluster_caddy_exporter_collector_success{collector=\"heal\"}"] == 1)
            try Lab.lab("resume", "photos", "1")
            try Lab.lab("restart", "photos")
            try Lab.lab("heal", "photos")
            try await exporter.until("it is healed", within: 60) { $0["gluster_heal_pending_entries{\(set)}"] == 0 }
        }
    }
}

extension Lab {
    /// Calls of each operation on all bricks of a volume, as `profile info` counts them.
    fileprivate static func fops(_ volume: String) throws -> [String: Int] {
        var counts: [String: Int] = [:]
        for line in try lab("gluster", "volume", "profile", volume, "info", "peek").split(separator: "\n") {
            let words = line.split(separator: " ")
            // %-latency, average, ns, shortest, ns, longest, ns, calls, operation.
            guard words.count == 9, let calls = Int(words[7]) else { continue }
            counts[String(words[8]), default: 0] += calls
        }
        return counts
    }
}
