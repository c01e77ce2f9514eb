import Collectors
import Logging
import Synchronization
import Testing

@testable import Host
@testable import gluster_caddy_exporter

@Suite("What systemd is told of a running daemon")
struct ServiceWatchTests {
    private let world = World()
    private let start = ContinuousClock.now

    private var watch: ServiceWatch {
        let log = Logger(label: "test") { [world] _ in
            LogWriter(
                LogChoice(.init(level: .info, format: .logfmt)),
                counts: LogCounts(),
                write: { world.logged($0) }
            )
        }
        return ServiceWatch(ServiceManager { [world] in world.sent($0) }, log)
    }

    private func signs(server: Duration = .zero, stuck: [String] = []) -> ServiceWatch.Signs {
        var signs = ServiceWatch.Signs(server: { [start] in start - server }, stuck: { stuck }, reports: { [] })
        signs.now = { [start] in start }
        return signs
    }

    @Test("is that it is alive, while pollers and server are")
    func alive() {
        let watch = watch
        for age in [0, 1, 5] { watch.look(at: signs(server: .seconds(age))) }
        #expect(world.messages == ["STATUS=no volumes", "WATCHDOG=1", "WATCHDOG=1", "WATCHDOG=1"])
        #expect(world.lines == [])
    }

    @Test("is nothing of that while one of them is stuck, which the log says once")
    func stuck() {
        let watch = watch
        watch.look(at: signs(server: .milliseconds(5001)))
        watch.look(at: signs(server: .milliseconds(5001)))
        watch.look(at: signs(server: .seconds(9), stuck: ["brick", "heal"]))
        #expect(world.messages == ["STATUS=no volumes"])
        let lines = world.lines.map { $0.split(separator: "msg=").last }
        #expect(lines == ["stuck parts=web\n", "stuck parts=web,brick,heal\n"])
        watch.look(at: signs())
        #expect(world.messages == ["STATUS=no volumes", "WATCHDOG=1"])
    }

    @Test("is which volumes are watched, and which collectors fail")
    func status() {
        let watch = watch
        watch.found(["photos", "web"])
        watch.look(at: signs())
        #expect(world.messages.first == "STATUS=volumes: photos, web")
        #expect(statusLine([], []) == "no volumes")
        #expect(statusLine(["a"], [PollReport(collector: "volume")]) == "volumes: a")
        let many = (0..<1000).map { "v\($0)" }
        #expect(statusLine(many, []) == "volumes: v0, v1, v2, v3, v4, v5, v6, v7 and 992 more")
    }
}

/// What was sent and logged.
private final class World: Sendable {
    private let state = Mutex((messages: [String](), lines: [String]()))

    var messages: [String] { state.withLock { $0.messages } }
    var lines: [String] { state.withLock { $0.lines } }

    func sent(_ message: String) {
        state.withLock { $0.messages.append(message) }
    }

    func logged(_ line: [UInt8]) {
        state.withLock { $0.lines.append(String(decoding: line, as: UTF8.self)) }
    }
}
