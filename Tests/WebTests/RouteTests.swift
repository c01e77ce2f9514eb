import Synchronization
import Testing

@testable import Web

@Suite("Routes", .timeLimit(.minutes(1)))
struct RouteTests {
    private let source = TestSource()

    @Test("lead to a scrape of some collectors")
    func collectors() throws {
        var routes = source.routes
        routes.collectors = ["volume", "brick"]
        routes.scrape = { _, _, collectors in Array("\(collectors.map { $0.sorted() } ?? ["all"])".utf8) }
        let server = try Server.test(routes)
        let client = try Client(to: server.port)

        #expect(try client.ask("GET /metrics HTTP/1.1").bodyText == "[\"all\"]")
        #expect(try client.ask("GET /metrics?collect[]=brick HTTP/1.1").bodyText == "[\"brick\"]")
        #expect(try client.ask("GET /metrics?collect%5B%5D=brick&collect[]=volume HTTP/1.1").bodyText.contains(", "))
        #expect(try client.ask("GET /metrics?exclude[]=brick HTTP/1.1").bodyText == "[\"volume\"]")
        let refused = try client.ask("GET /metrics?collect[]=x HTTP/1.1")
        #expect(refused.status == "400 Bad Request")
        #expect(refused.bodyText == "No collector \"x\" runs here; allowed: volume, brick.\n")
    }

    @Test("lead to targets, told by the name that the client knows")
    func targets() throws {
        var routes = source.routes
        let isKnown = Mutex(false)
        routes.targets = { host in isKnown.withLock { $0 } ? Array("[\"\(host)\"]".utf8) : nil }
        let server = try Server.test(routes)
        let client = try Client(to: server.port)

        #expect(try client.ask("GET /sd/targets HTTP/1.1").status == "503 Service Unavailable")
        isKnown.withLock { $0 = true }
        let answer = try client.ask("GET /sd/targets HTTP/1.1")
        #expect(answer.bodyText == "[\"test\"]")
        #expect(answer.header("Content-Type") == "application/json")
        #expect(["[::1]:80", "a.b:80", "a"].map(hostName) == ["::1", "a.b", "a"])
    }

    @Test("lead to a reload, when that is wanted, and tell what came of it")
    func reload() throws {
        let closed = try Server.test(source.routes)
        let off = try Client(to: closed.port)
        #expect(try off.ask("POST /-/reload HTTP/1.1").status == "403 Forbidden")

        var routes = source.routes
        let error = Mutex<String?>(nil)
        routes.reload = { done in done(error.withLock { $0 }) }
        let server = try Server.test(routes)
        let client = try Client(to: server.port)
        let get = try client.ask("GET /-/reload HTTP/1.1")
        #expect(get.status == "405 Method Not Allowed")
        #expect(get.header("Allow") == "POST, PUT")
        #expect(try client.ask("POST /-/reload HTTP/1.1").status == "200 OK")
        error.withLock { $0 = "no" }
        let failed = try client.ask("PUT /-/reload HTTP/1.1")
        #expect(failed.status == "500 Internal Server Error")
        #expect(failed.bodyText == "Not reloaded: no\n")
    }

    @Test("do not keep the server from stopping while a reload is under way")
    func stopping() throws {
        var routes = source.routes
        let begun = DispatchEvent()
        routes.reload = { _ in begun.happen() }
        let server = try Server.test(routes)
        let client = try Client(to: server.port)
        client.send("POST /-/reload HTTP/1.1\r\nHost: test\r\n\r\n".utf8)
        begun.wait()
        server.stop()

        #expect(try client.rest() == [])
    }
}
