import Foundation
import Testing

extension LiveTests {
    /// The directory behind a root is replaced by another client, under mounts that are bound to it.
    @Suite("A site root")
    struct StaleRootTests {
        @Test(
            "that is replaced under a mount is told by name, before any request, and cleared by a remount",
            arguments: ["bind", "subdirectory"]
        )
        func replaced(_ kind: String) async throws {
            let name = "\(kind)-\(UUID().uuidString)"
            let original = "\(try Lab.mount("photos"))/\(name)"
            let root = "\(try Lab.directory())/roots/\(name)"
            for directory in [original, root] {
                try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
            }
            try "old".write(toFile: "\(original)/index.html", atomically: true, encoding: .utf8)
            func mount() throws {
                if kind == "bind" {
                    try Lab.output("mount", ["--bind", original, root])
                } else {
                    try Lab.lab("mount", "photos/\(name)", root)
                }
            }
            try mount()
            defer {
                _ = try? Lab.output("umount", ["-l", root])
                try? FileManager.default.removeItem(atPath: original)
            }
            let port = CaddyServer.newPort()
            let caddy = try await CaddyServer(
                """
                http://:\(port) {
                    bind 127.0.0.1
                    root * \(root)
                    file_server
                }
                """
            )
            let exporter = try await Exporter(["--caddy.admin-address=\(caddy.admin)"])
            let labels = #"caddy="\#(caddy.admin)",site="127.0.0.1:\#(port)",root="\#(root)""#
            let stale = "caddy_site_root_stale{\(labels)}"
            let healthy = try await exporter.until("the root is seen") { $0[stale] == 0 }
            #expect(healthy["caddy_site_root_replaced_total{\(labels)}"] == 0)
            #expect(healthy["caddy_site_root_on_gluster{\(labels)}"] == 1)
            // A bind mount has no series of its own: those of the mount behind it are meant.
            let mountpoint = kind == "bind" ? try Lab.mount("photos") : root
            #expect(healthy.has("caddy_site_root_info{\(labels)", #"mountpoint="\#(mountpoint)",volume="photos""#))
            #expect(try CaddyServer.get(port, "/index.html") == 200)

            try FileManager.default.removeItem(atPath: original)
            try FileManager.default.createDirectory(atPath: original, withIntermediateDirectories: true)
            try "new".write(toFile: "\(original)/index.html", atomically: true, encoding: .utf8)
            _ = try await exporter.fresh("site")
            let found = try await exporter.fresh("site")
            #expect(found[stale] == 1)
            #expect(found["caddy_site_root_replaced_total{\(labels)}"] == 1)
            for finding in ["root_stale", "root_replaced"] {
                #expect(found["caddy_site_finding{\(labels),finding=\"\(finding)\"}"] == 1)
            }
            #expect(exporter.messages.contains("was replaced or removed"))
            try await exporter.keep(as: "stale-\(kind)")

            try Lab.lab("umount", root)
            try mount()
            let cleared = try await exporter.until("the remount clears it") { $0[stale] == 0 }
            #expect(!cleared.has("caddy_site_finding", #"finding="root_"#))
            #expect(cleared["caddy_site_root_replaced_total{\(labels)}"] == 1)
        }
    }
}
