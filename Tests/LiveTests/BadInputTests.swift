import Foundation
import Testing

extension LiveTests {
    @Suite("Bad input")
    struct BadInputTests {
        @Test(
            "of a volume that does not exist, or a server that is not there, is a volume that is down",
            arguments: [
                ("127.1.1.1/nosuch", "nosuch", "not_found"), ("127.1.1.9/photos", "photos", "not_connected"),
                ("no-such-host.invalid/photos", "photos", "other"),
            ]
        )
        func target(_ flag: String, _ volume: String, _ error: String) async throws {
            let exporter = try await Exporter(["--gluster.volume=\(flag)"], discovers: false)
            try await exporter.ready()
            let failures =
                "gluster_volume_probe_failures_total{volume=\"\(volume)\",operation=\"statfs\",error=\"\(error)\"}"
            try await exporter.until("the volume is told down, and why") { scrape in
                scrape["gluster_volume_up{volume=\"\(volume)\"}"] == 0 && scrape[failures] ?? 0 >= 1
            }
        }

        @Test("of nothing to watch is told once, with what would help")
        func nothing() async throws {
            // A mount namespace of its own, in which nothing is mounted by Gluster.
            let exporter = try await Exporter(
                ["--gluster.glusterd-socket=/nonexistent/glusterd.socket"],
                discovers: false,
                prefix: ["unshare", "--mount", "sh", "-c", "umount -a -l -t fuse.glusterfs; exec \"$@\"", "sh"]
            )
            try await exporter.ready()
            let name = "gluster_caddy_exporter_collector_failures_total{collector=\"volume\",error=\"no_volumes\"}"
            let scrape = try await exporter.until("the failure is counted") { $0[name] ?? 0 >= 3 }
            #expect(scrape["gluster_caddy_exporter_collector_success{collector=\"volume\"}"] == 0)
            #expect(scrape.family("gluster_volume_up").isEmpty)
            let told = exporter.messages.split(separator: "\n").filter { $0.contains("volumes not found") }
            #expect(told.count == 1)
            #expect(told.first?.contains("--gluster.volume") == true)
        }

        @Test(
            "stops the start with one line",
            arguments: [
                (["--web.listen-address=127.0.0.1:24007x"], "24007x"),
                (["--poll.interval=soon"], "--poll.interval"),
                (["--config.file=/nonexistent.yml"], "/nonexistent.yml: No such file or directory"),
                (["--collector.nosuch"], "--collector.nosuch"),
                (["--web.listen-address=127.1.1.1:24007"], "listen on 127.1.1.1:24007: Address already in use"),
            ]
        )
        func refused(_ flags: [String], _ words: String) throws {
            let result = try finish(flags)
            #expect(result.status != 0)
            #expect(result.errors.contains(words), "\(result.errors)")
            #expect(result.errors.split(separator: "\n").count <= 2, "\(result.errors)")
        }

        @Test("in a file is refused with file, line and key")
        func file() throws {
            let path = "\(try Lab.directory())/bad.yml"
            try "poll:\n  intervall: 15s\n".write(toFile: path, atomically: true, encoding: .utf8)
            let result = try finish(["--config.file=\(path)", "--config.check"])
            #expect(result.status != 0)
            #expect(result.errors.contains("\(path):2:"), "\(result.errors)")
            #expect(result.errors.contains("intervall"))
        }

        private func finish(_ flags: [String]) throws -> (status: Int32, errors: String) {
            _ = try Lab.directory()  // Elsewhere a port may be free that the lab has in use, and the daemon would stay.
            let process = Process()
            let errors = Pipe()
            process.executableURL = URL(filePath: Lab.exporter)
            process.arguments = flags
            process.standardError = errors
            try process.run()
            let text = String(decoding: try errors.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
            process.waitUntilExit()
            return (process.terminationStatus, text)
        }
    }
}
