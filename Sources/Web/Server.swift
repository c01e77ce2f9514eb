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
    ///
    /// `inherited` are descriptors of listening sockets, served beside the addresses, and owned from now on. `tell` is
    /// called with what is wrong with the web configuration file, and with nil when it is good again.
    public convenience init(
        _ settings: ServerSettings,
        inherited: [CInt] = [],
        routes: Routes,
        tell: @escaping @Sendable (WebConfigurationError?) -> Void = { _ in }
    ) throws(WebError) {
        try self.init(listening: settings.addresses, routes: routes, now: { .now })
    }

    /// Serves with other settings from now on, or throws and goes on with the old ones. Addresses that stay keep their
    /// sockets; connections go on.
    public func apply(_ settings: ServerSettings, routes: Routes) throws(WebError) {}

    /// When the server's thread last showed that it runs: at most a second ago, if it does.
    public var lastSign: ContinuousClock.Instant { .now }

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
