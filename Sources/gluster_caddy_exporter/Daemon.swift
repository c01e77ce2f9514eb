import Collectors
import Gluster
import Host
import Logging
import Settings
import StatusPage
import Web

/// Everything put together: sources, collectors, board and endpoint.
struct Daemon {
    let log: Logger
    let choice: LogChoice
    let manager: ServiceManager
    let watch: ServiceWatch
    let gluster: GlusterSource
    let pool: PoolSource
    let host: HostSources
    let board: Board
    let polling: Polling
    let observer: SelfObserver
    let targets: TargetList
    let reloader: Reloader<Wiring>
    let server: Server
    private let wiring: Wiring

    /// Listens, and polls nothing yet. `read` reads the settings anew.
    ///
    /// - Throws: What stops the start: an address that cannot be listened on, or a system without threads.
    init(_ wiring: Wiring, _ manager: ServiceManager, read: @escaping Reloader<Wiring>.Read) throws {
        let counts = LogCounts()
        let choice = LogChoice(wiring.log)
        let log = Logger(label: "gluster_caddy_exporter") { _ in LogWriter(choice, counts: counts) }
        let watch = ServiceWatch(manager, log)
        let pool = PoolSource(wiring.pool, time: unixTime)
        let gluster = try GlusterSource(
            wiring.gluster,
            ownBricks: { await pool.ownBricks() },
            identities: { await pool.identities() }
        ) { event in
            if case .found(let volumes, _) = event { watch.found(volumes) }
            log.tell(event)
        }
        pool.readRelease { [weak gluster] in gluster?.gfapiVersion ?? "" }
        let host = HostSources(wiring.host, log)
        let sources = SourceSet(
            gluster: gluster,
            pool: pool,
            mounts: host.mounts,
            sites: host.sites,
            caddy: host.caddy,
            caddyLogs: host.logs,
            onFinding: { log.tell($0) },
            now: unixTime
        )
        let board = Board(wiring.collectors, keeping: StatusPage.families)
        let reloader = Reloader(wiring, now: unixTime, onEvent: Self.teller(manager, log), read: read)
        let observer = SelfObserver(counts: counts, gluster: gluster, board: board) { reloader.state }
        let targets = TargetList(pool)
        let routes = Self.routes(wiring, board, observer, targets, reloader)
        let server = try Server(wiring.server, inherited: try Self.sockets(wiring, manager), routes: routes) { error in
            log.tell(error)
        }
        targets.readPort { [weak server] in server?.ports.first { $0 != 0 } }
        observer.count(
            requests: { [weak server] in server?.requestCounts ?? [:] },
            cuts: { [weak server] in server?.cuts ?? [:] }
        )
        self.log = log
        self.choice = choice
        self.manager = manager
        self.watch = watch
        self.gluster = gluster
        self.pool = pool
        self.host = host
        self.board = board
        self.observer = observer
        self.targets = targets
        self.reloader = reloader
        self.server = server
        self.wiring = wiring
        polling = Polling(board, sources, log)
        log.info("listening", metadata: ["ports": "\(server.ports.map(String.init).joined(separator: ","))"])
    }

    /// Polls and serves until a signal comes, and ends then what is to be ended.
    func run(until signals: Signals) async {
        await polling.apply(wiring)
        // Not before: pollers are started by one at a time.
        reloader.onChange { old, new in try await apply(old, new) }
        let signs = ServiceWatch.Signs(
            server: { [server] in server.lastSign },
            stuck: { [polling] in polling.stuck },
            reports: { [board] in board.reports }
        )
        do {
            try watch.start(signs)
        } catch {
            log.error("systemd is not told", metadata: ["error": "\(error)"])
        }
        manager.isReady()
        for await request in signals.requests {
            switch request {
            case .reload: Task { await reloader.reload() }
            case .stop(let number): return stop(because: number)
            }
        }
    }
}
