import Foundation
import Testing

extension LiveTests {
    /// The admin API in each way that it can be reached, and not be reached.
    @Suite("Caddy's admin API")
    struct AdminTests {
        private static let site = { @Sendable (port: Int) in
            """
            http://:\(port) {
                bind 127.0.0.1
                respond "well"
            }
            """
        }

        @Test("is asked over TCP and over a Unix socket, and its metrics are passed on", arguments: ["tcp", "unix"])
        func up(_ kind: String) async throws {
            let port = CaddyServer.newPort()
            let socket = "unix/\(try Lab.directory())/admin-\(port).sock"
            let caddy = try await CaddyServer(
                Self.site(port),
                admin: kind == "unix" ? socket : nil,
                options: "servers {\nmetrics\n}"
            )
            for _ in 1...3 { #expect(try CaddyServer.get(port, "/") == 200) }
            let exporter = try await Exporter(["--caddy.admin-address=\(caddy.admin)"])
            let label = #"caddy="\#(caddy.admin)""#
            let scrape = try await exporter.until("Caddy is up") { $0["caddy_up{\(label)}"] == 1 }
            #expect(scrape["caddy_config_sites{\(label)}"] == 1)
            #expect(scrape.family("caddy_scrape_error_info").isEmpty)
            let served = scrape.family("caddy_http_request_duration_seconds_count").filter { $0.key.contains(label) }
            #expect(served.values.contains(3))
            #expect(scrape.names("go_").isEmpty)
            try await exporter.keep(as: "caddy-\(kind)")

            // Reading the configuration writes a line into its log: once is enough, and once more where a collector that
            // wants nothing else came first.
            _ = try await exporter.fresh("site")
            let readings = { caddy.messages.split(separator: "\n").count { $0.contains(#""uri":"/config/""#) } }
            let first = readings()
            #expect((1...2).contains(first))
            for _ in 1...3 { _ = try await exporter.fresh("caddy") }
            #expect(readings() == first)

            caddy.stop(SIGKILL)
            let down = try await exporter.until("Caddy is down") {
                $0["caddy_up{\(label)}"] == 0 && $0["caddy_scrape_error_info{\(label),error=\"refused\"}"] == 1
            }
            #expect(down.family("caddy_http_requests_total").isEmpty)
        }

        @Test("is found without any setting, and again when it has moved")
        func discovery() async throws {
            let port = CaddyServer.newPort()
            let first = try await CaddyServer(Self.site(port))
            let exporter = try await Exporter()
            try await exporter.until("it is found") { $0[#"caddy_up{caddy="\#(first.admin)"}"#] == 1 }
            first.stop()
            let second = try await CaddyServer(Self.site(port))
            try await exporter.until("it is found again", within: 30) {
                $0[#"caddy_up{caddy="\#(second.admin)"}"#] == 1
            }
        }

        @Test("that a socket's mode forbids is told, with who may")
        func permission() async throws {
            let port = CaddyServer.newPort()
            let path = "\(try Lab.directory())/closed-\(port).sock"
            let caddy = try await CaddyServer(Self.site(port), admin: "unix/\(path)")
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
            let exporter = try await Exporter(
                ["--caddy.admin-address=\(caddy.admin)", "--gluster.volume=127.1.1.1/photos"],
                discovers: false,
                program: try Lab.exporterForAll(),
                prefix: Lab.asNobody
            )
            let labels = #"caddy="\#(caddy.admin)""#
            let scrape = try await exporter.until("Caddy is down") { $0["caddy_up{\(labels)}"] == 0 }
            #expect(scrape["caddy_scrape_error_info{\(labels),error=\"permission\"}"] == 1)
            let line = exporter.messages.split(separator: "\n").filter { $0.contains(path) && $0.contains("65534") }
            #expect(line.count == 1)
        }

        @Test(
            "that answers with something else is told",
            arguments: [
                ("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n<html>", "bad_reply"),
                ("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nx 1\nx 1\n", "bad_reply"),
                ("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n", "forbidden_host"),
                ("garbage", "bad_reply"), ("", "bad_reply"),
            ]
        )
        func nonsense(_ answer: String, _ error: String) async throws {
            let server = try AnyServer(answer)
            let exporter = try await Exporter(["--caddy.admin-address=127.0.0.1:\(server.port)"])
            let labels = #"caddy="127.0.0.1:\#(server.port)""#
            let scrape = try await exporter.until("Caddy is down") { $0["caddy_up{\(labels)}"] == 0 }
            #expect(scrape["caddy_scrape_error_info{\(labels),error=\"\(error)\"}"] == 1)
        }

        @Test("that never ends its answer, or never begins it, costs nothing but its own series")
        func endless() async throws {
            let mute = try MuteServer(answers: 0)
            let huge = try AnyServer(
                "HTTP/1.1 200 OK\r\nContent-Type: text/plain; version=0.0.4\r\n\r\n",
                then: String(repeating: "# a comment without end\n", count: 400)
            )
            let addresses = [mute.port, huge.port].map { "127.0.0.1:\($0)" }
            let exporter = try await Exporter(addresses.map { "--caddy.admin-address=\($0)" })
            try await exporter.until("both are down") { scrape in
                scrape["caddy_scrape_error_info{caddy=\"\(addresses[0])\",error=\"timeout\"}"] == 1
                    && scrape["caddy_scrape_error_info{caddy=\"\(addresses[1])\",error=\"bad_reply\"}"] == 1
            }
            let clock = ContinuousClock()
            let took = try await clock.measure { _ = try await exporter.scrape() }
            #expect(took < .seconds(1))
            _ = try await exporter.fresh("volume")
        }
    }
}
