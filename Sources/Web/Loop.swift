import CMicroHTTPD
import Glibc
import Host

/// The thread of a server: takes connections in, lets libmicrohttpd work on them, and cuts off who takes too long.
///
/// libmicrohttpd (0.9.75) has no limit for the time that a request may take as a whole, nor a way to make room for one
/// more; and the loop of its own races with its stop.
final class Loop {
    let mailbox: Mailbox
    private(set) var site: Site
    var gate: Gate
    var book: ConnectionBook
    var exchanges: [Int: Exchange] = [:]
    /// The connection that is being handed to libmicrohttpd.
    var arriving: Int?
    /// Their contexts are let go of when libmicrohttpd has freed their sessions.
    var closed: [Exchange] = []
    private var settings: ServerSettings
    private var listeners: [Listener] = []
    private var plain: Engine?
    private var encrypted: Engine?
    private var last = 0
    private var nextSweep = ContinuousClock.Instant.now
    var spinning = SpinGuard()
    /// Until then nobody is accepted: there is no descriptor left.
    private var rest: ContinuousClock.Instant?
    private var end: ContinuousClock.Instant?
    /// No request may wait for anything any more.
    private(set) var isEnding = false
    private let now: @Sendable () -> ContinuousClock.Instant

    init(
        _ settings: ServerSettings,
        _ routes: Routes,
        _ mailbox: Mailbox,
        tell: @escaping @Sendable (WebConfigurationError?) -> Void,
        now: @escaping @Sendable () -> ContinuousClock.Instant
    ) {
        self.settings = settings
        self.mailbox = mailbox
        self.now = now
        site = Site(routes: routes, now: now)
        gate = Gate(settings, tell: tell)
        book = ConnectionBook(limit: settings.maxConnections, limitPerNetwork: settings.maxConnectionsPerAddress)
    }

    /// Serves until it is told to stop, and what is being answered then is answered, or half a second is over.
    func run() {
        var wait: Duration? = .zero
        repeat { wait = step(wait) } while !isOver
        isEnding = true
        abandon()
        _ = turn()
        plain = nil
        encrypted = nil
        closed = []
        gate.stop()
    }

    /// Waits until there is something to do, and does it. How long until there may be more.
    func step(_ wait: Duration?) -> Duration? {
        let ready = poll(wait)
        mailbox.lastSign = .now
        for message in mailbox.take() { obey(message) }
        for listener in ready { accept(from: listener) }
        let wait = turn()
        sweep()
        return wait
    }

    private var isOver: Bool { end.map { book.busy == 0 || .now >= $0 } ?? false }

    /// Lets libmicrohttpd work. How long until it has to again.
    private func turn() -> Duration? {
        let waits = [plain?.run(), encrypted?.run()].compactMap(\.self)
        closed.removeAll()
        return waits.min()
    }
}

// MARK: - Waiting

extension Loop {
    /// Waits until there is something to do. Which listeners have somebody waiting.
    private func poll(_ wait: Duration?) -> [Listener] {
        if let until = rest, ContinuousClock.now >= until { rest = nil }
        let open = rest == nil && end == nil ? listeners : []
        var entries = [mailbox.waker.descriptor, plain?.descriptor, encrypted?.descriptor].map {
            pollfd(fd: $0 ?? -1, events: Int16(POLLIN), revents: 0)
        }
        entries += open.map { pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0) }
        let found = unsafe Glibc.poll(&entries, nfds_t(entries.count), milliseconds(wait))
        if found > 0 { spinning.noteProgress() } else { spinning.noteNothing() }
        if entries[0].revents != 0 { mailbox.waker.drain() }
        return zip(open, entries.dropFirst(3)).filter { $1.revents & Int16(POLLIN) != 0 }.map { $0.0 }
    }

    private func milliseconds(_ wait: Duration?) -> CInt {
        var wait = min(wait ?? .seconds(1), .seconds(1))
        wait = spinning.wait(wait, isAnswering: book.isAnswering)
        if !exchanges.isEmpty || rest != nil { wait = min(wait, .milliseconds(100)) }
        if end != nil { wait = min(wait, .milliseconds(10)) }
        return CInt(wait / .milliseconds(1))
    }

    private func obey(_ message: Mailbox.Message) {
        switch message {
        case .serve(let settings, let routes, let listeners):
            self.settings = settings
            self.listeners = listeners
            site = Site(routes: routes, now: now)
            gate.follow(settings)
            book.limit = settings.maxConnections
            book.limitPerNetwork = settings.maxConnectionsPerAddress
        case .outcome(let id, let outcome): resume(id, outcome)
        case .stop:
            listeners = []
            end = end ?? .now + .milliseconds(500)
        }
    }
}

// MARK: - Connections

extension Loop {
    var maxRequests: Int { settings.maxRequests }

    private func accept(from listener: Listener) {
        // Others have their turn after so many.
        for _ in 0..<16 {
            do throws(WebError) {
                guard let peer = try listener.accept() else { return }
                try admit(peer)
            } catch {
                rest = .now + .milliseconds(100)
                return
            }
        }
    }

    /// Throws when there is no memory or descriptor for it, which is gone then.
    func admit(_ peer: cmicrohttpd_peer) throws(WebError) {
        let network = ConnectionBook.Network(family: peer.family, bits: peer.network)
        last += 1
        let id = last
        switch book.open(id, from: peer.family == AF_UNIX ? nil : network, at: .now) {
        case .admitted: break
        case .replacing(let other, let reason): cut(other, reason)
        case .refused(let reason):
            mailbox.count(reason)
            close(peer.socket)
            return
        }
        let encryption = gate.encryption
        let engine: Engine
        do throws(WebError) {
            engine = try self.engine(isEncrypted: encryption != nil)
        } catch {
            book.close(id)
            close(peer.socket)
            throw error
        }
        exchanges[id] = Exchange(socket: peer.socket, encryption: encryption)
        arriving = id
        defer { arriving = nil }
        do throws(WebError) {
            try engine.add(peer)
        } catch {
            book.close(id)
            exchanges[id] = nil
            throw error
        }
    }

    /// libmicrohttpd's daemon for plain or for encrypted connections, made for the first of them.
    private func engine(isEncrypted: Bool) throws(WebError) -> Engine {
        if let engine = isEncrypted ? encrypted : plain { return engine }
        let engine = unsafe try Engine(
            isEncrypted: isEncrypted,
            patience: settings.patience,
            connections: Self.mostConnections,
            context: Unmanaged.passUnretained(self).toOpaque()
        )
        if isEncrypted { encrypted = engine } else { plain = engine }
        return engine
    }

    /// More than any setting allows, as libmicrohttpd's limit cannot be changed.
    private static let mostConnections = 20_000

    /// Ends a connection, whatever it is doing: libmicrohttpd notices, and says so.
    private func cut(_ id: Int, _ reason: Cut) {
        mailbox.count(reason)
        guard let socket = exchanges[id]?.socket else { return }
        shutdown(socket, CInt(SHUT_RDWR))
    }

    private func sweep() {
        guard ContinuousClock.now >= nextSweep else { return }
        nextSweep = .now + .milliseconds(100)
        for (id, reason) in book.overdue(at: .now, patience: settings.patience) { cut(id, reason) }
    }
}
