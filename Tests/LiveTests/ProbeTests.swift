import Foundation
import Testing

extension LiveTests {
    @Suite("Probes that write")
    struct ProbeTests {
        private static let steps = ["create", "write", "fsync", "read", "unlink"]

        @Test("take each step once a poll, and leave nothing behind", arguments: Lab.volumes)
        func steps(_ volume: String) async throws {
            let directory = "\(try Lab.mount(volume))/probe"
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
            let exporter = try await Exporter(["--gluster.probe-directory=\(volume):/probe"])
            try await exporter.ready()
            let counts = { (scrape: Scrape, step: String) in
                scrape["gluster_volume_probe_duration_seconds_count{volume=\"\(volume)\",operation=\"\(step)\"}"]
            }
            // What writes comes a moment after what only asks.
            let scrape = try await exporter.until("two rounds, with each step as often as they were") { scrape in
                let rounds = counts(scrape, "statfs") ?? 0
                return rounds >= 2 && Self.steps.allSatisfy { counts(scrape, $0) == rounds }
            }
            let failures = scrape.family("gluster_volume_probe_failures_total").filter { $0.key.contains(volume) }
            #expect(failures.values.allSatisfy { $0 == 0 })
            #expect(exporter.stop() == 0)
            #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == [])
        }

        @Test("reach the bricks, though clients of the volume cache which names are absent, and its room")
        func cached() async throws {
            try Lab.lab("create", "cached", "replica")
            defer { _ = try? Lab.lab("delete", "cached") }
            for (option, value) in [
                ("features.cache-invalidation", "on"), ("performance.nl-cache", "on"),
                ("performance.nl-cache-timeout", "600"), ("performance.md-cache-timeout", "600"),
                ("performance.md-cache-statfs", "on"),
            ] { try Lab.lab("gluster", "volume", "set", "cached", option, value) }
            try Lab.lab("umount", try Lab.mount("cached"))  // Nobody else shall ask.
            try Lab.lab("gluster", "volume", "profile", "cached", "start")
            _ = try await Lab.fopsAtRest("cached")
            let exporter = try await Exporter(
                ["--gluster.volume=127.1.1.1/cached", "--gluster.bricks=none"],
                discovers: false
            )
            try await exporter.ready()
            let polls = { (scrape: Scrape) in
                scrape["gluster_volume_probe_duration_seconds_count{volume=\"cached\",operation=\"lookup\"}"] ?? 0
            }
            let before = try Lab.fops("cached")
            let first = polls(try await exporter.scrape())
            try await exporter.until("some polls more") { polls($0) >= first + 6 }
            let after = try Lab.fops("cached")
            // At least five whole polls, three bricks, and each call is counted twice: in all, and since the last look.
            for operation in ["LOOKUP", "STATFS"] {
                let calls = (after[operation] ?? 0) - (before[operation] ?? 0)
                #expect(calls >= 5 * 3 * 2, "\(operation): \(calls)")
            }
        }

        @Test("tell a directory that is not there, and never stop the others")
        func missing() async throws {
            let exporter = try await Exporter(["--gluster.probe-directory=photos:/nosuch"])
            try await exporter.ready()
            let failure =
                "gluster_volume_probe_failures_total{volume=\"photos\",operation=\"create\",error=\"not_found\"}"
            let scrape = try await exporter.until("the failure") { $0[failure] ?? 0 >= 2 }
            #expect(scrape["gluster_volume_up{volume=\"photos\"}"] == 1)
        }
    }
}
