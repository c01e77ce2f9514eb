import Foundation
import Testing

@testable import Web

private let hasIPv6 = ((try? String(contentsOfFile: "/proc/net/if_inet6", encoding: .utf8)) ?? "").contains(" lo\n")

@Suite("Listening", .timeLimit(.minutes(1)))
struct ListeningTests {
    private func server(on addresses: String...) throws -> Server {
        try Server(
            ServerSettings(addresses: addresses.map { try ListenAddress(parsing: $0) }),
            routes: TestSource().routes
        )
    }

    @Test("works on several addresses, with one count for all", .enabled(if: hasIPv6))
    func severalAddresses() throws {
        let server = try server(on: "127.0.0.1:0", "[::1]:0", "localhost:0")

        #expect(Set(server.ports).count == 3)
        for (port, host) in zip(server.ports, ["127.0.0.1", "::1", "127.0.0.1"]) {
            #expect(try Client(to: port, at: host).ask("GET /-/healthy HTTP/1.1").status == "200 OK")
        }
        #expect(server.requestCounts == [200: 3])
    }

    @Test("without a host takes connections of both families", .enabled(if: hasIPv6))
    func everyAddress() throws {
        let server = try server(on: ":0")

        for host in ["127.0.0.1", "::1"] {
            #expect(try Client(to: server.port, at: host).ask("GET /-/healthy HTTP/1.1").status == "200 OK")
        }
    }

    @Test("says which address could not be had, and why")
    func failures() throws {
        let first = try server(on: "127.0.0.1:0")
        let taken = #expect(throws: WebError.self) { try server(on: "127.0.0.1:0", "127.0.0.1:\(first.port)") }
        let foreign = #expect(throws: WebError.self) { try server(on: "192.0.2.1:0") }

        #expect(taken?.description == "listen on 127.0.0.1:\(first.port): Address already in use")
        #expect(foreign?.description == "listen on 192.0.2.1:0: Cannot assign requested address")
        #expect("\(WebError("listen on nowhere:1", code: -2))" == "listen on nowhere:1: Name or service not known")
    }

    @Test("ends when the server is stopped, also in the middle of a request")
    func stopping() throws {
        let server = try server(on: "127.0.0.1:0")
        let client = try Client(to: server.port)
        #expect(try client.ask("GET /-/healthy HTTP/1.1").status == "200 OK")
        client.send("GET /metrics HTTP/1.1\r\nHo".utf8)
        server.stop()
        server.stop()

        #expect(try client.rest() == [])
        #expect(throws: Client.Failure.self) { try Client(to: server.port) }
        let next = try self.server(on: "127.0.0.1:\(server.port)")
        #expect(try Client(to: next.port).ask("GET /-/healthy HTTP/1.1").status == "200 OK")
    }

    @Test("ends when nobody holds the server any more")
    func lettingGo() throws {
        let port = try server(on: "127.0.0.1:0").port

        #expect(throws: Client.Failure.self) { try Client(to: port) }
    }
}
