import Foundation
import Testing

extension LiveTests {
    @Suite("A crowd at the endpoint")
    struct CrowdTests {
        private static let request = "GET /metrics HTTP/1.1\r\nHost: test\r\n\r\n"

        @Test("of 100 scrapers at the same time is served, each")
        func scrapers() async throws {
            let exporter = try await Exporter()
            try await exporter.ready()
            for _ in 0..<6 {
                let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                    for _ in 0..<100 { group.addTask { try await exporter.get("/metrics").status } }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                #expect(statuses == Array(repeating: 200, count: 100))
            }
        }

        @Test("of 400 who drip and 100 who hardly read is gone within ten seconds, and costs nobody else anything")
        func slowClients() async throws {
            let exporter = try await Exporter(prefix: ScrapeClock.prefix)
            try await exporter.ready()
            _ = try await exporter.fresh("brick")
            let before = try Usage(of: exporter.pid)
            let clock = ScrapeClock(exporter.port)
            defer { _ = clock.stop() }
            let dripping = (0..<400).compactMap { RawSocket(port: exporter.port, source: UInt8(2 + $0 / 200)) }
            let deaf = (0..<100).compactMap { _ in RawSocket(port: exporter.port, source: 4, buffer: 4096) }
            try #require(dripping.count == 400 && deaf.count == 100)
            for client in dripping { client.send("GET /metrics HTTP/1.1\r\nX: ") }
            for client in deaf { client.send(Self.request) }
            let start = ContinuousClock.now
            try await eventually("all of them are there") {
                try Usage.descriptors(of: exporter.pid) >= before.descriptors + 450 ? true : nil
            }
            // Each of them goes on: none is idle for as long as a second.
            var drops = 0
            try await eventually(within: 20, "all of them are gone") { () async throws -> Bool? in
                if ContinuousClock.now - start > .milliseconds(500 * drops) {
                    for client in dripping { client.send("x") }
                    for client in deaf { client.read(1) }
                    drops += 1
                }
                return try Usage.descriptors(of: exporter.pid) <= before.descriptors + 2 ? true : nil
            }
            #expect(ContinuousClock.now - start < .seconds(11))
            let scrapes = clock.stop()
            #expect(scrapes.count > 100)
            #expect(scrapes.slowest < 0.05, "one of \(scrapes.count) scrapes took \(scrapes.slowest) s")
            #expect(try Usage(of: exporter.pid).ownThreads <= before.ownThreads)
            let cut = try await exporter.scrape().sum("gluster_caddy_exporter_http_connections_cut_total")
            #expect(cut >= 400)
        }

        @Test("of 100,000 scrapes leaves nothing behind")
        func growth() async throws {
            let exporter = try await Exporter()
            try await exporter.ready()
            try scrape(10_000, exporter.port)
            let before = try Usage(of: exporter.pid)
            try scrape(100_000, exporter.port)
            let after = try Usage(of: exporter.pid)
            #expect(after.descriptors <= before.descriptors + 2)
            #expect(after.hasNoMoreThreads(than: before), "\(before) \(after)")
            #expect(after.memory < before.memory + 4 << 20)
            // What one thread frees, another can use.
            #expect(try Usage.arenas(of: exporter.pid) == 1)
        }

        /// On connections that are used a thousand times each.
        private func scrape(_ count: Int, _ port: Int) throws {
            for _ in 0..<(count / 1000) {
                let client = try #require(RawSocket(port: port))
                for _ in 0..<1000 {
                    client.send("GET /metrics HTTP/1.1\r\nHost: test\r\nAccept-Encoding: gzip\r\n\r\n")
                    guard client.readAnswer() else { throw Lab.Failure(description: "no answer") }
                }
            }
        }
    }
}
