import Foundation
import Testing

extension LiveTests {
    @Suite("Privileges")
    struct PrivilegeTests {
        @Test("of nobody are enough for every series of gfapi")
        func nobody() async throws {
            let flags = ["--no-collector.cluster", "--no-collector.profile", "--no-collector.self-heal-daemon"]
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
