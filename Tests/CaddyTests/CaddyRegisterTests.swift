import Exposition
import Foundation
import Host
import TestSupport
import Testing

@testable import Caddy

@Suite("Which Caddys are shown, and by which name", .timeLimit(.minutes(1)))
struct CaddyRegisterTests {
    private let stage: CaddyStage

    init() throws {
        stage = try CaddyStage()
    }

    @Test("one that starts is not shown before it listens, unless it takes its time")
    func starting() async throws {
        let admin = FakeAdmin()
        try stage.proc.add(10, ["caddy", "run"], descriptors: [3: "socket:[1]"])
        let source = stage.source()
        #expect(await source.observe() == [])
        #expect(await source.observe().map(\.instance.name) == ["caddy.service"])
        try stage.proc.remove(10)
        try stage.proc.add(9, ["caddy", "run"], start: 2, descriptors: [3: "socket:[1]"])
        let brief = stage.source()
        #expect(await brief.observe() == [])
        try stage.proc.remove(9)
        #expect(await brief.observe() == [])
        let quick = stage.source()
        try stage.proc.add(11, ["caddy", "run"], start: 2, descriptors: [3: "socket:[1]"])
        #expect(await quick.instances() == [])
        try stage.proc.listen(tcp: [(DiscoveryProc.loopback, admin.port, 0, 1)])
        #expect(await quick.observe().map(\.instance.name) == [admin.address])
    }

    @Test("one that stops keeps the name that it had, until another one listens there")
    func stopping() async throws {
        var admin: FakeAdmin? = FakeAdmin()
        let address = try #require(admin).address
        let listener = (DiscoveryProc.loopback, try #require(admin).port, UInt32(0), 1)
        try stage.proc.add(10, ["caddy", "run"], descriptors: [3: "socket:[1]"])
        try stage.proc.listen(tcp: [listener])
        let source = stage.source()
        #expect(await source.observe().map(\.instance.name) == [address])
        admin = nil
        try stage.proc.listen()
        let states = await source.observe()
        #expect(states.map(\.instance.name) == [address])
        #expect(states.first?.error?.kind == .missing)
    }

    @Test("one of a user who is not believed is not shown, is told once for each user, and keeps no other one out")
    func strangers() async throws {
        let admin = FakeAdmin()
        for pid in 100..<140 { try stage.proc.add(pid, ["caddy", "run"], user: 4_000_000, start: pid) }
        try stage.run(500, at: admin.address, start: 500)
        let source = stage.source()
        for _ in 0..<3 { #expect(await source.observe().map(\.instance.name) == [admin.address]) }
        let text = "process 100 of user 4000000 is asked only when the settings name its admin address"
        #expect(
            stage.events == ["caddy \(admin.address): found, process 500", "caddy caddy.service: \(text)"]
        )
        try stage.proc.remove(500)
        #expect(await CaddySource.plan(stage.settings) == ["caddy: \(text)"])
    }

    @Test("one of such a user counts where the settings say, without what it says of itself")
    func namedStranger() async throws {
        let admin = FakeAdmin()
        stage.settings.addresses = [try #require(AdminAddress(admin.address))]
        let descriptors = [2: "/etc/shadow", 3: "socket:[1]"]
        try stage.proc.add(10, ["caddy", "run"], user: 1000, directory: "/srv", descriptors: descriptors)
        try stage.proc.listen(tcp: [(DiscoveryProc.loopback, admin.port, 1000, 1)])
        let instance = await stage.source().observe().first?.instance
        #expect(instance?.process?.identity.pid == 10)
        #expect(instance?.process?.isBelieved == false && instance?.process?.standardError == nil)
        #expect(instance?.configuration == (try admin.parsed()))
    }

    @Test("an address in the settings has the only process that is believed, whatever others run")
    func only() async throws {
        let admin = FakeAdmin()
        stage.settings.addresses = [try #require(AdminAddress(admin.address))]
        try stage.proc.add(10, ["caddy", "run"], user: 1000)
        #expect(await stage.source().observe().map(\.instance.process) == [nil])
        try stage.proc.add(11, ["caddy", "run"], user: 998)
        #expect(await stage.source().observe().map(\.instance.process?.identity.pid) == [11])
    }

    @Test("all that are asked in a round share one time, also one that was found late")
    func oneBudget() async throws {
        let (hidden, shown) = ("\(stage.proc.path)/late", "\(stage.proc.path)/12")
        let mute = FakeServer(tcp: { peer in
            _ = unsafe rename(hidden, shown)
            peer.waitForEnd()
        })
        let late = FakeAdmin()
        try stage.run(10, at: "127.0.0.1:1")
        try stage.run(11, at: "127.0.0.1:\(mute.port)", start: 2)
        try stage.run(12, at: late.address, start: 3)
        try #require(unsafe rename(shown, hidden) == 0)
        let source = stage.source(deadline: .milliseconds(600))
        #expect(await source.observe().count == 2)
        #expect(late.asked == [])
        _ = unsafe rename(hidden, shown)
        #expect(await source.observe().count == 3)
    }
}
