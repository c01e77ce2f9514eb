import Foundation
import TestSupport
import Testing

extension LiveTests {
    /// What comes with the package, tried with the programs that it is for.
    @Suite("The package's examples")
    struct ExampleTests {
        @Test("systemd listens, on TCP and on a Unix socket: the connection that starts the exporter is answered")
        func sockets() async throws {
            let port = CaddyServer.newPort()
            let path = "\(try Lab.directory())/activated-\(port).sock"
            let ways = [["http://127.0.0.1:\(port)/metrics"], ["--unix-socket", path, "http://localhost/metrics"]]
            for way in ways {
                let (exporter, first) = try await Self.activated(["127.0.0.1:\(port)", path], knock: way)
                #expect(first == "200")
                for way in ways { #expect(try Self.status(way) == "200") }
                #expect(exporter.messages.contains("msg=listening ports=\(port),0"))
                let worker = try await eventually("a worker") { exporter.worker }
                let environment = try String(contentsOfFile: "/proc/\(worker)/environ", encoding: .utf8)
                #expect(!environment.contains("LISTEN_"))
                #expect(exporter.stop() == 0)
                // It is systemd's, who goes on listening there.
                #expect(FileManager.default.fileExists(atPath: path))
                try FileManager.default.removeItem(atPath: path)
            }
        }

        @Test("Caddy stands in front of the socket, asks for a password, and lets reading through alone")
        func proxy() async throws {
            let own = "/run/gluster_caddy_exporter.sock"
            #expect(try Self.file("gluster_caddy_exporter.socket").contains("ListenStream=\(own)\n"))
            let socket = "\(try Lab.directory())/proxied-\(CaddyServer.newPort()).sock"
            let hash = try Lab.output("caddy", ["hash-password", "--plaintext", "secret"])
            let example = try Self.file("examples/Caddyfile")
            #expect(example.contains("unix/\(own)\n"))
            let caddy = try await CaddyServer(
                example.replacing(":9443 {", with: ":9443 {\nbind 127.0.0.1").replacing(own, with: socket),
                prefix: ["EXPORTER_NAME=localhost", "EXPORTER_HASH=\(hash.trimmingCharacters(in: .newlines))"]
            )
            let ask = { (path: String, more: [String]) in
                ["--cacert", "\(caddy.directory)/caddy/pki/authorities/local/root.crt"] + more
                    + ["https://localhost:9443\(path)"]
            }
            let user = ["-u", "prometheus:secret"]
            let (exporter, first) = try await Self.activated([socket], knock: ask("/metrics", user))
            #expect(first == "200")
            try await eventually("it is ready") { try Self.status(ask("/-/ready", user)) == "200" ? true : nil }
            for path in ["/", "/metrics?collect[]=volume", "/-/healthy"] {
                #expect(try Self.status(ask(path, user + ["--globoff"])) == "200", "\(path)")
                #expect(try Self.status(ask(path, ["--globoff"])) == "401", "\(path)")
            }
            #expect(try Self.status(ask("/-/reload", user + ["-X", "POST"])) == "404")
            #expect(try Self.status(ask("/metrics", user + ["-X", "POST"])) == "404")
            for path in ["/other", "/sd/targets"] { #expect(try Self.status(ask(path, user)) == "404", "\(path)") }
            #expect(exporter.stop() == 0)
        }

        @Test("web.yml lets the user in over TLS, with its headers, and nobody else")
        func webConfiguration() async throws {
            let directory = "\(try Lab.directory())/web-\(UUID().uuidString)"
            try FileManager.default.createDirectory(atPath: "\(directory)/tls", withIntermediateDirectories: true)
            let server = Identity("localhost", names: ["DNS:localhost", "IP:127.0.0.1"], purpose: Identity.server)
            try Data(server.certificate).write(to: URL(filePath: "\(directory)/tls/cert.pem"))
            try Data(server.key).write(to: URL(filePath: "\(directory)/tls/key.pem"))
            let text = try Self.file("examples/web.yml")
            let file = "\(directory)/web.yml"
            try text.write(toFile: file, atomically: true, encoding: .utf8)
            let exporter = try await Exporter(["--web.config.file=\(file)"])
            let ask = { (more: [String]) in
                ["--cacert", "\(directory)/tls/cert.pem"] + more + ["https://127.0.0.1:\(exporter.port)/metrics"]
            }
            #expect(try Self.status(ask([])) == "401")
            #expect(try Self.status(ask(["-u", "prometheus:secret"])) == "401")

            // Of "secret".
            let hash = "$2b$04$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIrW"
            try text.replacing(/\$2b\$10\S+/, with: hash).write(toFile: file, atomically: true, encoding: .utf8)
            let user = ["-u", "prometheus:secret"]
            #expect(try Self.status(ask(user)) == "200")
            #expect(try Self.status(ask(user + ["--tls-max", "1.1"])) == "000")
            let head = try Lab.output("curl", ["-sSI"] + ask(user))
            #expect(head.contains("Strict-Transport-Security: max-age=31536000"))
            #expect(head.contains("X-Content-Type-Options: nosniff"))
            #expect(exporter.stop() == 0)
        }

        /// A file of `packaging/`.
        private static func file(_ name: String) throws -> String {
            try String(contentsOfFile: "\(Lab.checkout)/packaging/\(name)", encoding: .utf8)
        }

        /// What curl says; 000 when there is no answer.
        private static func status(_ arguments: [String]) throws -> String {
            let line = ["curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", "-m", "20"] + arguments
            return try Lab.output("sh", ["-c", "\(line.map { "'\($0)'" }.joined(separator: " ")) || true"])
        }

        /// An exporter as a socket unit starts it: at the first connection, which is the one of `knock`.
        ///
        /// - Returns: It, and the status of that first answer.
        private static func activated(_ sockets: [String], knock: [String]) async throws -> (Exporter, String) {
            let file = "\(try Lab.directory())/first-\(UUID().uuidString)"
            let curl =
                ["curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", "--retry", "20", "--retry-delay", "1"]
                + ["--retry-all-errors"] + knock
            // The shell stays: systemd's tool closes what Foundation knows the end of a process by.
            let line = "((\(curl.map { "'\($0)'" }.joined(separator: " ")) >\(file) 2>&1) &); \"$@\"; exit $?"
            let exporter = try await Exporter(
                ["--web.systemd-socket"],
                prefix: ["sh", "-c", line, "sh", "systemd-socket-activate"] + sockets.flatMap { ["--listen=\($0)"] }
            )
            let first = try await eventually(within: 30, "the first answer") {
                let text = try String(contentsOfFile: file, encoding: .utf8)
                return text.isEmpty ? nil : text
            }
            return (exporter, first)
        }
    }
}
