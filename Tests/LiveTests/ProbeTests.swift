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
