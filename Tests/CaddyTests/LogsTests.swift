import Host
import LogTail
import Testing

@testable import Caddy

@Suite("Logs of the Caddys of a host")
struct LogsTests {
    private let logs = FakeLogs()
    private let time = FakeTime()
    private let events = FakeEvents()
    private let stale =
        #"{"level":"error","ts":1795207846,"logger":"http.log.error","msg":"stat /a: stale NFS file handle","#
        + #""request":{"host":"files"},"status":500,"err_trace":"fileserver.x"}"#

    private func source(_ caddys: FakeCaddys, _ named: CaddyLogs.NamedLog...) -> CaddyLogs {
        var settings = CaddyLogs.Settings()
        settings.sources = named
        let (time, events) = (time, events)
        return CaddyLogs(caddy: caddys, following: logs, settings, now: { time.now }, onEvent: { events.add($0) })
    }

    private func caddy(_ name: String = "a", logs paths: String..., site: String = "files") -> CaddyInstance {
        var configuration = CaddyConfiguration()
        configuration.sites = [CaddySite(name: site, hosts: [site])]
        configuration.logs = paths.enumerated().map {
            CaddyLog(name: $0 == 0 ? "default" : "log\($0)", output: .file($1), format: .json, hasErrors: true)
        }
        return CaddyInstance(name: name, configuration: configuration)
    }

    @Test("goes by other settings: a log that stays is read on, one that is named no longer is left")
    func apply() async throws {
        let logs = source(FakeCaddys(caddy("a")), .init(.file("/1", .plain)), .init(.file("/2", .plain)))
        _ = await logs.logs()
        try #require(self.logs.last("/1")).write(stale)
        var settings = CaddyLogs.Settings()
        settings.sources = [.init(.file("/1", .plain)), .init(.file("/3", .plain))]
        await logs.apply(settings)
        _ = await logs.logs()
        time.pass(.seconds(1))
        let states = await logs.logs()
        #expect(states.flatMap(\.sources).map(\.source) == ["/1", "/3"])
        #expect(states.first?.counts.storageErrors == [.init("files", "stale_handle"): 1])
        #expect(self.logs.all.map(\.source) == [.file("/1", .plain), .file("/2", .plain), .file("/3", .plain)])
        #expect(self.logs.all.map(\.log.isStopped) == [false, true, false])
    }

    @Test("adds up what the logs of each Caddy told, and says how far each was read")
    func adds() async throws {
        let logs = source(FakeCaddys(caddy("a", logs: "/1", "/2"), caddy("b", logs: "/3")))
        _ = await logs.logs()
        for path in ["/1", "/2", "/3"] { try #require(self.logs.last(path)).write(stale) }
        let states = await logs.logs()

        #expect(states.map(\.caddy) == ["a", "b"])
        #expect(states.map(\.sites) == [[LoggedSite("files")], [LoggedSite("files")]])
        #expect(
            states.map(\.counts.storageErrors) == [
                [.init("files", "stale_handle"): 2], [.init("files", "stale_handle"): 1],
            ]
        )
        #expect(states[0].sources.map(\.source) == ["/1", "/2"])
        #expect(states[0].sources.map(\.readBytes) == [UInt64(stale.utf8.count + 1), UInt64(stale.utf8.count + 1)])
        #expect(states[0].sources.map(\.lastEntry) == [1_795_207_846, 1_795_207_846])
        #expect(self.logs.all.count == 3)
    }

    @Test("goes with the configuration: reads a log that is gone to its end, and forgets nothing that it told")
    func changes() async throws {
        let caddys = FakeCaddys(caddy(logs: "/1"))
        let logs = source(caddys)
        _ = await logs.logs()
        let old = try #require(self.logs.last("/1"))
        old.write(stale)
        old.set(lag: 10)
        caddys.set(caddy(logs: "/2"))

        for _ in 0..<3 { #expect(await logs.logs().first?.sources.map(\.source) == ["/1", "/2"]) }
        #expect(!old.isStopped)
        old.write(stale)
        old.set(lag: 0)
        let state = try #require(await logs.logs().first)
        #expect(old.isStopped)
        #expect(state.sources.map(\.source) == ["/2"])
        #expect(state.counts.storageErrors == [.init("files", "stale_handle"): 2])
    }

    @Test("counts under the sites of the present configuration")
    func sites() async throws {
        let caddys = FakeCaddys(caddy(logs: "/1", site: "other-site"))
        let logs = source(caddys)
        _ = await logs.logs()
        try #require(self.logs.last("/1")).write(stale)
        caddys.set(caddy(logs: "/1"))
        _ = await logs.logs()
        try #require(self.logs.last("/1")).write(stale)

        #expect(
            await logs.logs().first?.counts.storageErrors
                == [.init("other", "stale_handle"): 1, .init("files", "stale_handle"): 1]
        )
        #expect(self.logs.all.count == 1)
    }

    @Test("mistrusts a log from the moment that its encoder is another, and trusts it once all of before is read")
    func encoder() async throws {
        let caddys = FakeCaddys(caddy(logs: "/1"))
        let logs = source(caddys)
        _ = await logs.logs()
        let log = try #require(self.logs.last("/1"))
        log.set(lag: 9)
        var console = caddy(logs: "/1")
        console.configuration?.logs[0].format = .other("console")
        caddys.set(console)
        _ = await logs.logs()
        log.write(stale)
        caddys.set(caddy(logs: "/1"))
        _ = await logs.logs()
        log.write(stale)
        #expect(await logs.logs().first?.sources.first?.untrustedLines == 2)
        log.set(lag: 0)
        _ = await logs.logs()
        log.write(stale)

        #expect(await logs.logs().first?.counts.storageErrors == [.init("files", "stale_handle"): 1])
    }

    @Test("waits for a Caddy that is gone, and forgets it in the end")
    func gone() async throws {
        let caddys = FakeCaddys(caddy(logs: "/1"))
        let logs = source(caddys)
        _ = await logs.logs()
        let log = try #require(self.logs.last("/1"))
        log.write(stale)
        caddys.set()
        time.pass(.seconds(300))
        #expect(await logs.logs().first?.counts.storageErrors.count == 1)
        #expect(!log.isStopped)
        time.pass(.seconds(1))

        #expect(await logs.logs() == [])
        #expect(log.isStopped)
    }

    @Test(
        "attaches logs of the settings to the first Caddy, to the one they name, or to none, and mistrusts their text"
    )
    func named() async throws {
        let caddys = FakeCaddys()
        let logs = source(
            caddys,
            CaddyLogs.NamedLog(.file("/c.log", .docker)),
            CaddyLogs.NamedLog(caddy: "pod", .file("/pod.log", .cri))
        )
        let states = await logs.logs()
        #expect(states.map(\.caddy) == ["", "pod"])
        #expect(states.map { $0.sources.map(\.source) } == [["/c.log"], ["/pod.log"]])
        caddys.set(CaddyInstance(name: "a"))

        #expect(
            await logs.logs().map { [$0.caddy] + $0.sources.map(\.source) } == [["a", "/c.log"], ["pod", "/pod.log"]]
        )
        time.pass(.seconds(1000))
        #expect(
            await logs.logs().map { [$0.caddy] + $0.sources.map(\.source) } == [["a", "/c.log"], ["pod", "/pod.log"]]
        )
        #expect(self.logs.all.map(\.source) == [.file("/c.log", .docker), .file("/pod.log", .cri)])
    }

    @Test("reads a log that the settings name as they say")
    func overruled() async {
        let path = "/1"
        let logs = source(FakeCaddys(caddy(logs: path)), CaddyLogs.NamedLog(.file(path, .docker)))

        #expect(await logs.logs().first?.sources.map(\.source) == [path])
        #expect(self.logs.all.map(\.source) == [.file(path, .docker)])
    }

    @Test("tells each change of a problem once")
    func problems() async throws {
        let caddys = FakeCaddys(caddy(logs: "/1"))
        let logs = source(caddys)
        for _ in 0..<2 { _ = await logs.logs() }
        #expect(events.new == [])
        let log = try #require(self.logs.last("/1"))
        log.set(lag: nil, problem: "gone")
        for _ in 0..<2 { #expect(await logs.logs().first?.sources.map(\.problem) == ["gone"]) }
        #expect(await logs.logs().first?.sources.map(\.isReadable) == [false])
        #expect(events.new == [CaddyLogs.Event(caddy: "a", source: "/1", problem: "gone")])
        log.set()
        for _ in 0..<2 { _ = await logs.logs() }
        #expect(events.new == [CaddyLogs.Event(caddy: "a", source: "/1", problem: nil)])
        #expect(await logs.logs().first?.sources.map(\.isReadable) == [true])
        caddys.set(CaddyInstance(name: "b"))
        for _ in 0..<2 { _ = await logs.logs() }

        #expect(events.new.map(\.source) == ["stderr"])
        #expect(await logs.logs().last?.sources.map(\.isReadable) == [false])
    }
}
