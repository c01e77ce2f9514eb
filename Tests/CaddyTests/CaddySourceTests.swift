import Exposition
import Foundation
import Host
import Synchronization
import TestSupport
import Testing

@testable import Caddy

@Suite("The source of Caddys", .timeLimit(.minutes(1)))
struct CaddySourceTests {
    private let stage: CaddyStage

    init() throws {
        stage = try CaddyStage()
    }

    @Test("finds a process, asks it, and reads its configuration once")
    func found() async throws {
        let admin = FakeAdmin()
        try stage.run(10, at: admin.address)
        let source = stage.source()
        for _ in 0..<3 {
            let states = await source.observe()
            #expect(states.map(\.instance.name) == [admin.address])
            #expect(states.first?.instance.process?.identity.pid == 10)
            #expect(states.first?.instance.configuration == (try admin.parsed()))
            #expect(try states.first?.answer.get().families.map(\.name) == ["caddy_admin_http_requests_total"])
        }
        #expect(admin.asked == ["/metrics", "/config/", "/metrics", "/metrics"])
        #expect(stage.events == ["caddy \(admin.address): found, process 10"])
        #expect(await source.instances().map(\.name) == [admin.address])
    }

    @Test("reads the configuration anew after ten minutes, and when the metrics tell of a change")
    func reload() async throws {
        let admin = FakeAdmin()
        try stage.run(10, at: admin.address)
        let source = stage.source()
        _ = await source.observe()
        stage.clock.advance(.seconds(599))
        _ = await source.observe()
        #expect(admin.asked.count { $0 == "/config/" } == 1)
        stage.clock.advance(.seconds(1))
        _ = await source.observe()
        #expect(admin.asked.count { $0 == "/config/" } == 2)
        admin.set(loads: 1)
        _ = await source.observe()
        _ = await source.observe()
        #expect(admin.asked.count { $0 == "/config/" } == 3)
    }

    @Test("keeps the configuration when it cannot be read any more, says so once, and does not insist")
    func unread() async throws {
        let admin = FakeAdmin()
        try stage.run(10, at: admin.address)
        let source = stage.source()
        _ = await source.observe()
        admin.set(loads: 1, configuration: "<html>")
        for _ in 0..<3 {
            let state = try #require(await source.observe().first)
            #expect(state.instance.configuration == (try FakeAdmin().parsed()))
            #expect(throws: Never.self) { try state.answer.get() }
        }
        #expect(admin.asked.count { $0 == "/config/" } == 2)
        #expect(stage.events.count == 2)
        #expect(stage.events.last?.contains("the configuration cannot be read") == true)
    }

    @Test("asks for an authority only when the configuration has it")
    func authorities() async throws {
        let json = """
            {"apps":{"http":{"servers":{"srv0":{"listen":["127.0.0.1:1"],"routes":[{"match":[{"host":["a.localhost"]}],\
            "handle":[{"handler":"vars","root":"/srv"}]}]}}},"pki":{"certificate_authorities":{"local":{}}},\
            "tls":{"automation":{"policies":[{"subjects":["a.localhost"],"issuers":[{"module":"internal"}]}]}}}}
            """
        let admin = FakeAdmin()
        admin.set(configuration: json)
        try stage.run(10, at: admin.address)
        let source = stage.source()
        let state = await source.observe().first
        let authorities = try admin.parsed().authorities
        #expect(admin.asked == ["/metrics", "/config/"] + authorities.map { "/pki/ca/\($0)" })
        #expect(try state?.answer.get().roots.map(\.name) == authorities)
        _ = await source.observe()
        #expect(admin.asked.count { $0.hasPrefix("/pki") } == authorities.count)
        admin.set(loads: 1, configuration: FakeAdmin.plain)
        #expect(try await source.observe().first?.answer.get().roots == [])
        #expect(admin.asked.count { $0.hasPrefix("/pki") } == authorities.count)
    }

    @Test("gives collectors that ask at the same time, or soon after, the same round")
    func shared() async throws {
        let admin = FakeAdmin()
        try stage.run(10, at: admin.address)
        let source = stage.source(freshness: .seconds(7))
        await withTaskGroup { group in
            for _ in 0..<10 { group.addTask { _ = await source.observe() } }
        }
        #expect(admin.asked.count == 2)
        stage.clock.advance(.seconds(6))
        _ = await source.observe()
        #expect(admin.asked.count == 2)
        stage.clock.advance(.seconds(1))
        _ = await source.observe()
        #expect(admin.asked.count == 3)
        stage.clock.advance(.seconds(29))
        _ = await source.instances()
        #expect(admin.asked.count == 3)
    }

    @Test("goes on past a Caddy that does not answer")
    func hanging() async throws {
        let admin = FakeAdmin()
        let mute = FakeServer(tcp: { $0.waitForEnd() })
        try stage.run(10, at: admin.address)
        try stage.run(11, at: "127.0.0.1:\(mute.port)", start: 2)
        let source = stage.source(deadline: .seconds(2))
        // A machine that is busy with other tests may keep the one that answers waiting, too, but not for ever.
        var answers = 0
        for _ in 0..<60 where answers < 3 {
            let kinds = await source.observe().map(\.error?.kind)
            #expect(kinds.count == 2 && kinds.contains(.timeout))
            if kinds.contains(nil) { answers += 1 }
        }
        #expect(answers == 3)
        #expect(stage.events.count { $0.contains("127.0.0.1:\(mute.port)") && !$0.contains("found") } == 1)
    }

    @Test("knows nothing where no Caddy runs")
    func none() async {
        #expect(await stage.source().observe() == [])
        #expect(stage.events == [])
        #expect(await CaddySource.plan(stage.settings) == ["caddy: no process found, and no address configured"])
    }

    @Test("watches the configured addresses, with or without a process")
    func configured() async throws {
        let admin = FakeAdmin()
        stage.settings.addresses = [admin.address, "127.0.0.1:1"].compactMap { AdminAddress($0) }
        let source = stage.source()
        let states = await source.observe()
        #expect(states.map(\.instance.name) == ["127.0.0.1:1", admin.address].sorted())
        #expect(states.compactMap(\.instance.process) == [])
        let refused = CaddyError(.refused, "127.0.0.1:1: connect: Connection refused")
        #expect(states.first { $0.instance.name == "127.0.0.1:1" }?.answer == .failure(refused))
        #expect(throws: Never.self) { try states.first { $0.instance.name == admin.address }?.answer.get() }
        #expect(await CaddySource.plan(stage.settings).contains("caddy: 127.0.0.1:1: \(refused)"))
    }

    @Test("goes by other settings: who stays keeps its configuration, found ones give way to named ones")
    func apply() async throws {
        let (first, second) = (FakeAdmin(), FakeAdmin())
        try stage.run(10, at: first.address)
        let source = stage.source()
        #expect(await source.observe().map(\.instance.name) == [first.address])

        var settings = stage.settings
        settings.addresses = [try #require(AdminAddress(second.address))]
        await source.apply(settings)
        #expect(await source.observe().map(\.instance.name) == [second.address])
        settings.addresses.append(try #require(AdminAddress(first.address)))
        settings.deadline = .seconds(21)
        await source.apply(settings)
        let names = [first.address, second.address].sorted()
        #expect(await source.observe().map(\.instance.name) == names)
        #expect(second.asked == ["/metrics", "/config/", "/metrics"])
        settings.addresses.removeFirst()
        await source.apply(settings)
        #expect(await source.observe().map(\.instance.name) == [first.address])
        #expect(second.asked.count == 3)

        await source.apply(stage.settings)
        #expect(await source.observe().first?.instance.process?.identity.pid == 10)
    }

    @Test("gives a configured address the process that listens there")
    func holder() async throws {
        let admin = FakeAdmin()
        stage.settings.addresses = [try #require(AdminAddress(admin.address))]
        try stage.proc.add(10, ["caddy", "run"], start: 1, descriptors: [3: "socket:[1]"])
        try stage.proc.add(11, ["caddy", "run"], start: 2, descriptors: [3: "socket:[2]"])
        try stage.proc.listen(tcp: [(DiscoveryProc.loopback, admin.port, 0, 2)])
        #expect(await stage.source().observe().map(\.instance.process?.identity.pid) == [11])
    }

    @Test("does not read a configuration anew because the process behind it is found late")
    func lateHolder() async throws {
        let admin = FakeAdmin()
        stage.settings.addresses = [try #require(AdminAddress(admin.address))]
        let source = stage.source()
        #expect(await source.observe().map(\.instance.process?.identity.pid) == [nil])
        try stage.run(10, at: admin.address)
        #expect(await source.observe().map(\.instance.process?.identity.pid) == [10])
        #expect(admin.asked.count { $0 == "/config/" } == 1)
    }
}
