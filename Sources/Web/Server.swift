import Synchronization

/// A web server that runs from its creation until it is stopped or let go of.
///
/// Each address has a thread of its own, which takes no signals.
public final class Server: Sendable {
    /// The ports listened on, in the order of the addresses.
    public let ports: [UInt16]

    private let site: Site
    private let daemons: Mutex<[Daemon]>

    /// Throws when one of the addresses cannot be listened on; then none is.
    public convenience init(listening addresses: [ListenAddress], routes: Routes) throws(WebError) {
        try self.init(listening: addresses, routes: routes, now: { .now })
    }

    /// `now` is the clock that scrapes age by.
    init(
        listening addresses: [ListenAddress],
        routes: Routes,
        now: @escaping @Sendable () -> ContinuousClock.Instant
    ) throws(WebError) {
        site = Site(routes: routes, now: now)
        var daemons: [Daemon] = []
        for address in addresses {
            daemons.append(try Daemon(listeningOn: address, serving: site))
        }
        ports = daemons.map(\.port)
        self.daemons = Mutex(daemons)
    }

    /// How many requests have been answered, by status. Counted when the answer is decided, so a scrape does not find
    /// itself.
    public var requestCounts: [Int: UInt64] { site.requestCounts }

    /// Closes the sockets and all connections, and returns when the last thread has ended.
    public func stop() {
        daemons.withLock { $0.removeAll() }
    }
}
