import Collectors
import Exposition
import Gluster
import Logging
import Settings
import StatusPage
import Web

/// Everything put together: sources, collectors, board and endpoint.
struct Daemon {
    private let log: Logger
    private let gluster: GlusterSource
    private let pool: PoolSource
    private let host: HostSources
    private let board: Board
    private let pollers: [Poller<ContinuousClock>]
    private let server: Server

    /// - Throws: What stops the start: an address that cannot be listened on, or a system without threads.
    init(_ settings: Settings) throws {
        let counts = LogCounts()
        let log = Logger(label: "gluster_caddy_exporter") { _ in
            LogWriter(settings.log.loggerLevel, settings.log.writerFormat, counts: counts)
        }
        let pool = PoolSource(settings.poolSource, time: unixTime)
        let gluster = try GlusterSource(settings.glusterSource, ownBricks: { await pool.ownBricks() }) { log.tell($0) }
        pool.readRelease { [weak gluster] in gluster?.gfapiVersion ?? "" }
        let host = try HostSources(settings, log)
        let sources = SourceSet(
            gluster: gluster,
            pool: pool,
            mounts: host.mounts,
            sites: host.sites,
            caddy: host.caddy,
            caddyLogs: host.logs,
            volumeOptions: Set(settings.gluster.volumeOptions),
            onFinding: { log.tell($0) },
            now: unixTime
        )
        let chosen = collectors(named: settings.collectors, reading: sources)
        let board = Board(chosen.map { type(of: $0).name }, keeping: StatusPage.families)
        pollers = chosen.map { makePoller($0, board, settings, log) }
        let observer = SelfObserver(counts: counts, gluster: gluster, board: board, loaded: unixTime())
        let server = try Server(
            ServerSettings(addresses: try settings.web.listenAddresses.map { try ListenAddress(parsing: $0) }),
            routes: Routes(
                telemetryPath: settings.web.telemetryPath,
                scrape: { observer.body($0, $1, of: $2) },
                isReady: { board.isReady },
                page: { statusPage(of: board, settings.web.telemetryPath) }
            )
        )
        observer.countRequests { [weak server] in server?.requestCounts ?? [:] }
        self.log = log
        self.gluster = gluster
        self.pool = pool
        self.host = host
        self.board = board
        self.server = server
        log.info("listening", metadata: ["ports": "\(server.ports.map(String.init).joined(separator: ","))"])
    }

    /// Polls and serves until a signal comes.
    func run(until signals: Signals) async {
        let polling = pollers.map { poller in Task { await poller.run() } }
        let number = await signals.next()
        log.info("stopping", metadata: ["signal": "\(number ?? 0)"])
        for task in polling { task.cancel() }
        server.stop()
        gluster.stop()
        pool.stop()
        host.stop()
    }
}

private func statusPage(of board: Board, _ telemetryPath: String) -> Page {
    let page = StatusPage.html(
        board.snapshots,
        now: unixTime(),
        version: Version.number,
        telemetryPath: telemetryPath
    )
    return Page(html: page.html, contentSecurityPolicy: page.contentSecurityPolicy)
}

private func makePoller(
    _ collector: any Collector,
    _ board: Board,
    _ settings: Settings,
    _ log: Logger
) -> Poller<ContinuousClock> {
    Poller(
        collector,
        board: board,
        schedule: settings.schedule(of: type(of: collector).name),
        clock: ContinuousClock(),
        time: unixTime,
        onChange: { log.tell($0) }
    )
}
