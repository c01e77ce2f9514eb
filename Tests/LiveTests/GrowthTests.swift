import Foundation
import Testing

extension LiveTests {
    @Suite("Growth")
    struct GrowthTests {
        @Test("is none over 500 polls with a brick that comes and goes")
        func none() async throws {
            let exporter = try await Exporter(interval: "100ms")
            try await exporter.ready()
            let polls = "gluster_volume_probe_duration_seconds_count{volume=\"media\",operation=\"statfs\"}"
            // The first outage is part of what every daemon has seen: counted from there.
            try await flap(exporter)
            try await exporter.until("a hundred polls", within: 60) { $0[polls] ?? 0 >= 100 }
            let daemon = try Usage(of: exporter.pid)
            let worker = try Usage(of: try #require(exporter.worker))
            var done = 100.0
            while done < 600 {
                try await flap(exporter)
                done = try await exporter.scrape()[polls] ?? 0
            }
            let daemonAfter = try Usage(of: exporter.pid)
            let workerAfter = try Usage(of: try #require(exporter.worker))
            #expect(daemonAfter.descriptors <= daemon.descriptors, "\(daemon) \(daemonAfter)")
            #expect(daemonAfter.hasNoMoreThreads(than: daemon), "\(daemon) \(daemonAfter)")
            #expect(daemonAfter.memory < daemon.memory + 2 << 20, "\(daemon) \(daemonAfter)")
            #expect(workerAfter.descriptors <= worker.descriptors, "\(worker) \(workerAfter)")
            #expect(workerAfter.threads <= worker.mostThreads, "\(worker) \(workerAfter)")
            #expect(workerAfter.memory < worker.memory + 8 << 20, "\(worker) \(workerAfter)")
            #expect(
                try await exporter.scrape().family("gluster_caddy_exporter_worker_restarts_total").values.max() == 0
            )
        }

        private func flap(_ exporter: Exporter) async throws {
            let up =
                "gluster_brick_up{volume=\"photos\",brick=\"127.1.1.1:\(try Lab.directory())/node1/bricks/photos-1\"}"
            try Lab.lab("kill", "photos", "1")
            try await exporter.until("the brick is down") { $0[up] == 0 }
            try Lab.lab("restart", "photos", "1")
            try await exporter.until("the brick is up") { $0[up] == 1 }
        }
    }
}
