import Host
import Synchronization

/// A web server that runs from its creation until it is stopped or let go of.
public final class Server: Sendable {
    private struct State {
        var inherited: [Listener]
        var listeners: [Listener]
        var isStopped = false
    }

    private let mailbox: Mailbox
    private let state: Mutex<State>
    /// Apart: `apply` keeps the state while it looks up names, which may take long.
    private let currentPorts: Mutex<[UInt16]>

    /// Throws when one of the addresses cannot be listened on; then none is.
    ///
    /// `inherited` are descriptors of listening sockets, served beside the addresses, and owned from now on. `tell` is
    /// called with what is wrong with the web configuration file, and with nil when it is good again.
    public convenience init(
        _ settings: ServerSettings,
        inherited: [CInt] = [],
        routes: Routes,
        tell: @escaping @Sendable (WebConfigurationError?) -> Void = { _ in }
    ) throws {
        try self.init(settings, inherited: inherited, routes: routes, now: { .now }, tell: tell)
    }

    /// `now` is the clock that scrapes age by.
    init(
        _ settings: ServerSettings,
        inherited: [CInt] = [],
        routes: Routes,
        now: @escaping @Sendable () -> ContinuousClock.Instant,
        tell: @escaping @Sendable (WebConfigurationError?) -> Void = { _ in }
    ) throws {
        try settings.configuration?.check()
        let mailbox = try Mailbox()
        let inherited = inherited.map { Listener(inherited: $0) }
        let access = try settings.access
        let listeners = try settings.addresses.map { try Listener($0, access) }
        // By message, as the thread would keep what it begins with.
        mailbox.send(.serve(settings, routes, inherited + listeners))
        try startThread("web") {
            Loop(settings, routes, mailbox, tell: tell, now: now).run()
            mailbox.finish()
        }
        self.mailbox = mailbox
        currentPorts = Mutex((inherited + listeners).map(\.port))
        state = Mutex(State(inherited: inherited, listeners: listeners))
    }

    deinit { stop() }

    /// The ports listened on, in the order of the addresses; 0 for a Unix socket.
    public var ports: [UInt16] { currentPorts.withLock { $0 } }

    /// Serves with other settings from now on, or throws and goes on with the old ones. Addresses that stay keep their
    /// sockets; connections go on.
    public func apply(_ settings: ServerSettings, routes: Routes) throws {
        try settings.configuration?.check()
        try state.withLock { state throws(WebError) in
            guard !state.isStopped else { return }
            let access = try settings.access
            state.listeners = try replace(state.listeners, by: settings.addresses, access)
            let listeners = state.inherited + state.listeners
            currentPorts.withLock { $0 = listeners.map(\.port) }
            mailbox.send(.serve(settings, routes, listeners))
        }
    }

    /// Those that stay, and new ones. A new one may overlap with one that goes: that one gives way first, and comes
    /// back if another fails.
    private func replace(
        _ old: [Listener],
        by addresses: [ListenAddress],
        _ access: Listener.Access
    ) throws(WebError) -> [Listener] {
        let going = old.filter { listener in !addresses.contains { $0 == listener.address } }
        for listener in going { listener.pause() }
        do throws(WebError) {
            var listeners: [Listener] = []
            for address in addresses {
                if let known = old.first(where: { $0.address == address }) {
                    try known.permit(access)
                    listeners.append(known)
                } else {
                    listeners.append(try Listener(address, access))
                }
            }
            return listeners
        } catch {
            for listener in going { listener.resume() }
            throw error
        }
    }

    /// How many requests have been answered, by status. Counted when the answer is decided, so a scrape does not find
    /// itself.
    public var requestCounts: [Int: UInt64] { mailbox.requestCounts }

    /// How many connections were ended that their clients would have kept, by reason.
    public var cuts: [Cut: UInt64] { mailbox.cutCounts }

    /// When the server's thread last showed that it runs: at most a second ago, if it does.
    public var lastSign: ContinuousClock.Instant { mailbox.lastSign }

    /// Closes the sockets, lets what is being answered be answered for half a second at most, closes all connections,
    /// and returns when the thread has ended.
    public func stop() {
        state.withLock { state in
            state.isStopped = true
            state.inherited = []
            state.listeners = []
        }
        mailbox.send(.stop)
        mailbox.waitForTheEnd()
    }
}
