import Glibc
import Synchronization
import Testing

@testable import Web

@Suite("Limits", .timeLimit(.minutes(1)))
struct LimitTests {
    @Test("cut off who says nothing, who drips, and who does not read")
    func patience() throws {
        var routes = TestSource().routes
        routes.scrape = { _, _, _ in [UInt8](repeating: 0x20, count: 32 << 20) }
        let server = try Server.test(routes) { $0.patience = .milliseconds(200) }
        let silent = try Client(to: server.port)
        let dripping = try Client(to: server.port)
        let deaf = try Client(to: server.port)
        deaf.send("GET /metrics HTTP/1.1\r\nHost: test\r\n\r\n".utf8)
        dripping.send("GET /metrics HTTP/1.1\r\n".utf8)
        // A byte each time that the server has looked at the last one: many of them would be too long a head.
        var sign = server.lastSign
        while dripping.sends(UInt8(ascii: "x")) {
            while server.lastSign == sign { sched_yield() }
            sign = server.lastSign
        }
        while server.cuts[.answer] == nil { sched_yield() }

        #expect(try silent.rest() == [])
        #expect(try dripping.rest() == [])
        #expect(try deaf.rest().count < 32 << 20)
        #expect(server.cuts == [.request: 2, .answer: 1])
        #expect(try Client(to: server.port).ask("GET /-/healthy HTTP/1.1").status == "200 OK")
    }

    @Test("make room for who comes, in place of who waits")
    func connections() throws {
        let server = try Server.test { $0.maxConnectionsPerAddress = 3 }
        let silent = try (0..<3).map { _ in try Client(to: server.port) }
        let talking = try (0..<3).map { _ in try Client(to: server.port) }
        for client in talking { #expect(try client.ask("GET / HTTP/1.1").status == "200 OK") }

        for client in silent { #expect(try client.rest() == []) }
        #expect(server.cuts == [.addressLimit: 3])
    }

    @Test("refuse requests while as many are under way as there may be")
    func requests() throws {
        let done = Mutex<(@Sendable (String?) -> Void)?>(nil)
        let begun = DispatchEvent()
        var routes = TestSource().routes
        routes.reload = { end in
            done.withLock { $0 = end }
            begun.happen()
        }
        let server = try Server.test(routes) { $0.maxRequests = 1 }
        let reloading = try Client(to: server.port)
        reloading.send("POST /-/reload HTTP/1.1\r\nHost: test\r\n\r\n".utf8)
        begun.wait()

        let refused = try Client(to: server.port).ask("GET /metrics HTTP/1.1")
        #expect(refused.status == "503 Service Unavailable")
        #expect(refused.header("Retry-After") == "1")
        done.withLock { $0 }?(nil)
        #expect(try reloading.answer().bodyText == "Reloaded.\n")
        #expect(try Client(to: server.port).ask("GET /metrics HTTP/1.1").status == "200 OK")
    }
}
