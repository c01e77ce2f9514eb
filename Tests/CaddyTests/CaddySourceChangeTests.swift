import Foundation
import Host
import TestSupport
import Testing

@testable import Caddy

@Suite("Caddys come and go", .timeLimit(.minutes(1)))
struct CaddySourceChangeTests {
    private let stage: CaddyStage

    init() throws {
        stage = try CaddyStage()
    }

    @Test("one that has ended is down for an hour, then forgotten")
    func ended() async throws {
        let admin = FakeAdmin()
        try stage.run(10, at: admin.address)
        let source = stage.source()
        _ = await source.observe()
        try stage.proc.remove(10)
        let gone = CaddyError(.missing, "\(admin.address): the Caddy that was there has ended")
        let instance = CaddyInstance(name: admin.address, configuration: try admin.parsed())
        for _ in 0..<2 { #expect(await source.observe() == [CaddyState(instance, .failure(gone))]) }
        stage.clock.advance(.seconds(3600))
        #expect(await source.observe() == [])
        #expect(
            stage.events == [
                "caddy \(admin.address): found, process 10", "caddy \(admin.address): \(gone)",
                "caddy \(admin.address): is gone",
            ]
        )
    }

    @Test("one that is restarted takes the name of the one before, and its configuration is read")
    func restarted() async throws {
        let admin = FakeAdmin()
        try stage.run(10, at: admin.address)
        let source = stage.source()
        _ = await source.observe()
        try stage.proc.remove(10)
        _ = await source.observe()
        try stage.run(11, at: admin.address, start: 9)
        let states = await source.observe()
        #expect(states.map(\.instance.process?.identity.pid) == [11])
        #expect(states.map(\.instance.name) == [admin.address])
        #expect(admin.asked.count { $0 == "/config/" } == 2)
        #expect(stage.events.last == "caddy \(admin.address): answers again")
    }

    @Test("one whose admin API has moved is found where it is now")
    func moved() async throws {
        var admin: FakeAdmin? = FakeAdmin()
        let new = FakeAdmin()
        try stage.run(10, at: try #require(admin).address)
        let source = stage.source()
        _ = await source.observe()
        try stage.run(10, at: new.address)
        #expect(await source.observe().map(\.instance.name) == [admin?.address])
        admin = nil
        #expect(await source.observe().map(\.instance.name) == [new.address])
        #expect(new.asked == ["/metrics", "/config/"])
    }

    @Test("one that cannot be reached is down, by the name that it should have, and says so once")
    func refused() async throws {
        try stage.run(10, at: "127.0.0.1:1")
        let source = stage.source()
        for _ in 0..<2 {
            let states = await source.observe()
            #expect(states.map(\.instance.name) == ["127.0.0.1:1"])
            let error = try #require(states.first?.error)
            #expect(error.kind == .refused)
            let text =
                "127.0.0.1:1: connect: Connection refused; "
                + "only root, or who has CAP_SYS_PTRACE, can see where else it may be"
            #expect(error.description == text)
        }
        #expect(stage.events.count == 2)
    }

    @Test("one without an admin API has the name of its unit")
    func off() async throws {
        try stage.run(10, "{\n\tadmin off\n}\n")
        let source = stage.source()
        _ = await source.observe()
        let states = await source.observe()
        #expect(states.map(\.instance.name) == ["caddy.service"])
        let error = try #require(states.first?.error)
        #expect(error.kind == .refused && error.description.contains("is off in"))
    }

    @Test("two that seem to be at the same place are told apart: the older one is believed to be there")
    func same() async throws {
        let admin = FakeAdmin()
        try stage.run(10, at: admin.address, start: 1)
        try stage.run(11, at: admin.address, start: 2)
        try stage.run(12, at: admin.address, start: 3)
        let states = await stage.source().observe()
        #expect(states.map(\.instance.name).sorted() == [admin.address, "caddy.service", "caddy.service#2"].sorted())
        let first = states.first { $0.instance.name == admin.address }
        #expect(first?.instance.process?.identity.pid == 10)
        for state in states where state.instance.name != admin.address {
            #expect(state.error?.kind == .permission)
            #expect(state.instance.configuration == nil)
        }
    }

    @Test("what answers at a place that is only a guess must show a configuration, and is not asked again soon")
    func guess() async throws {
        let site = FakeAdmin()
        site.set(configuration: "<html>")
        try stage.proc.add(10, ["caddy", "run"], descriptors: [3: "socket:[1]"])
        try stage.proc.listen(tcp: [(DiscoveryProc.loopback, site.port, 0, 1)])
        let source = stage.source()
        _ = await source.observe()
        for _ in 0..<2 {
            #expect(await source.observe().first?.error?.kind == .missing)
        }
        #expect(site.asked == ["/metrics", "/config/"])
        site.set(configuration: FakeAdmin.plain)
        stage.clock.advance(.seconds(60))
        #expect(await source.observe().map(\.instance.name) == [site.address])
    }

    @Test("one that forbids its socket is not mistaken for another that answers")
    func forbidden() async throws {
        guard geteuid() != 0 else { return }  // Root may do anything.
        let closed = FakeServer(unix: { _ in })
        unsafe chmod(closed.path, 0)
        let other = FakeAdmin()
        stage.settings.usual = [try #require(AdminAddress(other.address))]
        try stage.run(10, at: "unix/\(closed.path)")
        let states = await stage.source().observe()
        #expect(states.map(\.instance.name) == ["unix/\(closed.path)"])
        #expect(states.first?.error?.kind == .permission)
        #expect(other.asked == [])
    }
}
