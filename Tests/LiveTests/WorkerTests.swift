import Foundation
import Testing

extension LiveTests {
    @Suite("The worker")
    struct WorkerTests {
        @Test(
            "is replaced when it crashes, is killed or is stopped",
            arguments: [
                (SIGSEGV, "signal"), (SIGKILL, "signal"), (SIGSTOP, "silent"),
            ]
        )
        func replaced(_ signal: Int32, _ reason: String) async throws {
            let exporter = try await Exporter()
            try await exporter.ready()
            let counter = "gluster_volume_probe_duration_seconds_count{volume=\"photos\",operation=\"statfs\"}"
            let before = try await exporter.until("some probes") { $0[counter] ?? 0 >= 2 }
            let worker = try #require(exporter.worker)
            kill(worker, signal)
            let after = try await exporter.until("the worker is replaced", within: 10) { scrape in
                scrape["gluster_caddy_exporter_worker_restarts_total{reason=\"\(reason)\"}"] == 1
            }
            #expect(after["gluster_volume_up{volume=\"photos\"}"] == 1, "what was known is still served")
            let again = try await exporter.until("probes go on, and all is told", within: 30) { scrape in
                let up = scrape.family("gluster_volume_up")
                return (scrape[counter] ?? 0) > (before[counter] ?? 0) + 2
                    && up.count == Lab.volumes.count && up.values.allSatisfy { $0 == 1 }
                    && scrape.family("gluster_brick_up").values.count { $0 == 1 } == Lab.brickCount
            }
            #expect(exporter.worker != worker)
            #expect(!FileManager.default.fileExists(atPath: "/proc/\(worker)"))
            let lost = again.family("gluster_caddy_exporter_collector_failures_total").values.max() ?? 0
            #expect(lost <= (signal == SIGSTOP ? 4 : 1), "polls lost: \(lost)")
        }

        @Test("goes on when whoever asks for a reload sends the signal to it too")
        func hangup() async throws {
            let exporter = try await Exporter()
            try await exporter.ready()
            let counter = "gluster_volume_probe_duration_seconds_count{volume=\"photos\",operation=\"statfs\"}"
            let before = try await exporter.until("some probes") { $0[counter] ?? 0 >= 2 }
            let worker = try #require(exporter.worker)
            kill(worker, SIGHUP)
            let after = try await exporter.until("probes go on") { ($0[counter] ?? 0) > (before[counter] ?? 0) + 2 }
            #expect(exporter.worker == worker)
            #expect(after.family("gluster_caddy_exporter_worker_restarts_total").values.max() == 0)
        }

        @Test("does not outlive the daemon, not even stopped", arguments: [false, true])
        func orphan(_ isStopped: Bool) async throws {
            let exporter = try await Exporter()
            try await exporter.ready()
            let worker = try #require(exporter.worker)
            if isStopped { kill(worker, SIGSTOP) }
            kill(exporter.pid, SIGKILL)
            try await eventually(within: 5, "the worker has ended") {
                FileManager.default.fileExists(atPath: "/proc/\(worker)") && !isZombie(worker) ? nil : true
            }
        }

        @Test("is not hung by a glusterd that accepts and says nothing")
        func mute() async throws {
            let glusterd = try MuteServer(answers: 0)
            let exporter = try await Exporter(["--gluster.volume=127.0.0.1:\(glusterd.port)/mute"], discovers: false)
            try await exporter.ready()
            let scrape = try await exporter.until("the volume is told down") { scrape in
                scrape["gluster_volume_up{volume=\"mute\"}"] == 0
                    && scrape[
                        "gluster_volume_probe_failures_total{volume=\"mute\",operation=\"statfs\",error=\"timeout\"}"
                    ] ?? 0 >= 2
            }
            #expect(scrape.family("gluster_caddy_exporter_worker_restarts_total").values.max() == 0)
        }

        @Test("is replaced when opening a volume hangs, and other volumes go on")
        func hungOpen() async throws {
            // It answers the first call, which is the exporter's question whether it is awake, and none after that.
            let glusterd = try MuteServer(answers: 1)
            let exporter = try await Exporter(
                ["--gluster.volume=127.1.1.1/photos", "--gluster.volume=127.0.0.1:\(glusterd.port)/mute"],
                discovers: false
            )
            try await exporter.ready()
            try await exporter.until("the hung volume is told down", within: 20) {
                $0["gluster_volume_up{volume=\"mute\"}"] == 0
            }
            let scrape = try await exporter.until("the worker is replaced", within: 60) { scrape in
                scrape["gluster_caddy_exporter_worker_restarts_total{reason=\"open_hung\"}"] == 1
                    && scrape["gluster_volume_up{volume=\"photos\"}"] == 1
            }
            #expect(scrape["gluster_volume_up{volume=\"mute\"}"] ?? 0 == 0)
            try await exporter.until("photos is polled on") { $0["gluster_volume_up{volume=\"photos\"}"] == 1 }
        }

        @Test("survives that glusterd is gone, stopped, and back", arguments: [("stop", "start"), ("pause", "resume")])
        func glusterd(_ down: String, _ up: String) async throws {
            let exporter = try await Exporter()
            try await exporter.complete()
            try Lab.lab("glusterd", "1", down)
            let counter = "gluster_volume_probe_duration_seconds_count{volume=\"photos\",operation=\"statfs\"}"
            let before = try await exporter.scrape()[counter] ?? 0
            let scrape = try await exporter.until("polls go on without glusterd", within: 30) {
                ($0[counter] ?? 0) > before + 3
            }
            #expect(scrape.family("gluster_volume_up").count == Lab.volumes.count)
            #expect(scrape.family("gluster_volume_up").values.allSatisfy { $0 == 1 })
            try Lab.lab("glusterd", "1", up)
            try Lab.lab("create", "later", "distribute")
            try await exporter.until("a new volume is found", within: 30) {
                $0["gluster_volume_up{volume=\"later\"}"] == 1
            }
            try Lab.lab("delete", "later")
        }
    }
}

private func isZombie(_ pid: Int32) -> Bool {
    let stat = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)
    return stat?.contains(") Z ") ?? true
}
