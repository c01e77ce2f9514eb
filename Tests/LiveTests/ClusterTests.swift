import Foundation
import Testing

extension LiveTests {
    @Suite("The pool")
    struct ClusterTests {
        @Test("is told by glusterd, in a file that does not stay")
        func pool() async throws {
            let exporter = try await Exporter()
            let scrape = try await exporter.until("the pool") { $0["gluster_up"] == 1 }
            #expect(scrape.family("gluster_peer_connected").values.sorted() == [1, 1])
            #expect(scrape.family("gluster_volume_started").count >= Lab.volumes.count)
            #expect(scrape.family("gluster_service_up").values.allSatisfy { $0 == 1 })
            #expect(exporter.stop() == 0)
            #expect(try Self.files(in: "\(Lab.directory())/state") == [])
        }

        @Test("vanishes while glusterd hangs or is gone, and comes back")
        func down() async throws {
            let exporter = try await Exporter()
            let failures = { (error: String) in
                "gluster_caddy_exporter_collector_failures_total{collector=\"cluster\",error=\"\(error)\"}"
            }
            for (away, back, error) in [("pause", "resume", "timeout"), ("stop", "start", "refused")] {
                try await exporter.until("the pool", within: 30) { $0["gluster_up"] == 1 }
                try Lab.lab("glusterd", "1", away)
                do {
                    let scrape = try await exporter.until("no glusterd") {
                        $0["gluster_up"] == 0 && $0[failures(error)] ?? 0 > 0
                    }
                    #expect(scrape.family("gluster_peer_connected").isEmpty)
                } catch {
                    try Lab.lab("glusterd", "1", back)
                    throw error
                }
                try Lab.lab("glusterd", "1", back)
            }
            try await exporter.until("the pool", within: 30) { $0["gluster_up"] == 1 }
            // Two stories of two; the same one in other words is told again.
            let story = exporter.messages.split(separator: "\n").filter { $0.contains("collector=cluster") }
                .map { $0.contains("collector fails") }
                .reduce(into: [Bool]()) { if $0.last != $1 { $0.append($1) } }
            #expect(story == [true, false, true, false])
            #expect(exporter.stop() == 0)
            #expect(try Self.files(in: "\(Lab.directory())/state") == [])
        }

        @Test("needs one capability and a directory of one's own")
        func permission() async throws {
            let directory = "\(try Lab.directory())/state-of-nobody"
            try Lab.output("install", ["-d", "-o", "65534", "-m", "700", directory])
            let (flags, program) = (["--gluster.state-directory=\(directory)"], try Lab.exporterForAll())
            let capability = ["--inh-caps=+dac_override", "--ambient-caps=+dac_override"]
            let able = try await Exporter(flags, program: program, prefix: Lab.asNobody + capability)
            try await able.until("the pool") { $0["gluster_up"] == 1 }

            let unable = try await Exporter(flags, program: program, prefix: Lab.asNobody + ["--inh-caps=-all"])
            let scrape = try await unable.until("no permission") { $0["gluster_up"] == 0 }
            let failures = "gluster_caddy_exporter_collector_failures_total{collector=\"cluster\",error=\"permission\"}"
            #expect(scrape[failures] ?? 0 > 0)
            #expect(unable.messages.contains("Permission denied (user 65534; root or CAP_DAC_OVERRIDE may use it)"))

            let other = try await Exporter(flags)  // The directory is not root's.
            try await other.until("no directory") { ($0[failures] ?? 0) > 0 && $0["gluster_up"] == 1 }
            #expect(other.messages.contains("it belongs to user 65534"))
        }

        private static func files(in directory: String) throws -> [String] {
            try FileManager.default.contentsOfDirectory(atPath: directory)
        }
    }
}
