import Foundation
import Testing

extension LiveTests {
    @Suite("One exporter a node")
    struct NodeTests {
        private let set = "volume=\"photos\",subvolume=\"photos-replicate-0\""

        @Test("tells each brick once, and its own peers")
        func bricks() async throws {
            let exporters = try await Exporter.ofAllNodes(["--gluster.bricks=auto"])
            let all = try Lab.bricks()
            for family in ["gluster_brick_up", "gluster_brick_started", "gluster_brick_size_bytes"] {
                let scrapes = try await exporters.until("\(family) of all bricks") { scrapes in
                    scrapes.map { $0.bricks(family).count }.reduce(0, +) == all.count
                }
                #expect(scrapes.map { $0.bricks(family) }.reduce([]) { $0.union($1) } == all, "\(family)")
                for (node, scrape) in zip(1..., scrapes) {
                    #expect(try scrape.bricks(family).allSatisfy { try Lab.node(of: $0) == node }, "\(family)")
                }
            }
            let scrapes = try await exporters.until("peers") { $0.allSatisfy { $0["gluster_up"] == 1 } }
            for (node, scrape) in zip(1..., scrapes) {
                let peers = scrape.family("gluster_peer_connected")
                let others = (1...3).filter { $0 != node }.map { "gluster_peer_connected{peer=\"127.1.1.\($0)\"}" }
                #expect(peers.values.allSatisfy { $0 == 1 })
                #expect(Set(peers.keys) == Set(others), "node \(node)")
            }
        }

        @Test("merged by max, is what one that sees all bricks says of a backlog")
        func backlog() async throws {
            let whole = try await Exporter()
            let exporters = try await Exporter.ofAllNodes(["--gluster.bricks=auto"])
            try await whole.ready()
            // One that was there before an exporter is not counted as begun.
            try await (exporters + [whole]).until("nothing waits") {
                $0.allSatisfy { $0["gluster_heal_pending_entries{\(set)}"] == 0 }
            }
            try Lab.lab("backlog", "photos", "3", "7")
            let blamed =
                "gluster_heal_blamed_entries{volume=\"photos\",brick=\"\(try Lab.brick("photos", 3))\",kind=\"data\"}"
            let scrapes = try await (exporters + [whole]).until("all know of it, and agree") { scrapes in
                [0, 1, 3].allSatisfy {
                    scrapes[$0]["gluster_heal_scanned_entries{\(set)}"] == 7 && scrapes[$0][blamed] == 7
                }
                    && Scrape.max(scrapes.dropLast(), of: "gluster_heal_")
                        == Scrape.max(scrapes.suffix(1), of: "gluster_heal_")
            }
            // The third node has the brick that is away.
            #expect(scrapes[2]["gluster_heal_pending_entries{\(set)}"] == nil)
            let merged = Scrape.max(scrapes.dropLast(), of: "gluster_heal_")
            #expect(merged.filter { $0.key.hasPrefix("gluster_heal_blamed_entries") && $0.value > 0 } == [blamed: 7])

            try Lab.lab("restart", "photos")
            try Lab.lab("heal", "photos")
            let healed = try await exporters.until("it is healed", within: 60) { scrapes in
                scrapes.allSatisfy { $0["gluster_heal_pending_entries{\(set)}"] == 0 }
            }
            #expect(Scrape.max(healed[...], of: "gluster_heal_")["gluster_heal_episodes_finished_total{\(set)}"] == 1)
        }

        @Test("merged by max, is what one that sees all bricks says of split-brain", arguments: ["data", "gfid"])
        func splitBrain(_ kind: String) async throws {
            try Lab.lab("create", "broken", "replica")
            defer { _ = try? Lab.lab("delete", "broken") }
            let exporters = try await Exporter.ofAllNodes(["--gluster.bricks=auto"])
            let whole = try await Exporter()
            try await whole.ready()
            try Lab.lab("split-brain", "broken", kind)
            let set = "volume=\"broken\",subvolume=\"broken-replicate-0\""
            let split = "gluster_heal_split_brain_entries{\(set),kind=\"\(kind)\"}"
            try await whole.until("split-brain", within: 30) {
                $0[split] == 1 && $0["gluster_heal_scan_truncated{\(set)}"] == 0
            }
            let families = ["gluster_heal_split_brain_entries", "gluster_heal_blamed_entries", "gluster_heal_scan"]
            try await (exporters + [whole]).until("the nodes together say it too") { scrapes in
                families.allSatisfy { Scrape.max(scrapes.dropLast(), of: $0) == Scrape.max(scrapes.suffix(1), of: $0) }
            }
        }
    }
}

extension Scrape {
    /// The bricks of a family.
    fileprivate func bricks(_ family: String) -> Set<String> {
        Set(self.family(family).keys.compactMap { $0.firstMatch(of: /brick="([^"]+)"/).map { String($0.1) } })
    }

    /// The largest value of each series that begins so, as `max without (instance)`, times left out.
    fileprivate static func max(_ scrapes: some Sequence<Scrape>, of prefix: String) -> [String: Double] {
        var merged: [String: Double] = [:]
        for scrape in scrapes {
            for (series, value) in scrape.samples
            where series.hasPrefix(prefix) && !series.contains("_timestamp_") {
                merged[series] = Swift.max(merged[series] ?? value, value)
            }
        }
        return merged
    }
}
