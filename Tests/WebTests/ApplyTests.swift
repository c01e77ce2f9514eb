import Foundation
import Glibc
import Testing

@testable import Web

@Suite("Other settings", .timeLimit(.minutes(1)))
struct ApplyTests {
    private let directory = FileManager.default.temporaryDirectory.appending(path: "web-\(UUID().uuidString)").path
    private let source = TestSource()

    init() throws {
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    }

    private func settings(_ addresses: String...) throws -> ServerSettings {
        ServerSettings(addresses: try addresses.map { try ListenAddress(parsing: $0) })
    }

    private func mode(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    @Test("take effect while connections go on")
    func routes() throws {
        let server = try Server.test(source.routes)
        let client = try Client(to: server.port)
        #expect(try client.ask("GET /metrics HTTP/1.1").status == "200 OK")
        var routes = source.routes
        routes.telemetryPath = "/other"
        try server.apply(settings("127.0.0.1:0"), routes: routes)

        #expect(try client.ask("GET /other HTTP/1.1").status == "200 OK")
        #expect(try client.ask("GET /metrics HTTP/1.1").status == "404 Not Found")
        #expect(server.requestCounts == [200: 2, 404: 1])
    }

    @Test("move to an address that overlaps with the old one, and back when another cannot be had")
    func addresses() throws {
        let server = try Server.test(source.routes)
        let port = server.port
        try server.apply(settings("127.0.0.1:\(port)"), routes: source.routes)
        #expect(throws: WebError.self) {
            try server.apply(settings(":\(port)", "192.0.2.1:1"), routes: source.routes)
        }
        #expect(server.ports == [port])
        #expect(try Client(to: port).ask("GET / HTTP/1.1").status == "200 OK")
        try server.apply(settings(":\(port)"), routes: source.routes)
        #expect(try Client(to: port, at: "127.0.0.2").ask("GET / HTTP/1.1").status == "200 OK")
        try server.apply(settings("127.0.0.1:0"), routes: source.routes)

        #expect(server.port != port)
        #expect(try Client(to: server.port).ask("GET / HTTP/1.1").status == "200 OK")
    }

    @Test("serve on a Unix socket of the mode that is wanted, which goes with them")
    func unixSocket() throws {
        let path = "\(directory)/x.sock"
        var wanted = try settings("unix:\(path)")
        let server = try Server(wanted, routes: source.routes)
        #expect(server.ports == [0])
        #expect(try mode(path) == 0o660)
        #expect(try Client(to: path).ask("GET / HTTP/1.1").status == "200 OK")
        wanted.unixSocketMode = 0o600
        try server.apply(wanted, routes: source.routes)
        #expect(try mode(path) == 0o600)
        wanted.unixSocketGroup = "no-such-group"
        let error = #expect(throws: WebError.self) { try server.apply(wanted, routes: source.routes) }
        #expect(error?.description == "group no-such-group: No such file or directory")
        server.stop()

        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test("take the place of a dead Unix socket, but not of a living one, nor of a file")
    func takenPaths() throws {
        let path = "\(directory)/x.sock"
        let server = try Server(settings("unix:\(path)"), routes: source.routes)
        let living = #expect(throws: WebError.self) { try Server(settings("unix:\(path)"), routes: source.routes) }
        #expect(living?.description == "listen on unix:\(path): Address already in use")
        try FileManager.default.linkItem(atPath: path, toPath: "\(directory)/dead.sock")
        server.stop()
        let next = try Server(settings("unix:\(directory)/dead.sock"), routes: source.routes)
        #expect(try Client(to: "\(directory)/dead.sock").ask("GET / HTTP/1.1").status == "200 OK")
        next.stop()
        try Data("x".utf8).write(to: URL(filePath: path))

        let file = #expect(throws: WebError.self) { try Server(settings("unix:\(path)"), routes: source.routes) }
        #expect(file?.description == "listen on unix:\(path): File exists")
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "x")
    }

    @Test("leave a file alone whose name is needed for a moment")
    func draft() throws {
        let path = "\(directory)/x.sock"
        try Data("x".utf8).write(to: URL(filePath: "\(path)~"))
        #expect(throws: WebError.self) { try Server(settings("unix:\(path)"), routes: source.routes) }
        #expect(try String(contentsOfFile: "\(path)~", encoding: .utf8) == "x")
    }

    @Test("leave everything as it was when a Unix socket cannot be given to others")
    func forbidden() throws {
        let path = "\(directory)/x.sock"
        let free = try [0, 1].map { _ in try Server.test(source.routes) }
        let ports = free.map(\.port)
        for server in free { server.stop() }
        let server = try Server(settings("127.0.0.1:\(ports[0])", "unix:\(path)"), routes: source.routes)
        var wanted = try settings("127.0.0.1:\(ports[1])", "unix:\(path)")
        wanted.unixSocketGroup = "1"
        // Without rights over the file.
        _ = setfsuid(65534)
        defer { _ = setfsuid(geteuid()) }
        #expect(throws: WebError.self) { try server.apply(wanted, routes: source.routes) }

        #expect(server.ports == [ports[0], 0])
        #expect(try Client(to: ports[0]).ask("GET / HTTP/1.1").status == "200 OK")
    }

    @Test("leave sockets alone that were handed over, which are served beside")
    func inherited() throws {
        let listener = try Listener(ListenAddress(parsing: "127.0.0.1:0"), Listener.Access(mode: 0))
        let server = try Server(settings(), inherited: [dup(listener.descriptor)], routes: source.routes)
        #expect(server.ports == [listener.port])
        try server.apply(settings("127.0.0.1:0"), routes: source.routes)
        for port in server.ports { #expect(try Client(to: port).ask("GET / HTTP/1.1").status == "200 OK") }
        #expect(server.ports.count == 2)
    }
}

/// By what right this thread uses files. Glibc's module has it not.
@_silgen_name("setfsuid") private func setfsuid(_ user: uid_t) -> CInt
