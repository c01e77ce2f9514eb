import Collectors
import Exposition
import Gluster
import Logging
import Settings
import Web

/// Everything put together: sources, collectors, board and endpoint.
struct Daemon {
    private let log: Logger
    private let gluster: GlusterSource
    private let pool: PoolSource
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
        let sources = SourceSet(
            gluster: gluster,
            pool: pool,
            mounts: Nothing(),
            sites: Nothing(),
            caddy: Nothing(),
            caddyLogs: Nothing(),
            volumeOptions: Set(settings.gluster.volumeOptions),
            now: unixTime
        )
        let chosen = collectors(named: settings.collectors, reading: sources)
        let board = Board(chosen.map { type(of: $0).name })
        pollers = chosen.map { makePoller($0, board, settings, log) }
        let observer = SelfObserver(counts: counts, gluster: gluster, board: board, loaded: unixTime())
        let server = try Server(
            listening: try settings.web.listenAddresses.map { try ListenAddress(parsing: $0) },
            routes: Routes(
                telemetryPath: settings.web.telemetryPath,
                scrape: { observer.body($0, $1) },
                isReady: { board.isReady },
                page: { landingPage(settings.web.telemetryPath) }
            )
        )
        observer.countRequests { [weak server] in server?.requestCounts ?? [:] }
        self.log = log
        self.gluster = gluster
        self.pool = pool
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
    }
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

extension Logger {
    fileprivate func tell(_ change: PollChange) {
        if let error = change.error {
            log(
                level: change.isTold ? .debug : .warning,
                "collector fails",
                metadata: ["collector": "\(change.collector)", "error": "\(error)"]
            )
        } else {
            info("collector succeeds", metadata: ["collector": "\(change.collector)"])
        }
    }

    fileprivate func tell(_ event: GlusterSource.Event) {
        switch event {
        case .found(let volumes, let origin):
            info("volumes found", metadata: ["volumes": "\(volumes.joined(separator: ","))", "by": "\(origin)"])
        case .notFound(let reason): warning("volumes not found", metadata: ["error": "\(reason)"])
        case .workerReplaced(let end): warning("worker replaced", metadata: ["reason": "\(end.rawValue)"])
        case .waiting(let notice): tell(notice)
        }
    }
    private func tell(_ notice: HealNotice) {
        var metadata: Logger.Metadata = [
            "volume": "\(notice.volume)", "subvolume": "\(notice.subvolume)", "path": "\(notice.path)",
            "blamed": "\(notice.blamed.joined(separator: ","))",
        ]
        guard !notice.splitBrain.isEmpty else { return info("entry waits for heal", metadata: metadata) }
        metadata["split_brain"] = "\(notice.splitBrain.joined(separator: ","))"
        warning("entry in split-brain", metadata: metadata)
    }
}
