import Foundation
import Testing

extension LiveTests {
    /// What is wrong with the volume, told of the sites that stand on it.
    @Suite("A site")
    struct SiteFindingTests {
        @Test("on a volume with a file in split-brain tells which, and its requests are counted as storage errors")
        func splitBrain() async throws {
            let volume = "torn"
            try Lab.lab("create", volume, "replica")
            defer { _ = try? Lab.lab("delete", volume) }
            let port = CaddyServer.newPort()
            let caddy = try await CaddyServer(
                """
                http://:\(port) {
                    bind 127.0.0.1
                    root * \(try Lab.mount(volume))
                    file_server
                }
                """
            )
            let exporter = try await Exporter(["--caddy.admin-address=\(caddy.admin)"])
            let site = #"caddy="\#(caddy.admin)",site="127.0.0.1:\#(port)""#
            try await exporter.until("the root is seen") { $0.has("caddy_site_root_stale", site) }
            let path = try #require(try Lab.lab("split-brain", volume, "data").split(separator: "\n").last)
            let scrape = try await exporter.until("split-brain is told", within: 40) {
                $0.has("caddy_site_finding", site, #"finding="split_brain""#)
            }
            #expect(scrape.has("caddy_site_root_info", site, #"volume="torn""#))
            #expect(exporter.messages.contains("of the volume: \(path)"))

            // Where all three copies accuse each other, the mount says that it is not connected.
            let errors = { (scrape: Scrape) in
                ["io_error", "not_connected"].map {
                    scrape["caddy_log_storage_errors_total{\(site),volume=\"torn\",error=\"\($0)\"}"] ?? 0
                }.reduce(0, +)
            }
            let before = errors(scrape)
            // The first answers come from what the kernel knows: 200, cut short.
            try await eventually("Caddy says so too") { try CaddyServer.get(port, "\(path)") == 500 ? true : nil }
            try await exporter.until("and is heard") { errors($0) > before }
            try Lab.lab("delete", volume)
        }

        @Test("that is no Caddy's gets the same looks, with a name of its own")
        func named() async throws {
            let root = "\(try Lab.mount("photos"))/uploads-\(UUID().uuidString)"
            try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(atPath: root) }
            try "well".write(toFile: "\(root)/health.txt", atomically: true, encoding: .utf8)
            let exporter = try await Exporter(
                ["--site.root=uploads=\(root)", "--site.file=uploads=health.txt", "--site.root=local=/usr"]
            )
            let scrape = try await exporter.until("it is read") { scrape in
                scrape.family("caddy_site_probe_duration_seconds_count").contains {
                    $0.key.contains(root) && $0.key.contains(#"operation="read""#) && $0.value > 0
                }
            }
            let uploads = #"caddy="",site="uploads",root="\#(root)""#
            #expect(scrape["caddy_site_root_on_gluster{\(uploads)}"] == 1)
            #expect(scrape[#"caddy_site_root_on_gluster{caddy="",site="local",root="/usr"}"#] == 0)
            #expect(scrape[#"caddy_site_finding{caddy="",site="local",root="/usr",finding="not_on_gluster"}"#] == 1)
            try FileManager.default.removeItem(atPath: "\(root)/health.txt")
            try await exporter.until("the file is missed") { scrape in
                scrape.family("caddy_site_probe_failures_total").contains {
                    $0.key.contains(root) && $0.key.contains(#"operation="read",error="not_found""#) && $0.value > 0
                }
            }
        }
    }
}
