import Foundation
import Testing

extension LiveTests {
    @Suite("The self-heal daemon")
    struct SelfHealDaemonTests {
        private static let volume = "photos"
        private static let flags = [
            "--collector.disable-defaults", "--collector.cluster", "--collector.self-heal-daemon",
            "--gluster.bricks=auto",
        ]

        @Test("is told as the CLI tells it: what waits, and each finished crawl once")
        func crawls() async throws {
            try Lab.lab("heal", Self.volume)
            let exporters = try await Exporter.ofAllNodes(Self.flags, interval: "200ms")
            let before = try await atRest(exporters, "rest")
            // The daemon forgets its list with each new graph that an earlier test may have caused: what was on it counts.
            var listed = before.crawls
            #expect(before.ours.keys.allSatisfy { $0.kind == "index" || $0.kind == "full" })

            try Lab.lab("backlog", Self.volume, "3", "7")
            let pending = { (brick: Int) in
                "gluster_self_heal_pending_entries{volume=\"photos\",brick=\"\(try Lab.brick(Self.volume, brick))\"}"
            }
            let series = try (1...3).map { try pending($0) }
            try await exporters.until("the backlog") { scrapes in
                (0...1).allSatisfy { scrapes[$0][series[$0]] == 7 } && scrapes[2][series[2]] == nil
            }
            #expect(
                try Lab.healCounts(Self.volume) == [try Lab.brick(Self.volume, 1): 7, try Lab.brick(Self.volume, 2): 7]
            )
            _ = try? Lab.lab("gluster", "volume", "heal", Self.volume)  // It cannot heal: a brick is away.
            let failed = try await atRest(exporters, "failed crawls") { $0.failed >= 7 }
            #expect(failed.ours == failed.theirs(since: before, &listed))

            try Lab.lab("restart", Self.volume)
            try Lab.lab("heal", Self.volume)
            var healed = try await atRest(exporters, "rest")
            #expect(healed.ours == healed.theirs(since: before, &listed))
            // The daemons get in each other's way, and count but a few of those that were healed.
            for _ in 1...3 where healed.healed == 0 {
                try Lab.lab("backlog", Self.volume, "3", "7")
                try Lab.lab("restart", Self.volume)
                try Lab.lab("heal", Self.volume)
                healed = try await atRest(exporters, "rest")
            }
            #expect(healed.healed > 0)
            #expect(healed.ours == healed.theirs(since: before, &listed))
            try await exporters.until("nothing waits") { scrapes in
                zip(scrapes, series).allSatisfy { $0[$1] == 0 }
            }

            try Lab.lab("gluster", "volume", "heal", Self.volume, "full")
            let full = try await atRest(exporters, "a full crawl") { $0.fullCrawls >= 1 }
            #expect(full.ours == full.theirs(since: before, &listed))
            for _ in 1...3 {
                _ = try await exporters.fresh("self_heal_daemon")
            }
            let later = try await atRest(exporters, "rest")
            #expect(later.ours == later.theirs(since: before, &listed))
        }

        @Test("that dies is told, and its counters go on with the next one")
        func killed() async throws {
            try Lab.lab("heal", Self.volume)
            let exporter = try await Exporter(Self.flags, interval: "200ms")
            let up = "gluster_service_up{volume=\"\(Self.volume)\",service=\"self_heal\"}"
            try await exporter.until("the daemon") { $0[up] == 1 }
            try Lab.lab("gluster", "volume", "heal", Self.volume)
            let brick = try Lab.brick(Self.volume, 1)
            let crawls = "gluster_self_heal_crawls_total{volume=\"\(Self.volume)\",brick=\"\(brick)\",crawl=\"index\"}"
            let pending = "gluster_self_heal_pending_entries{volume=\"\(Self.volume)\",brick=\"\(brick)\"}"
            try await exporter.until("a crawl") { $0[crawls] ?? 0 >= 1 }

            let before = try await exporter.fresh("self_heal_daemon")
            defer { _ = try? Lab.lab("restart", Self.volume) }
            let daemon = try Lab.selfHealDaemon(1)
            kill(daemon, SIGKILL)
            let without = try await exporter.until("no daemon") { $0[up] == 0 && $0[pending] == nil }
            #expect(without[crawls] ?? 0 >= before[crawls] ?? 0)
            #expect(without["gluster_up"] == 1)

            try Lab.lab("gluster", "volume", "start", Self.volume, "force")
            try await exporter.until("another daemon") { $0[up] == 1 && $0[pending] == 0 }
            #expect(try Lab.selfHealDaemon(1) != daemon)
            let known = try #require(without[crawls])
            try Lab.lab("heal", Self.volume)
            try await exporter.until("more crawls") { $0[crawls] ?? 0 > known }
        }

        @Test("is told of every volume where glusterd has started several")
        func several() async throws {
            let volumes = ["photos", "media", "office", "archive"]
            let exporter = try await Exporter(Self.flags, interval: "200ms")
            defer { try? one(volumes) }
            // When the last one has just died, glusterd waits for it in vain, and starts one for the next volume.
            for attempt in 1...15 {
                guard try attempt == 1 || Lab.selfHealDaemons(1).count < 2 else { break }
                for daemon in try Lab.selfHealDaemons(1) { kill(daemon, SIGKILL) }
                for volume in volumes { try Lab.lab("gluster", "volume", "start", volume, "force") }
            }
            #expect(try Lab.selfHealDaemons(1).count >= 2)
            let bricks = [("photos", 1), ("media", 1), ("media", 4), ("office", 1)]
            let pending = try bricks.map { volume, number in
                "gluster_self_heal_pending_entries{volume=\"\(volume)\",brick=\"\(try Lab.brick(volume, number))\"}"
            }
            try await exporter.until("all volumes") { scrape in
                let missing = pending.filter { scrape[$0] != 0 }
                guard missing.isEmpty else { throw Lab.Failure(description: "\(missing)") }
                return true
            }
            try Lab.lab("backlog", "photos", "3", "5")
            try await exporter.until("the backlog") { $0[pending[0]] == 5 }
            try Lab.lab("restart", "photos")
            try Lab.lab("heal", "photos")
            try await exporter.until("nothing waits") { scrape in pending.allSatisfy { scrape[$0] == 0 } }
            try one(volumes)
            #expect(try Lab.selfHealDaemons(1).count == 1)
            try await exporter.until("all volumes, of one") { scrape in pending.allSatisfy { scrape[$0] == 0 } }
        }

        /// As it was: one daemon for all volumes. A glusterd that finds none starts one.
        private func one(_ volumes: [String]) throws {
            for _ in 1...3 where try Lab.selfHealDaemons(1).count != 1 {
                try Lab.lab("glusterd", "1", "stop")
                for daemon in try Lab.selfHealDaemons(1) { kill(daemon, SIGKILL) }
                try Lab.lab("glusterd", "1", "start")
                for volume in volumes { try Lab.lab("gluster", "volume", "start", volume, "force") }
            }
        }

        /// What the exporters say, and the CLI, while neither changes.
        private func atRest(
            _ exporters: [Exporter],
            _ what: String,
            _ isEnough: (Telling) -> Bool = { _ in true }
        ) async throws -> Telling {
            try await eventually(within: 60, what) {
                let crawls = try Lab.crawls(Self.volume)
                let scrapes = try await exporters.fresh("self_heal_daemon")
                guard try Lab.crawls(Self.volume) == crawls else { throw Lab.Failure(description: "a crawl more") }
                let telling = Telling(ours: scrapes.reduce(into: [:]) { $0.add($1, of: Self.volume) }, crawls: crawls)
                guard isEnough(telling) else { throw Lab.Failure(description: "\(telling)") }
                return telling
            }
        }
    }
}

/// Sums over the finished crawls of one kind over one brick.
private struct CrawlSums: Equatable {
    var crawls = 0.0
    var healed = 0.0
    var failed = 0.0
    var splitBrain = 0.0
}

private struct CrawlSubject: Hashable {
    var brick: String
    var kind: String
}

/// A finished crawl in the CLI's list: those of the same second look the same.
struct CrawlText: Hashable {
    var brick: String
    var times: [String]
    var kind: String
    var healed: Double
    var splitBrain: Double
    var failed: Double
}

/// What both sides say at one time.
private struct Telling {
    var ours: [CrawlSubject: CrawlSums]
    /// How often each is in the list.
    var crawls: [CrawlText: Int]

    var failed: Double { ours.values.map(\.failed).reduce(0, +) }
    var healed: Double { ours.values.map(\.healed).reduce(0, +) }
    var fullCrawls: Double { ours.filter { $0.key.kind == "full" }.values.map(\.crawls).reduce(0, +) }

    /// What the exporters should have come to, who said `before.ours` then. `listed` is all that was ever on the list.
    func theirs(since before: Telling, _ listed: inout [CrawlText: Int]) -> [CrawlSubject: CrawlSums] {
        listed.merge(crawls) { max($0, $1) }
        var sums = before.ours
        for (crawl, count) in listed {
            let new = Double(count - (before.crawls[crawl] ?? 0))
            let subject = CrawlSubject(brick: crawl.brick, kind: crawl.kind)
            sums[subject, default: CrawlSums()].crawls += new
            sums[subject]?.healed += new * crawl.healed
            sums[subject]?.failed += new * crawl.failed
            sums[subject]?.splitBrain += new * crawl.splitBrain
        }
        return sums
    }
}

extension [CrawlSubject: CrawlSums] {
    fileprivate mutating func add(_ scrape: Scrape, of volume: String) {
        for (series, crawls) in scrape.family("gluster_self_heal_crawls_total") {
            guard let match = series.firstMatch(of: /volume="([^"]+)",brick="([^"]+)",crawl="([^"]+)"/),
                match.1 == volume
            else { continue }
            func value(_ name: String) -> Double { scrape["gluster_self_heal_\(name)_entries_total{\(match.0)}"] ?? -1 }
            self[CrawlSubject(brick: String(match.2), kind: String(match.3))] = CrawlSums(
                crawls: crawls,
                healed: value("healed"),
                failed: value("failed"),
                splitBrain: value("split_brain")
            )
        }
    }
}

extension Lab {
    /// Entries by brick, as `heal VOL statistics heal-count` has them; bricks that are away have none.
    fileprivate static func healCounts(_ volume: String) throws -> [String: Double] {
        let text = try lab("gluster", "volume", "heal", volume, "statistics", "heal-count")
        let counts = text.matches(of: /Brick (\S+)\nNumber of entries: (\d+)/)
        return Dictionary(uniqueKeysWithValues: counts.map { (String($0.1), Double($0.2) ?? -1) })
    }

    /// The finished crawls that `heal VOL statistics` lists, and how often.
    fileprivate static func crawls(_ volume: String) throws -> [CrawlText: Int] {
        var crawls: [CrawlText: Int] = [:]
        let text = try lab("gluster", "volume", "heal", volume, "statistics")
        for part in text.split(separator: "Crawl statistics for brick no ").dropFirst() {
            guard let number = part.firstMatch(of: /^\d+/).flatMap({ Int($0.0) }) else { continue }
            let name = try brick(volume, number + 1)
            let pattern =
                /Starting time of crawl: (.+)\n+Ending time of crawl: (.+)\n+Type of crawl: (\w+)\nNo. of entries healed: (\d+)\nNo. of entries in split-brain: (\d+)\nNo. of heal failed entries: (\d+)/
            for match in part.matches(of: pattern) {
                let crawl = CrawlText(
                    brick: name,
                    times: [String(match.1), String(match.2)],
                    kind: match.3.lowercased(),
                    healed: Double(match.4) ?? -1,
                    splitBrain: Double(match.5) ?? -1,
                    failed: Double(match.6) ?? -1
                )
                crawls[crawl, default: 0] += 1
            }
        }
        return crawls
    }

    /// The self-heal daemon of a node.
    static func selfHealDaemon(_ node: Int) throws -> Int32 {
        guard let pid = try selfHealDaemons(node).first else {
            throw Failure(description: "node \(node) has no self-heal daemon")
        }
        return pid
    }

    /// All of them: one, but where glusterd has started several.
    static func selfHealDaemons(_ node: Int) throws -> [Int32] {
        try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap { Int32($0) }
            .filter { pid in
                let words = try? String(contentsOfFile: "/proc/\(pid)/cmdline", encoding: .utf8)
                let arguments = words?.split(separator: "\0") ?? []
                return arguments.contains("glustershd") && arguments.contains("127.1.1.\(node)")
            }
    }
}
