import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Web

@Suite("The gate", .timeLimit(.minutes(1)))
struct GateTests {
    /// Of the password "secret".
    private static let users =
        "basic_auth_users: {prom: $2b$04$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIrW}\n"
    private static let right = "Authorization: Basic \(Data("prom:secret".utf8).base64EncodedString())"
    private static let wrong = "Authorization: Basic \(Data("prom:secres".utf8).base64EncodedString())"

    private let path = FileManager.default.temporaryDirectory.appending(path: "web-\(UUID().uuidString).yml").path
    private let told = Told()

    private func write(_ text: String) throws {
        try text.write(toFile: path, atomically: true, encoding: .utf8)
    }

    private func server() throws -> Server {
        var settings = ServerSettings(addresses: [try ListenAddress(parsing: "127.0.0.1:0")])
        settings.configuration = WebConfigurationFile(path: path)
        return try Server(settings, routes: TestSource().routes) { [told] in told.add($0) }
    }

    @Test("lets users in with their passwords, on a connection that goes on")
    func users() throws {
        try write(Self.users)
        let server = try server()
        let client = try Client(to: server.port)
        let refused = try client.ask("GET /metrics HTTP/1.1")
        #expect(refused.status == "401 Unauthorized")
        #expect(refused.header("WWW-Authenticate") == "Basic realm=\"gluster_caddy_exporter\"")
        #expect(try client.ask("GET /metrics HTTP/1.1", Self.wrong).status == "401 Unauthorized")
        for _ in 0..<3 { #expect(try client.ask("GET /metrics HTTP/1.1", Self.right).status == "200 OK") }
        #expect(try client.ask("GET /metrics HTTP/1.1", Self.right, Self.right).status == "401 Unauthorized")
        #expect(try client.ask("POST /-/reload HTTP/1.1").status == "401 Unauthorized")
        #expect(server.requestCounts == [200: 3, 401: 4])
    }

    @Test("asks for the rate first, then for the user, and sends the headers with all but a 429")
    func order() throws {
        try write(
            "\(Self.users)rate_limit: {interval: 1h, burst: 2}\nhttp_server_config: {headers: {X-Frame-Options: deny}}\n"
        )
        let server = try server()
        let client = try Client(to: server.port)
        let first = try client.ask("GET /metrics HTTP/1.1")
        let second = try client.ask("GET /metrics HTTP/1.1", Self.right)
        let third = try client.ask("GET /metrics HTTP/1.1", Self.right)

        #expect([first, second, third].map(\.status) == ["401 Unauthorized", "200 OK", "429 Too Many Requests"])
        #expect([first, second].map { $0.header("X-Frame-Options") } == ["deny", "deny"])
    }

    @Test("is closed from the request on that finds the file bad, and tells of it once")
    func bad() throws {
        try write(Self.users)
        let server = try server()
        let client = try Client(to: server.port)
        #expect(try client.ask("GET /metrics HTTP/1.1", Self.right).status == "200 OK")
        try write("\(Self.users)surprise: 1\n")
        for _ in 0..<3 {
            let answer = try client.ask("GET /metrics HTTP/1.1", Self.right)
            #expect(answer.status == "500 Internal Server Error")
            #expect(answer.bodyText == "The web configuration file is bad: the log says why.\n")
        }
        try write(Self.users)
        #expect(try client.ask("GET /metrics HTTP/1.1", Self.right).status == "200 OK")

        let allowed = "tls_server_config, http_server_config, rate_limit, basic_auth_users"
        #expect(told.texts == ["\(path):2: unknown key \"surprise\"; allowed: \(allowed)", nil])
    }

    @Test("keeps a server from starting, or from other settings, with a file that is bad")
    func start() throws {
        #expect(throws: WebConfigurationError.self) { try self.server() }
        try write(Self.users)
        let server = try server()
        try write("surprise: 1\n")
        var settings = ServerSettings(addresses: [])
        settings.configuration = WebConfigurationFile(path: path)
        #expect(throws: WebConfigurationError.self) { try server.apply(settings, routes: TestSource().routes) }
    }

    @Test("ends a connection whose kind is not allowed any more, at its next request")
    func kept() throws {
        try write("# Plain HTTP for all.\n")
        let server = try server()
        let client = try Client(to: server.port)
        #expect(try client.ask("GET /metrics HTTP/1.1").status == "200 OK")
        let identity = Identity("server", names: ["IP:127.0.0.1"])
        let directory = FileManager.default.temporaryDirectory.path
        let name = "web-\(UUID().uuidString)"
        try identity.write(to: directory, as: name)
        try write("tls_server_config: {cert_file: \(directory)/\(name).crt, key_file: \(directory)/\(name).key}\n")

        #expect(throws: Client.Failure.self) { try client.ask("GET /metrics HTTP/1.1") }
        #expect(server.requestCounts == [200: 1])
    }

    @Test("forgets who went away while a password was hashed, and does not wait for it at the end")
    func hashing() throws {
        try write(Self.users.replacing("$04$", with: "$15$"))
        let server = try server()
        for _ in 0..<3 {
            let client = try Client(to: server.port)
            client.send("GET /metrics HTTP/1.1\r\nHost: test\r\n\(Self.wrong)\r\n\r\n".utf8)
        }
        let waiting = try Client(to: server.port)
        waiting.send("GET /metrics HTTP/1.1\r\nHost: test\r\n\(Self.right)\r\n\r\n".utf8)
        // Whoever needs no hashing is answered meanwhile.
        #expect(try Client(to: server.port).ask("GET /metrics HTTP/1.1").status == "401 Unauthorized")
        server.stop()

        #expect(try waiting.rest() == [])
    }
}

private final class Told: Sendable {
    private let errors = Mutex<[String?]>([])

    var texts: [String?] { errors.withLock { $0 } }

    func add(_ error: WebConfigurationError?) { errors.withLock { $0.append(error?.description) } }
}
