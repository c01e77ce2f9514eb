import Foundation
import Testing

extension LiveTests {
    @Suite("Heal backlog")
    struct HealTests {
        @Test("equals the CLI's, and its episode is counted once", arguments: ["photos", "media", "office", "archive"])
        func backlog(_ volume: String) async throws {
            let exporter = try await Exporter()
            try await exporter.ready()
            let set = "volume=\"\(volume)\",subvolume=\"\(volume)-\(volume == "archive" ? "disperse" : "replicate")-0\""
            let before = try await exporter.until("\(volume) is healthy") { scrape in
                scrape["gluster_heal_pending_entries{\(set)}"] == 0
            }
            #expect(before["gluster_heal_episodes_started_total{\(set)}"] == 0)
            #expect(before["gluster_heal_pending_since_timestamp_seconds{\(set)}"] == nil)

            let began = Date.now.timeIntervalSince1970
            try Lab.lab("backlog", volume, "2", "23")
            let told = try await exporter.until("\(volume) has a backlog") { scrape in
                let counts = try Lab.pending(volume)
                guard !counts.isEmpty, counts.values.max() == 23 else { return false }
                let series = scrape.family("gluster_brick_heal_pending_entries")
                let isEqual = counts.allSatisfy { brick, count in
                    series["gluster_brick_heal_pending_entries{volume=\"\(volume)\",brick=\"\(brick)\"}"] == count
                }
                return isEqual && scrape["gluster_heal_pending_entries{\(set)}"] == 23
            }
            let since = try #require(told["gluster_heal_pending_since_timestamp_seconds{\(set)}"])
            #expect(since >= began && since <= Date.now.timeIntervalSince1970)
            try await exporter.keep(as: "backlog-\(volume)")

            try Lab.lab("restart", volume)
            try Lab.lab("heal", volume)
            let after = try await exporter.until("\(volume) is healed", within: 60) { scrape in
                scrape["gluster_heal_pending_entries{\(set)}"] == 0
            }
            #expect(after["gluster_heal_episodes_started_total{\(set)}"] == 1)
            #expect(after["gluster_heal_episodes_finished_total{\(set)}"] == 1)
            #expect(after["gluster_heal_pending_since_timestamp_seconds{\(set)}"] == nil)
        }

        @Test("that was there before the daemon is not counted as begun")
        func earlier() async throws {
            try Lab.lab("backlog", "photos", "3", "5")
            let exporter = try await Exporter()
            try await exporter.ready()
            let set = "volume=\"photos\",subvolume=\"photos-replicate-0\""
            let told = try await exporter.until("the backlog is seen") { scrape in
                scrape["gluster_heal_pending_entries{\(set)}"] == 5
            }
            #expect(told["gluster_heal_episodes_started_total{\(set)}"] == 0)
            try Lab.lab("restart", "photos")
            try Lab.lab("heal", "photos")
            try await exporter.until("the backlog is gone", within: 60) { scrape in
                scrape["gluster_heal_episodes_finished_total{\(set)}"] == 1
            }
        }
    }
}

extension Lab {
    /// Totals of `heal VOL info summary`, by brick; bricks that are down have none.
    static func pending(_ volume: String) throws -> [String: Double] {
        var counts: [String: Double] = [:]
        var brick = ""
        for line in try lab("gluster", "volume", "heal", volume, "info", "summary").split(separator: "\n") {
            if line.hasPrefix("Brick ") { brick = String(line.dropFirst("Brick ".count)) }
            if line.hasPrefix("Total Number of entries: ") {
                counts[brick] = Double(line.dropFirst("Total Number of entries: ".count))
            }
        }
        return counts
    }
}
