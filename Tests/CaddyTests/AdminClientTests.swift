import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Caddy
@testable import Exposition

@Suite("An admin API is asked", .timeLimit(.minutes(1)))
struct AdminClientTests {
    static let metrics = """
        # HELP caddy_admin_http_requests_total Counter of requests made to the Admin API's HTTP endpoints.
        # TYPE caddy_admin_http_requests_total counter
        caddy_admin_http_requests_total{code="200",handler="admin",method="GET",path="/config/"} 5
        # HELP go_goroutines Number of goroutines that currently exist.
        # TYPE go_goroutines gauge
        go_goroutines 12

        """
    private let budget = Budget(.seconds(20))

    /// Answers metrics to those whose `Host` it likes.
    private static func server(liking hosts: Set<String>) -> @Sendable (FakeHTTP.Request) -> String {
        { request in
            guard hosts.contains(request.header("Host") ?? "none") else {
                return FakeHTTP.reply(403, #"{"error":"host not allowed: x"}"#, type: "application/json")
            }
            return FakeHTTP.reply(200, metrics)
        }
    }

    @Test("gives the families of Caddy, and none of Go")
    func families() throws {
        let server = FakeHTTP(unix: FakeServer.newPath(), Self.server(liking: [""]))
        var client = try client("unix/\(server.path)")
        #expect(try client.metrics(budget).map(\.name) == ["caddy_admin_http_requests_total"])
        #expect(server.requests.map(\.line) == ["GET /metrics HTTP/1.1"])
        let names = Set(server.requests.flatMap(\.headers).map { $0.prefix { $0 != ":" } })
        #expect(names == ["Accept", "Accept-Encoding", "Host"])  // No Origin, no Sec-Fetch-Mode.
    }

    @Test("on a socket with no Host, then with 127.0.0.1, then with each origin, and remembers which it wants")
    func fallback() throws {
        let server = FakeHTTP(unix: FakeServer.newPath(), Self.server(liking: ["glusterexp"]))
        var client = AdminClient(try #require(AdminAddress("unix/\(server.path)")), origins: ["other", "glusterexp"])
        _ = try client.metrics(budget)
        _ = try client.metrics(budget)
        #expect(server.requests.map { $0.header("Host") } == ["", "127.0.0.1", "other", "glusterexp", "glusterexp"])
    }

    @Test("on TCP with the name and the port that it has")
    func tcp() throws {
        let server = FakeHTTP(tcp: Self.server(liking: ["[::1]:2019", "none"]))
        var client = try client("127.0.0.1:\(server.port)")
        #expect(throws: CaddyError.self) { try client.metrics(budget) }
        let names = ["127.0.0.1", "localhost", "[::1]"].map { "\($0):\(server.port)" }
        #expect(server.requests.map { $0.header("Host") } == names)
    }

    @Test("is left alone for a while when it refuses every Host: each is an error in its log")
    func forbidden() throws {
        let server = FakeHTTP(unix: FakeServer.newPath(), Self.server(liking: []))
        let time = AdminClock()
        var client = AdminClient(try #require(AdminAddress("unix/\(server.path)")), now: { time.now })
        let text =
            "unix/\(server.path): refused with 127.0.0.1, no name as Host: {\"error\":\"host not allowed: x\"}"
        for _ in 0..<3 {
            #expect(throws: CaddyError(.forbiddenHost, text)) { try client.metrics(budget) }
        }
        #expect(server.requests.count == 2)
        time.advance(.seconds(60))
        #expect(throws: CaddyError.self) { try client.metrics(budget) }
        #expect(server.requests.count == 4)
    }

    @Test("and what it answers must be metrics")
    func badReplies() throws {
        func error(_ answer: String) throws -> CaddyError? {
            let server = FakeHTTP(tcp: { _ in answer })
            var client = try client("127.0.0.1:\(server.port)")
            do throws(CaddyError) {
                _ = try client.metrics(budget)
                return nil
            } catch {
                let text = error.description.replacing("127.0.0.1:\(server.port): ", with: "")
                return CaddyError(error.kind, text)
            }
        }
        #expect(
            try error(FakeHTTP.reply(404, "404 page\tnot found\n"))
                == CaddyError(.badReply, "/metrics answered 404: 404 page not found")
        )
        #expect(
            try error(FakeHTTP.reply(200, "<html>", type: "text/html"))
                == CaddyError(.badReply, "/metrics is of type text/html")
        )
        #expect(try error("hello") == CaddyError(.badReply, "the reply is no HTTP, or not whole"))
        let broken = try #require(try error(FakeHTTP.reply(200, "# HELP\ncaddy_x{\n")))
        #expect(broken.kind == .badReply && broken.description.hasPrefix("/metrics is broken: "))
        #expect(
            try error("HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n\(String(repeating: " ", count: 17 << 20))")?
                .kind == .badReply
        )
    }

    @Test("and nobody there, or silence, is told apart")
    func absence() throws {
        var nowhere = try client("127.0.0.1:1")
        #expect(throws: CaddyError(.refused, "127.0.0.1:1: connect: Connection refused")) {
            try nowhere.metrics(budget)
        }
        var missing = try client("unix//tmp/no-such.sock")
        #expect(throws: CaddyError(.missing, "unix//tmp/no-such.sock: connect: No such file or directory")) {
            try missing.metrics(budget)
        }
        let server = FakeServer(tcp: { $0.waitForEnd() })
        var silent = try client("127.0.0.1:\(server.port)")
        #expect(throws: CaddyError(.timeout, "127.0.0.1:\(server.port): no whole reply in time")) {
            try silent.metrics(Budget(.milliseconds(50)))
        }
    }

    @Test("for a configuration, which must be one")
    func configuration() throws {
        let json = #"{"apps":{"http":{"servers":{"srv0":{"listen":[":80"]}}}}}"#
        let body = Mutex(json)
        let server = FakeHTTP(tcp: { _ in FakeHTTP.reply(200, body.withLock { $0 }, type: "application/json") })
        var client = try client("127.0.0.1:\(server.port)")
        #expect(try client.configuration(budget) == CaddyConfiguration.parse(Array(json.utf8)))
        for text in ["", "<html>", "{\"apps\":"] {
            body.withLock { $0 = text }
            #expect(throws: CaddyError.self) { try client.configuration(budget) }
        }
    }

    @Test("for an authority by its plain name only")
    func authority() throws {
        let pem = try AdminSamples.text("pki-ca-local.json")
        let server = FakeHTTP(tcp: { request in
            request.path == "/pki/ca/local"
                ? FakeHTTP.reply(200, pem, type: "application/json") : FakeHTTP.reply(200, "{}")
        })
        var client = try client("127.0.0.1:\(server.port)")
        let root = try client.authority("local", budget)
        #expect(root.name == "local" && root.issuer == "Caddy Local Authority - 2026 ECC Root")
        #expect(root.notAfter - root.notBefore == 3600 * 24 * 3600)
        for id in ["", "../load", "a b", "x?y", "a/b", "ä"] {
            #expect(throws: CaddyError.self) { try client.authority(id, budget) }
        }
        #expect(throws: CaddyError.self) { try client.authority("other", budget) }
        #expect(server.requests.map(\.path) == ["/pki/ca/local", "/pki/ca/other"])
    }

    private func client(_ address: String) throws -> AdminClient {
        AdminClient(try #require(AdminAddress(address)))
    }
}

/// A clock that a test moves.
final class AdminClock: Sendable {
    private let start = ContinuousClock.now
    private let passed = Mutex(Duration.zero)

    var now: ContinuousClock.Instant { start + passed.withLock { $0 } }

    func advance(_ time: Duration) { passed.withLock { $0 += time } }
}
