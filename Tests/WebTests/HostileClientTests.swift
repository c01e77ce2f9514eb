import Foundation
import Synchronization
import Testing

@testable import Web

@Suite("Hostile clients", .timeLimit(.minutes(2)))
struct HostileClientTests {
    @Test("do no harm with any bytes")
    func garbage() throws {
        let server = try Server.test()
        let request = Array(
            """
            POST /metrics?a=%20&b HTTP/1.1\r
            Host: x\r
            Accept: text/plain;q=0.5\r
            Cookie: a=b\r
            Content-Length: 3\r
            \r
            abc
            """.utf8
        )
        let bystander = try Client(to: server.port)
        var random = SplitMix(state: 1)
        for round in 1...2000 {
            let client = try Client(to: server.port)
            if round.isMultiple(of: 4) {
                client.send((0..<random.next() % 300).map { _ in UInt8(truncatingIfNeeded: random.next()) })
            } else {
                var bytes = request
                for _ in 0...random.next() % 4 {
                    bytes[Int(random.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: random.next())
                }
                client.send(bytes)
            }
            if round.isMultiple(of: 100) {
                #expect(try bystander.ask("GET /-/healthy HTTP/1.1").status == "200 OK")
            }
        }
    }

    @Test("get one answer, and no word to go on, when they announce a body that they do not have")
    func expectation() throws {
        let server = try Server.test()
        let client = try Client(to: server.port)
        let healthy = "GET /-/healthy HTTP/1.1\r\nHost: test\r\n"
        client.send("\(healthy)Expect: 100-continue\r\n\r\n\(healthy)\r\n".utf8)

        #expect(try client.answer().status == "200 OK")
        #expect(try client.rest().isEmpty)
    }

    @Test("cannot make it fail while it stops")
    func garbageAtTheEnd() throws {
        for _ in 0..<100 {
            let server = try Server.test()
            let clients = try (0..<8).map { _ in try Client(to: server.port) }
            for client in clients {
                client.send("GET /metrics HTTP/1.1\r\nno colon\r\n\r\n".utf8)
            }
            server.stop()
        }
    }

    @Test("do not make old bodies pile up, whether they read them or go away")
    func memory() throws {
        let clock = TestClock()
        let scrapes = Atomic(0)
        let server = try Server.test(
            Routes(
                scrape: { _, _, _ in
                    let number = scrapes.add(1, ordering: .relaxed).newValue
                    return [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: 1 << 20)
                },
                isReady: { true },
                page: { Page(html: []) }
            ),
            clock: clock
        )
        let before = try residentBytes()
        for round in 0..<800 {
            let client = try Client(to: server.port)
            if round.isMultiple(of: 2) {
                #expect(try client.ask("GET /metrics HTTP/1.1").body.count == 1 << 20)
            } else {
                client.send("GET /metrics HTTP/1.1\r\nHost: test\r\n\r\n".utf8)
            }
            clock.advance(by: .seconds(1))
        }
        #expect(try Client(to: server.port).ask("GET /-/healthy HTTP/1.1").status == "200 OK")
        #expect(try residentBytes() < before + 400 << 20)
    }

    private func residentBytes() throws -> Int {
        let pages = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ")[1]
        return Int(pages)! * 4096
    }
}

/// Numbers that look random, and are the same in every run.
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = state
        value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
        return value ^ (value >> 31)
    }
}
