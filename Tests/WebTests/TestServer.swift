import Synchronization

@testable import Web

/// A clock that stands still until it is told to go on.
final class TestClock: Sendable {
    private let time = Mutex(ContinuousClock.Instant.now)

    var now: ContinuousClock.Instant { time.withLock { $0 } }

    func advance(by duration: Duration) {
        time.withLock { $0 += duration }
    }
}

/// What the routes of a test answer with.
final class TestSource: Sendable {
    let isReady = Mutex(true)
    let scrapes = Atomic(0)

    var routes: Routes {
        Routes(
            scrape: { format, compression, _ in
                self.scrapes.add(1, ordering: .relaxed)
                return Array("\(format) \(compression)\n".utf8)
            },
            isReady: { self.isReady.withLock { $0 } },
            page: { Page(html: Array("<h1>Grüße</h1>".utf8)) }
        )
    }
}

extension Server {
    /// Listens on a free port of 127.0.0.1.
    static func test(
        _ routes: Routes = TestSource().routes,
        clock: TestClock = TestClock(),
        change: (inout ServerSettings) -> Void = { _ in }
    ) throws -> Server {
        var settings = ServerSettings(addresses: [try ListenAddress(parsing: "127.0.0.1:0")])
        change(&settings)
        return try Server(settings, routes: routes, now: { clock.now })
    }

    var port: UInt16 { ports[0] }
}
