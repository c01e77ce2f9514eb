import Logging
import Settings
import Synchronization
import Testing

@testable import gluster_caddy_exporter

@Suite("What settings mean for the parts of the daemon")
struct WiringTests {
    @Test("is the same for the same settings, and another when one of them is another")
    func equality() throws {
        let usual = try Wiring(Settings())
        #expect(try Wiring(Settings()) == usual)
        let changes: [(inout Settings) -> Void] = [
            { $0.web.maxRequests = 1 }, { $0.web.telemetryPath = "/m" }, { $0.web.enablesLifecycle = true },
            { $0.web.unixSocketMode = 0o600 }, { $0.gluster.healEntries = 1 }, { $0.gluster.stateDirectory = "/s" },
            { $0.gluster.volumeOptions = [] }, { $0.caddy.adminAddresses = ["localhost:1"] },
            { $0.caddy.logSources = [.file("/l")] }, { $0.site.roots = ["a": "/a"] }, { $0.site.holdsHandles = true },
            { $0.state.directory = "/p" }, { $0.poll.interval = .seconds(1) },
            { $0.poll.collectors = ["heal": .seconds(60)] }, { $0.collectors = ["heal"] }, { $0.log.level = .debug },
            { $0.log.format = .json },
        ]
        for (index, change) in changes.enumerated() {
            var settings = Settings()
            change(&settings)
            #expect(try Wiring(settings) != usual, "change \(index)")
        }
    }

    @Test("keeps the server as it is when only what is watched has changed, but for the names of collectors")
    func served() throws {
        let usual = try Wiring(Settings())
        var settings = Settings()
        settings.gluster.healEntries = 1
        settings.poll.interval = .seconds(1)
        settings.log.level = .debug
        #expect(try Wiring(settings).isServed(as: usual))
        settings.collectors.remove("heal")
        #expect(try !Wiring(settings).isServed(as: usual))
        #expect(try Wiring(settings).collectors.contains("heal") == false)
    }

    @Test("is refused for an address that nobody can use")
    func refused() {
        var settings = Settings()
        settings.caddy.adminAddresses = ["localhost:1-2"]
        #expect(throws: UnusableAddress.self) { try Wiring(settings) }
    }

    @Test("is followed by all loggers at once, unless one has a level of its own")
    func log() {
        let choice = LogChoice(.init(level: .info, format: .logfmt))
        let written = Written()
        var own = Logger(label: "own") { _ in LogWriter(choice, counts: LogCounts(), write: { written.add($0) }) }
        let common = own
        own.logLevel = .error
        common.debug("a")
        choice.values = .init(level: .debug, format: .json)
        common.debug("b")
        own.debug("c")
        choice.values = .init(level: .error, format: .logfmt)
        common.info("d")
        #expect(written.count == 1 && written.last?.hasPrefix("{\"time\":") == true)
    }
}

private final class Written: Sendable {
    private let lines = Mutex<[String]>([])

    var count: Int { lines.withLock { $0.count } }
    var last: String? { lines.withLock { $0.last } }

    func add(_ line: [UInt8]) {
        lines.withLock { $0.append(String(decoding: line, as: UTF8.self)) }
    }
}
