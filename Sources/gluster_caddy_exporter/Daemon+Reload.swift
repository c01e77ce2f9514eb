import Collectors
import Gluster
import Host
import Logging
import Settings
import Web

extension Daemon {
    /// Tells of reloads.
    static func teller(_ manager: ServiceManager, _ log: Logger) -> @Sendable (Reloader<Wiring>.Event) -> Void {
        { event in
            switch event {
            case .begins: return manager.isReloading()
            case .ends(nil): log.info("settings reloaded")
            case .ends(let problem?): log.error("settings are not reloaded", metadata: ["error": "\(problem)"])
            }
            manager.isReady()
        }
    }

    /// What the endpoint answers with.
    static func routes(
        _ wiring: Wiring,
        _ board: Board,
        _ observer: SelfObserver,
        _ targets: TargetList,
        _ reloader: Reloader<Wiring>
    ) -> Routes {
        var routes = Routes(
            telemetryPath: wiring.telemetryPath,
            scrape: { observer.body($0, $1, of: $2) },
            isReady: { board.isReady },
            page: { .status(of: board, wiring.telemetryPath, areSettingsLoaded: reloader.state.isLoaded) }
        )
        routes.collectors = wiring.collectors
        routes.targets = { targets.json(for: $0) }
        if wiring.enablesLifecycle { routes.reload = { done in Task { await reloader.reload(done) } } }
        return routes
    }

    /// The sockets that systemd has handed over, where the settings want them.
    static func sockets(_ wiring: Wiring, _ manager: ServiceManager) throws -> [CInt] {
        guard wiring.usesSystemdSockets else { return [] }
        guard !manager.sockets.isEmpty else { throw NoSockets() }
        return manager.sockets
    }

    /// Puts new settings in the place of the old ones: what may fail is first, and what is equal is left alone.
    func apply(_ old: Wiring, _ new: Wiring) async throws {
        guard new.usesSystemdSockets == old.usesSystemdSockets else { throw NeedsRestart() }
        if !new.isServed(as: old) {
            try server.apply(new.server, routes: Self.routes(new, board, observer, targets, reloader))
        }
        choice.values = new.log
        if new.pool != old.pool { await pool.apply(new.pool) }
        if new.gluster != old.gluster { await gluster.apply(new.gluster) }
        await host.apply(old.host, new.host)
        await polling.apply(new)
    }
}

/// The settings want systemd's sockets, and there are none.
struct NoSockets: Error, CustomStringConvertible {
    var description: String {
        "web.systemd_socket: systemd has handed over no listening stream socket; "
            + "allowed: with a socket unit that starts this service, and ListenStream= in it"
    }
}

/// Settings that hold for as long as the process lives.
struct NeedsRestart: Error, CustomStringConvertible {
    var description: String { "web.systemd_socket: cannot be changed by a reload; allowed: a restart" }
}
