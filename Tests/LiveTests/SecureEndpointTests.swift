import Foundation
import TestSupport
import Testing

extension LiveTests {
    @Suite("The web configuration file")
    struct SecureEndpointTests {
        @Test("lets curl in with a client certificate and a password, and nobody else")
        func curl() async throws {
            let site = try SecureSite()
            try site.write()
            let exporter = try await site.exporter()
            let good = ["--cert", site.path("client.crt"), "--key", site.path("client.key"), "-u", "prom:secret"]

            #expect(try site.status(exporter, good) == "200")
            #expect(try site.status(exporter, good.dropLast() + ["prom:wrong"]) == "401")
            #expect(try site.status(exporter, Array(good.dropLast(2))) == "401")
            #expect(try site.status(exporter, good.dropLast() + ["nobody:secret"]) == "401")
            // No certificate, one of somebody else, no TLS: no answer at all.
            #expect(try site.status(exporter, ["-u", "prom:secret"]) == "000")
            let stranger = ["--cert", site.path("stranger.crt"), "--key", site.path("stranger.key")]
            #expect(try site.status(exporter, stranger + ["-u", "prom:secret"]) == "000")
            #expect(try site.status(exporter, good, scheme: "http") == "000")
            #expect(try site.status(exporter, good + ["--tls-max", "1.1"]) == "000")
            let head = try Lab.output("curl", ["-sSI", "--cacert", site.path("ca.crt")] + good + [site.url(exporter)])
            #expect(head.contains("X-Frame-Options: deny"))
            #expect(head.contains("Strict-Transport-Security: max-age=31536000"))
        }

        @Test("may change under a real Prometheus, which loses no scrape")
        func rotation() async throws {
            let site = try SecureSite()
            try site.write()
            let exporter = try await site.exporter()
            let good = ["--cert", site.path("client.crt"), "--key", site.path("client.key"), "-u", "prom:secret"]
            try await eventually("it is ready") {
                try site.status(exporter, good, path: "/-/ready") == "200" ? true : nil
            }
            let prometheus = try Prometheus(
                """
                global: {scrape_interval: 500ms, scrape_timeout: 500ms}
                scrape_configs:
                  - job_name: gluster
                    scheme: https
                    basic_auth: {username: prom, password: secret}
                    tls_config:
                      ca_file: \(site.path("ca.crt"))
                      cert_file: \(site.path("client.crt"))
                      key_file: \(site.path("client.key"))
                    static_configs: [{targets: ["127.0.0.1:\(exporter.port)"]}]
                """,
                port: 9092
            )
            try await eventually(within: 30, "Prometheus has scraped") {
                try await prometheus.query("up == 1").isEmpty ? nil : true
            }
            var serials: Set<String> = []
            for round in 0..<10 {
                serials.insert(try site.serial(exporter))
                try site.write(certificate: round)
                try await Task.sleep(for: .seconds(1))
            }
            #expect(serials.count >= 8)
            #expect(try await prometheus.query("min_over_time(up[1m])") == [1])
            #expect(try await prometheus.query("count_over_time(up[1m])")[0] > 15)
        }

        @Test("that becomes bad closes the door until it is good again, and says why in the log alone")
        func bad() async throws {
            let site = try SecureSite()
            try site.write()
            let exporter = try await site.exporter()
            let good = ["--cert", site.path("client.crt"), "--key", site.path("client.key"), "-u", "prom:secret"]
            #expect(try site.status(exporter, good) == "200")
            let text = try String(contentsOfFile: site.path("web.yml"), encoding: .utf8)
            try (text + "\nsurprise: true\n").write(toFile: site.path("web.yml"), atomically: true, encoding: .utf8)

            #expect(try site.status(exporter, good) == "500")
            #expect(try site.status(exporter, Array(good.dropLast(2))) == "500")
            try await eventually("the log says why") {
                exporter.messages.contains("unknown key \\\"surprise\\\"") ? true : nil
            }
            #expect(!exporter.messages.contains("$2"))
            try site.write()
            #expect(try site.status(exporter, good) == "200")
        }

        @Test("that is bad at the start keeps it from starting")
        func badStart() throws {
            let site = try SecureSite()
            try "tls_server_config: {cert_file: no.crt, key_file: no.key}\n"
                .write(toFile: site.path("web.yml"), atomically: true, encoding: .utf8)
            let error = #expect(throws: Lab.Failure.self) {
                try Lab.output(Lab.exporter, ["--config.check", "--web.config.file=\(site.path("web.yml"))"])
            }
            #expect(
                error?.description.contains("cannot read \(site.path("no.crt")): No such file or directory") == true
            )
        }
    }
}

/// A directory with a web configuration file, and the identities that it is about.
private struct SecureSite {
    /// Both of the password "secret".
    private static let hashes = [
        "$2b$04$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIrW",
        "$2y$05$zbcdefghijklmnopqrstuuT45re8m75KKCLwP73e3Ph1yiDkwagPC",
    ]

    private let directory: String
    private let authority = Identity("Test CA", isAuthority: true)

    init() throws {
        directory = "\(try Lab.directory())/web-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        try Data(authority.certificate).write(to: URL(filePath: path("ca.crt")))
        try Identity("prometheus", purpose: Identity.client, signedBy: authority).write(to: directory, as: "client")
        try Identity("stranger", purpose: Identity.client, signedBy: Identity("Other CA", isAuthority: true))
            .write(to: directory, as: "stranger")
    }

    func path(_ name: String) -> String { "\(directory)/\(name)" }

    /// Puts a new certificate and a new hash of the same password in place.
    func write(certificate number: Int = -1) throws {
        let name = "server\(number)"
        try Identity("server", names: ["IP:127.0.0.1"], purpose: Identity.server, signedBy: authority)
            .write(to: directory, as: name)
        try """
        tls_server_config:
          cert_file: \(name).crt
          key_file: \(name).key
          client_auth_type: RequireAndVerifyClientCert
          client_ca_file: ca.crt
        http_server_config:
          headers:
            X-Frame-Options: deny
            Strict-Transport-Security: max-age=31536000
        basic_auth_users:
          prom: \(Self.hashes[abs(number) % 2])
        """.write(toFile: path("web.yml"), atomically: true, encoding: .utf8)
    }

    func exporter() async throws -> Exporter {
        try await Exporter(["--web.config.file=\(path("web.yml"))"])
    }

    func url(_ exporter: Exporter, scheme: String = "https", path: String = "/metrics") -> String {
        "\(scheme)://127.0.0.1:\(exporter.port)\(path)"
    }

    /// What curl says; 000 when there is no answer.
    func status(
        _ exporter: Exporter,
        _ arguments: [String],
        scheme: String = "https",
        path: String = "/metrics"
    ) throws -> String {
        let flags = ["-s", "-o", "/dev/null", "-w", "%{http_code}", "--cacert", self.path("ca.crt"), "-m", "10"]
        // It fails where there is no answer.
        let line = (["curl"] + flags + arguments + [url(exporter, scheme: scheme, path: path)]).map { "'\($0)'" }
        return try Lab.output("sh", ["-c", "\(line.joined(separator: " ")) || true"])
    }

    /// Of the certificate that is served.
    func serial(_ exporter: Exporter) throws -> String {
        try Lab.output(
            "sh",
            [
                "-c",
                """
                openssl s_client -connect 127.0.0.1:\(exporter.port) -cert '\(path("client.crt"))' \
                  -key '\(path("client.key"))' </dev/null 2>/dev/null | openssl x509 -noout -serial
                """,
            ]
        )
    }
}
