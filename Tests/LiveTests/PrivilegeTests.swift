import Foundation
import Testing

extension LiveTests {
    @Suite("Privileges")
    struct PrivilegeTests {
        @Test("of nobody are enough for every series of gfapi")
        func nobody() async throws {
            let flags = ["--collector.disable-defaults"] + ["volume", "brick", "heal"].map { "--collector.\($0)" }
            let root = try await Exporter(flags)
            let nobody = try await Exporter(
                flags,
                program: try Lab.exporterForAll(),
                prefix: Lab.asNobody + ["--inh-caps=-all"]
            )
            try await root.ready()
            try await nobody.ready()
            try await root.until("all bricks, as root") { $0.family("gluster_brick_info").count == Lab.brickCount }
            // A backlog that just ends takes a series away: what counts is that both come to the same.
            var difference: Set<String> = []
            try await eventually("the same series for both") { () async throws -> Bool? in
                let (all, same) = (try await root.scrape(), try await nobody.scrape())
                difference = all.names("gluster_").symmetricDifference(same.names("gluster_"))
                    .filter { !$0.hasPrefix("gluster_caddy_exporter_") }  // Its own, such as requests by code.
                return difference.isEmpty ? true : nil
            }
            #expect(difference == [])
        }

        @Test("of nobody are too few for the sockets of this node, which is told once, and costs nothing else")
        func sockets() async throws {
            let socket = try Lab.glusterdSocket()
            let exporter = try await Exporter(
                ["--gluster.state-directory=\(try Self.stateOfNobody())"],
                interval: "200ms",
                program: try Lab.exporterForAll(),
                prefix: Lab.asNobody + ["--inh-caps=-all"]
            )
            try await exporter.ready()
            let collectors = ["cluster", "profile", "self_heal_daemon"]
            let failures = { (collector: String) in
                "gluster_caddy_exporter_collector_failures_total{collector=\"\(collector)\",error=\"permission\"}"
            }
            let scrape = try await exporter.until("several polls, and all that needs no socket") { scrape in
                let (volumes, bricks) = (scrape.family("gluster_volume_up"), scrape.family("gluster_brick_up"))
                return collectors.allSatisfy { scrape[failures($0)] ?? 0 >= 5 }
                    && volumes.count == Lab.volumes.count && volumes.values.allSatisfy { $0 == 1 }
                    && bricks.count == Lab.brickCount && bricks.values.allSatisfy { $0 == 1 }
                    && !scrape.family("gluster_heal_pending_entries").isEmpty
            }
            for collector in collectors {
                let lines = exporter.messages.split(separator: "\n").filter { $0.contains("collector=\(collector) ") }
                #expect(lines.count == 1, "\(lines)")
                let words = "\(socket): Permission denied (user 65534; root or CAP_DAC_OVERRIDE may use it)"
                #expect(lines.first?.contains(words) == true, "\(lines)")
            }
            for collector in ["volume", "brick", "heal"] {
                let fresh = try await exporter.fresh(collector)
                #expect(fresh["gluster_caddy_exporter_collector_success{collector=\"\(collector)\"}"] == 1)
            }
            #expect(scrape["gluster_up"] == 0)
        }

        @Test("of one capability are enough for everything")
        func capability() async throws {
            try Lab.lab("gluster", "volume", "profile", "photos", "start")
            defer { _ = try? Lab.lab("gluster", "volume", "profile", "photos", "stop") }
            let flags = ["--gluster.bricks=auto"]
            let root = try await Exporter(flags)
            let nobody = try await Exporter(
                flags + ["--gluster.state-directory=\(try Self.stateOfNobody())"],
                program: try Lab.exporterForAll(),
                prefix: Lab.asNobody + ["--inh-caps=+dac_override", "--ambient-caps=+dac_override"]
            )
            try await root.ready()
            try await nobody.ready()
            var difference: Set<String> = []
            try await eventually("the same series for both") { () async throws -> Bool? in
                let (all, same) = (try await root.scrape(), try await nobody.scrape())
                difference = all.names("gluster_").symmetricDifference(same.names("gluster_"))
                    .filter { !$0.hasPrefix("gluster_caddy_exporter_") }
                let families = ["gluster_up", "gluster_brick_fop_seconds_total", "gluster_self_heal_pending_entries"]
                guard families.allSatisfy({ !same.family($0).isEmpty }) else {
                    throw Lab.Failure(description: "\(families) are not all there")
                }
                guard difference.isEmpty else { throw Lab.Failure(description: "\(difference)") }
                return true
            }
            #expect(try await nobody.scrape()["gluster_up"] == 1)
            #expect(!nobody.messages.contains("msg=\"collector fails\""))
        }

        /// A state directory for the user nobody.
        private static func stateOfNobody() throws -> String {
            let directory = "\(try Lab.directory())/state-of-nobody"
            try Lab.output("install", ["-d", "-o", "65534", "-m", "700", directory])
            return directory
        }

        @Test("of the worker are none")
        func worker() async throws {
            let exporter = try await Exporter()
            try await exporter.ready()
            let worker = try #require(exporter.worker)
            let status = try String(contentsOfFile: "/proc/\(worker)/status", encoding: .utf8)
            for line in [
                "CapEff:\t0000000000000000", "CapPrm:\t0000000000000000", "CapAmb:\t0000000000000000", "NoNewPrivs:\t1",
            ] {
                #expect(status.contains(line))
            }
        }

        @Test("let no program be started but the worker")
        func programs() async throws {
            let trace = "\(try Lab.directory())/log/execve.trace"
            let exporter = try await Exporter(
                prefix: ["strace", "-f", "-qq", "-e", "trace=execve,execveat", "-e", "signal=none", "-o", trace])
            try await exporter.ready()
            try Lab.lab("kill", "photos", "1")
            try await exporter.until("a brick is down") { $0.family("gluster_brick_up").values.contains(0) }
            try Lab.lab("restart", "photos")
            try await exporter.until("it is back", within: 30) {
                $0.family("gluster_brick_up").values.allSatisfy { $0 == 1 }
            }
            _ = exporter.stop()
            let starts = try String(contentsOfFile: trace, encoding: .utf8).split(separator: "\n")
                .filter { $0.contains("execve") && $0.contains("= 0") }
            let (itself, others) = (
                starts.count { $0.contains("--web.listen-address") },
                starts.filter { !$0.contains("--web.listen-address") }
            )
            #expect(itself == 1)
            #expect(others.count == 1, "\(others)")
            #expect(others.allSatisfy { $0.contains("/proc/self/exe") && $0.contains("gfapi-worker") })
        }
    }
}
