import Foundation
import Host
import TestSupport
import Testing

@testable import Caddy

@Suite("Caddys are known without a poll", .timeLimit(.minutes(1)))
struct CaddyInstancesTests {
    private static let json = """
        {"apps":{"http":{"servers":{"srv0":{"listen":["127.0.0.1:1"],"routes":[{"match":[{"host":["a.localhost"]}]}]}}},\
        "pki":{"certificate_authorities":{"local":{}}}}}
        """
    private let stage: CaddyStage

    init() throws {
        stage = try CaddyStage()
    }

    @Test("by their configuration alone, which is read every ten minutes")
    func alone() async throws {
        let admin = FakeAdmin()
        admin.set(configuration: Self.json)
        try stage.run(10, at: admin.address)
        let source = stage.source()
        for _ in 0..<20 {
            let instances = await source.instances()
            #expect(instances.map(\.name) == [admin.address])
            #expect(instances.first?.configuration == (try admin.parsed()))
            stage.clock.advance(.seconds(30))
        }
        #expect(admin.asked == ["/config/"])
        _ = await source.instances()
        #expect(admin.asked == ["/config/", "/config/"])
        #expect(stage.events == ["caddy \(admin.address): found, process 10"])
    }

    @Test("by the last poll, while it is young, and a poll brings what was left out")
    func polled() async throws {
        let admin = FakeAdmin()
        admin.set(configuration: Self.json)
        try stage.run(10, at: admin.address)
        let source = stage.source()
        _ = await source.instances()
        let roots = try await source.observe().first?.answer.get().roots.map(\.name)
        #expect(roots == ["local"])
        let asked = ["/config/", "/metrics", "/config/", "/pki/ca/local"]
        #expect(admin.asked == asked)
        for _ in 0..<3 {
            _ = await source.instances()
            stage.clock.advance(.seconds(30))
        }
        #expect(admin.asked == asked)
    }

    @Test("when they are started again, or come up later")
    func restarted() async throws {
        let admin = FakeAdmin()
        try stage.run(10, at: "127.0.0.1:1")
        let source = stage.source()
        for _ in 0..<2 {
            #expect(await source.instances().map(\.configuration) == [nil])
            stage.clock.advance(.seconds(30))
        }
        try stage.run(10, at: admin.address)
        #expect(await source.instances().map(\.configuration) == [try admin.parsed()])
        try stage.proc.remove(10)
        try stage.run(11, at: admin.address, start: 9)
        stage.clock.advance(.seconds(30))
        #expect(await source.instances().map(\.process?.identity.pid) == [11])
        #expect(admin.asked == ["/config/", "/config/"])
    }

    @Test("and one whose configuration cannot be read is not asked at each turn")
    func unread() async throws {
        let admin = FakeAdmin()
        admin.set(configuration: "<html>")
        try stage.run(10, at: admin.address)
        let source = stage.source()
        for _ in 0..<4 {
            #expect(await source.instances().map(\.configuration) == [nil])
            stage.clock.advance(.seconds(30))
        }
        #expect(admin.asked == ["/config/", "/config/"])
    }
}
