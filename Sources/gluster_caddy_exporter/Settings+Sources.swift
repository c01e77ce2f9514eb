import Caddy
import Collectors
import Gluster
import LogTail
import Logging
import Probe
import Settings

private typealias WatchTarget = Gluster.VolumeTarget  // Both modules have a type of this name.
private typealias Choice = BrickChoice

extension Settings {
    /// What the source `Gluster` needs of the settings.
    var glusterSource: GlusterSource.Settings {
        var source = GlusterSource.Settings()
        source.volumes = gluster.volumes.map {
            WatchTarget(name: $0.volume, host: $0.host, port: $0.port)
        }
        switch gluster.bricks {
        case .auto: source.bricks = nil
        case .local: source.bricks = .local
        case .all: source.bricks = .all
        case .none: source.bricks = Choice.none
        }
        source.glusterdSocket = gluster.glusterdSocket
        source.server = gluster.server.host
        source.port = gluster.server.port
        source.pingTimeout = UInt32(clamping: gluster.pingTimeout.components.seconds)
        source.healEntries = UInt32(clamping: gluster.healEntries)
        source.probeDirectories = gluster.probeDirectories
        source.deadline = min(shortestInterval * 0.8, .seconds(5))
        source.freshness = shortestInterval * 0.5
        return source
    }

    /// What the source of the pool needs of the settings.
    var poolSource: PoolSource.Settings {
        var source = PoolSource.Settings()
        source.glusterdSocket = gluster.glusterdSocket
        source.stateDirectory = gluster.stateDirectory
        source.freshness = shortestInterval * 0.5
        return source
    }

    /// - Throws: ``UnusableAddress`` for one that only Caddy could make sense of.
    func caddySource() throws(UnusableAddress) -> CaddySource.Settings {
        var source = CaddySource.Settings()
        for text in caddy.adminAddresses {
            guard let address = AdminAddress(text) else { throw UnusableAddress(text: text) }
            source.addresses.append(address)
        }
        source.deadline = hostDeadline
        source.freshness = shortestInterval * 0.5
        return source
    }

    var caddyLogs: CaddyLogs.Settings {
        var source = CaddyLogs.Settings()
        source.sources = caddy.logSources.map { log in
            switch log {
            case .file(let path): CaddyLogs.NamedLog(.file(path, .plain))
            case .docker(let path): CaddyLogs.NamedLog(.file(path, .docker))
            case .cri(let path): CaddyLogs.NamedLog(.file(path, .cri))
            case .journal(let unit): CaddyLogs.NamedLog(.journal(unit: unit))
            }
        }
        return source
    }

    var mountSource: MountSource.Settings {
        var source = MountSource.Settings()
        source.deadline = hostDeadline
        source.freshness = shortestInterval * 0.5
        return source
    }

    var siteSource: SiteSource.Settings {
        var source = SiteSource.Settings()
        source.deadline = hostDeadline
        source.freshness = shortestInterval * 0.5
        source.holdsHandles = site.holdsHandles
        return source
    }

    /// How long looks at this host may take: their own intervals count, and a second is what a busy machine may need.
    private var hostDeadline: Duration {
        let shortest = ["mount", "site", "caddy"].map { poll.interval(of: $0) }.min() ?? poll.interval
        return max(.seconds(1), min(shortest * 0.8, .seconds(4)))
    }

    private var shortestInterval: Duration { collectors.map { poll.interval(of: $0) }.min() ?? poll.interval }

    /// A collector's deadline leaves room for the source's own, which is shorter.
    func schedule(of collector: String) -> PollSchedule {
        PollSchedule(interval: poll.interval(of: collector), deadline: .seconds(10))
    }
}

extension Settings.Log {
    var choice: LogChoice.Values { LogChoice.Values(level: loggerLevel, format: writerFormat) }

    private var loggerLevel: Logger.Level {
        switch level {
        case .debug: .debug
        case .info: .info
        case .warn: .warning
        case .error: .error
        }
    }

    private var writerFormat: LogWriter.Format { format == .json ? .json : .logfmt }
}

/// An admin address that cannot be asked: a range of ports, an IPv6 zone, a placeholder.
struct UnusableAddress: Error, CustomStringConvertible {
    let text: String

    var description: String {
        "caddy.admin_addresses: \"\(text)\" cannot be asked; allowed: localhost:2019, [::1]:2019, unix//run/caddy/admin.sock"
    }
}

/// What would be watched, for `--config.check`.
func plan(_ settings: Settings) async throws -> [String] {
    let caddy = try Wiring(settings).host.caddy
    let named = settings.site.roots.sorted { $0.key < $1.key }.map { "site \($0.key): \($0.value)" }
    return await GlusterSource.plan(settings.glusterSource) + [PoolSource.plan(settings.poolSource)]
        + MountSource.plan(namespaces: []) + CaddySource.plan(caddy) + named
}
