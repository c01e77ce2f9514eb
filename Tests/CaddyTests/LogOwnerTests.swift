import Host
import LogTail
import Testing

@testable import Caddy

@Suite("Whose log it is")
struct LogOwnerTests {
    private let logs = FakeLogs()
    private let time = FakeTime()
    private let events = FakeEvents()
    private let entry = #"{"level":"info","ts":1}"#

    private func source(_ caddys: FakeCaddys, _ named: CaddyLogs.NamedLog...) -> CaddyLogs {
        var settings = CaddyLogs.Settings()
        settings.sources = named
        let (time, events) = (time, events)
        return CaddyLogs(
            caddy: caddys,
            following: logs,
            settings,
            mounts: { _ in nil },
            now: { time.now },
            onEvent: { events.add($0) }
        )
    }

    /// Logs to the journal of `caddy.service`, or to the file.
    private func caddy(_ name: String, pid: Int32, file: String? = nil, isAsked: Bool = true) -> CaddyInstance {
        let process = CaddyProcess(
            identity: ProcessIdentity(pid: pid, start: 1),
            user: 33,
            startTime: 0,
            unit: "caddy.service",
            standardError: "socket:[1]"
        )
        var configuration = CaddyConfiguration()
        if let file {
            configuration.logs = [CaddyLog(name: "default", output: .file(file), format: .json, hasErrors: true)]
        }
        return CaddyInstance(name: name, process: process, configuration: isAsked ? configuration : nil)
    }

    private func owners(_ logs: CaddyLogs) async -> [String: [String]] {
        await Dictionary(uniqueKeysWithValues: logs.logs().map { ($0.caddy, $0.sources.map(\.source)) })
    }

    private func entries(_ logs: CaddyLogs) async -> [String: UInt64] {
        await Dictionary(uniqueKeysWithValues: logs.logs().map { ($0.caddy, $0.counts.entries["info"] ?? 0) })
    }

    @Test("stays with the Caddy that it was attached to, when another one appears")
    func settings() async throws {
        let caddys = FakeCaddys(CaddyInstance(name: "m"))
        let logs = source(caddys, CaddyLogs.NamedLog(.file("/c.log", .plain)))
        _ = await logs.logs()
        let log = try #require(self.logs.last("/c.log"))
        log.write(entry)
        caddys.set(CaddyInstance(name: "a"), CaddyInstance(name: "m"))
        for _ in 0..<3 { #expect(await owners(logs) == ["a": ["stderr"], "m": ["/c.log"]]) }
        #expect(await entries(logs) == ["a": 0, "m": 1])
        caddys.set(CaddyInstance(name: "a"))
        #expect(await entries(logs) == ["a": 0, "m": 1])
        time.pass(.seconds(301))

        #expect(await entries(logs) == ["a": 0])
        #expect(log.isStopped)
        #expect(self.logs.all.count == 2)
        #expect(await owners(logs)["a"]?.contains("/c.log") == true)
    }

    @Test("follows its process to the name that it has now, with what it told")
    func renamed() async throws {
        let caddys = FakeCaddys(caddy("caddy.service", pid: 7, isAsked: false))
        let logs = source(caddys)
        _ = await logs.logs()
        let log = try #require(self.logs.all.last).log
        log.write(entry)
        caddys.set(caddy("localhost:2019", pid: 7))
        for _ in 0..<3 { #expect(await entries(logs) == ["localhost:2019": 1]) }
        log.write(entry)

        #expect(await entries(logs) == ["localhost:2019": 2])
        #expect(await owners(logs) == ["localhost:2019": ["journal:caddy.service"]])
        #expect(self.logs.all.count == 1)
        #expect(!log.isStopped)
        #expect(log.tally.counts.entries == ["info": 2])
    }

    @Test("is added to what its process's new name told before, and leaves a name that two processes swap")
    func merged() async throws {
        let caddys = FakeCaddys(caddy("a", pid: 7, file: "/1"), caddy("b", pid: 8, file: "/2"))
        let logs = source(caddys)
        _ = await logs.logs()
        try #require(self.logs.last("/1")).write(entry)
        caddys.set(caddy("b", pid: 7, file: "/1"), caddy("a", pid: 8, file: "/2"))
        #expect(await entries(logs) == ["a": 0, "b": 1])
        #expect(await owners(logs) == ["a": ["/2"], "b": ["/1"]])
        try #require(self.logs.last("/2")).write(entry)
        caddys.set(caddy("b", pid: 8, file: "/2"))

        #expect(await entries(logs) == ["b": 2])
        #expect(self.logs.all.count == 2)
    }

    @Test("is not given to another name that the process has at the same time")
    func twoNames() async throws {
        let caddys = FakeCaddys(caddy("a", pid: 7))
        let logs = source(caddys)
        _ = await logs.logs()
        try #require(self.logs.all.last).log.write(entry)
        caddys.set(caddy("0", pid: 7), caddy("a", pid: 7))

        for _ in 0..<3 { #expect(await entries(logs) == ["0": 0, "a": 1]) }
    }

    @Test("stays where the settings say, whatever the process is named")
    func namedCaddy() async throws {
        let caddys = FakeCaddys(caddy("a", pid: 7))
        let logs = source(caddys, CaddyLogs.NamedLog(caddy: "a", .file("/c.log", .plain)))
        _ = await logs.logs()
        caddys.set(caddy("b", pid: 7))
        _ = await logs.logs()

        #expect(await owners(logs)["a"] == ["/c.log"])
        #expect(self.logs.all.filter { $0.source == .file("/c.log", .plain) }.count == 1)
    }

    @Test("is the present Caddy's, once it is read to its end for one that is gone")
    func handedOver() async throws {
        let caddys = FakeCaddys(caddy("caddy.service", pid: 7, isAsked: false))
        let logs = source(caddys)
        _ = await logs.logs()
        let old = try #require(self.logs.all.last).log
        old.write(entry)
        caddys.set(caddy("localhost:2019", pid: 8))
        for _ in 0..<3 { _ = await logs.logs() }
        #expect(old.isStopped)
        #expect(self.logs.all.count == 2)
        let new = try #require(self.logs.all.last).log
        new.write(entry)

        #expect(await entries(logs) == ["caddy.service": 1, "localhost:2019": 1])
        #expect(await owners(logs)["localhost:2019"] == ["journal:caddy.service"])
    }

    @Test("is left with the Caddy that had it first, when another one writes it, too")
    func shared() async throws {
        let caddys = FakeCaddys(caddy("m", pid: 7, file: "/1"))
        let logs = source(caddys)
        _ = await logs.logs()
        caddys.set(caddy("a", pid: 8, file: "/1"), caddy("m", pid: 7, file: "/1"))

        for _ in 0..<3 { #expect(await owners(logs) == ["a": [], "m": ["/1"]]) }
        #expect(self.logs.all.count == 1)
    }

    @Test("is not that of a process that is not believed")
    func impostor() async {
        var impostor = caddy("a", pid: 7, file: "/1")
        impostor.process?.isBelieved = false
        let logs = source(FakeCaddys(impostor, caddy("b", pid: 8)), CaddyLogs.NamedLog(.file("/c.log", .plain)))

        #expect(await owners(logs) == ["b": ["/c.log", "journal:caddy.service"]])
    }

    @Test("is kept while nobody knows how much of it is left to read, but not for ever", arguments: [nil, "hangs"])
    func unknownRest(_ problem: String?) async throws {
        let caddys = FakeCaddys(caddy("a", pid: 7, file: "/1"))
        let logs = source(caddys)
        _ = await logs.logs()
        let log = try #require(self.logs.last("/1"))
        log.set(lag: nil, problem: problem)
        caddys.set(caddy("a", pid: 7, file: "/2"))
        for _ in 0..<3 {
            #expect(await owners(logs) == ["a": problem == nil ? ["/1", "/2"] : ["/2"]])
        }
        #expect(!log.isStopped)
        caddys.set(caddy("a", pid: 7, file: "/1"))
        #expect(await owners(logs)["a"]?.contains("/1") == true)
        #expect(self.logs.all.count == 2)
        caddys.set(caddy("a", pid: 7, file: "/2"))
        _ = await logs.logs()
        time.pass(.seconds(301))
        _ = await logs.logs()

        #expect(log.isStopped)
    }

    @Test("tells of lines that were cut off, and of gaps")
    func progress() async throws {
        let logs = source(FakeCaddys(caddy("a", pid: 7, file: "/1")))
        _ = await logs.logs()
        let log = try #require(self.logs.last("/1"))
        log.write("{")
        log.change { progress in
            progress.unparsedLines = 1
            progress.cutLines = 2
            progress.gaps = 3
            progress.problem = "/1 cannot be read by user x: it is y's, group z, mode 0600"
        }
        let state = try #require(await logs.logs().first?.sources.first)

        #expect(state.unparsedLines == 4)
        #expect(state.gaps == 3)
        #expect(state.isDenied)
    }
}
