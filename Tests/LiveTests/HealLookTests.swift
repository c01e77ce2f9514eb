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
            // Complete before anybody looks: what is looked at while it is written is less, and all that there is.
            try Lab.lab("backlog", "photos", "3", "35")
            let exporter = try await Exporter(["--gluster.heal-entries=10"])
            var seen: Set<Double> = []
            try await exporter.until("all were looked at", within: 30) { scrape in
                guard let scanned = scrape["gluster_heal_scanned_entries{\(set)}"], scanned > 0 else { return false }
                seen.insert(scanned)
                #expect(scrape["gluster_heal_scan_truncated{\(set)}"] == (scanned < 35 ? 1 : 0))
                return scanned == 35
            }
            // Ten more in each round; some rounds are asked for by other collectors.
            #expect(seen.isSubset(of: [10, 20, 30, 35]) && seen.count > 1, "\(seen.sorted())")
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
            for family in ["scanned", "split_brain", "blamed"] {
                #expect(scrape.family("gluster_heal_\(family)_entries").isEmpty)
            }
            try Lab.lab("restart", "photos")
            try Lab.lab("heal", "photos")
        }

        @Test("takes no lock, opens nothing and heals nothing, though the volume lets its clients heal")
        func manners() async throws {
            try Lab.lab("create", "broken", "replica")
            defer { _ = try? Lab.lab("delete", "broken") }
            for kind in ["data", "gfid"] { try Lab.lab("split-brain", "broken", kind) }
            for option in ["self-heal-daemon", "data-self-heal", "metadata-self-heal", "entry-self-heal"] {
                try Lab.lab(
                    "gluster",
                    "volume",
                    "set",
                    "broken",
                    "cluster.\(option)",
                    option == "self-heal-daemon" ? "off" : "on"
                )
            }
            try Lab.lab("umount", try Lab.mount("broken"))  // Nobody else shall ask.
            try Lab.lab("gluster", "volume", "profile", "broken", "start")
            // Setting an option has each brick do things of its own, such as making its trash folder once more.
            let before = try await Lab.fopsAtRest("broken")
            let exporter = try await Exporter(["--gluster.volume=127.1.1.1/broken"], discovers: false)
            try await exporter.ready()
            let series = "gluster_heal_split_brain_entries{volume=\"broken\",subvolume=\"broken-replicate-0\",kind="
            try await exporter.until("split-brain is told") {
                $0["\(series)\"data\"}"] == 1 && $0["\(series)\"gfid\"}"] == 1
            }
            try await Task.sleep(for: .seconds(3))  // A heal would begin after the look.
            let after = try Lab.fops("broken")
            let new = after.filter { $0.value > before[$0.key] ?? 0 }.keys
            let harmless: Set = [
                "LOOKUP", "STATFS", "GETXATTR", "OPENDIR", "READDIR", "READDIRP", "RELEASEDIR", "FORGET", "STAT",
            ]
            #expect(new.contains("GETXATTR"))
            #expect(harmless.isSuperset(of: new), "\(new.sorted())")
        }

        @Test("tells split-brain that arises while a third brick is down, and keeps telling it when the others go")
        func away() async throws {
            try Lab.lab("create", "broken", "replica")
            defer { _ = try? Lab.lab("delete", "broken") }
            let exporter = try await Exporter()
            try await exporter.ready()
            try Lab.lab("split-brain", "broken", "gfid")
            let set = "volume=\"broken\",subvolume=\"broken-replicate-0\""
            func told(_ scrape: Scrape) -> [Double?] {
                ["entry", "gfid"].map { scrape["gluster_heal_split_brain_entries{\(set),kind=\"\($0)\"}"] }
            }
            try await exporter.until("split-brain is told", within: 30) { told($0) == [1, 1] }
            for brick in ["3", "2"] {
                try Lab.lab("kill", "broken", brick)
                try await exporter.until("brick \(brick) is down") { scrape in
                    scrape["gluster_brick_up{volume=\"broken\",brick=\"\(try Lab.brick("broken", Int(brick) ?? 0))\"}"]
                        == 0
                }
                try await Task.sleep(for: .seconds(3))  // Some looks later.
                let scrape = try await exporter.scrape()
                #expect(told(scrape) == [1, 1])
                #expect(scrape["gluster_heal_scan_truncated{\(set)}"] == 1)
            }
            try Lab.lab("restart", "broken")
            try await exporter.until("all is seen again", within: 30) {
                told($0) == [1, 1] && $0["gluster_heal_scan_truncated{\(set)}"] == 0
            }
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
