import Caddy
import Collectors
import Gluster
import Probe
import Settings
import Web

/// What the settings mean for each part of the daemon, found to be right. A reload leaves alone what is equal.
struct Wiring: Equatable {
    var server: ServerSettings
    var telemetryPath: String
    var enablesLifecycle: Bool
    var usesSystemdSockets: Bool
    /// Those that run, in the order of the catalog.
    var collectors: [String]
    var schedules: [String: PollSchedule]
    var volumeOptions: Set<String>
    var gluster: GlusterSource.Settings
    var pool: PoolSource.Settings
    var host: Host
    var log: LogChoice.Values

    /// What is watched of this host itself.
    struct Host: Equatable {
        var caddy: CaddySource.Settings
        var logs: CaddyLogs.Settings
        var mounts: MountSource.Settings
        var sites: SiteSource.Settings
        var site: Settings.Site
        /// Where positions of logs are kept.
        var positions: String
    }

    /// - Throws: What makes the settings unusable, in one line for people: an address, or the web configuration file.
    init(_ settings: Settings) throws {
        server = try settings.serverSettings()
        try server.configuration?.check()
        telemetryPath = settings.web.telemetryPath
        enablesLifecycle = settings.web.enablesLifecycle
        usesSystemdSockets = settings.web.usesSystemdSockets
        collectors = catalog.map { $0.name }.filter { settings.collectors.contains($0) }
        schedules = Dictionary(uniqueKeysWithValues: collectors.map { ($0, settings.schedule(of: $0)) })
        volumeOptions = Set(settings.gluster.volumeOptions)
        gluster = settings.glusterSource
        pool = settings.poolSource
        host = Host(
            caddy: try settings.caddySource(),
            logs: settings.caddyLogs,
            mounts: settings.mountSource,
            sites: settings.siteSource,
            site: settings.site,
            positions: settings.state.directory
        )
        log = settings.log.choice
    }

    /// As the command line, and the file that it names, have it now.
    init(reading arguments: [String]) throws {
        guard case .run(let settings) = try Settings.parse(arguments: arguments) else {
            throw NothingToRun()
        }
        try self.init(settings)
    }

    /// Whether a server of the other one's would answer as this one's does.
    func isServed(as other: Wiring) -> Bool {
        server == other.server && telemetryPath == other.telemetryPath && collectors == other.collectors
            && enablesLifecycle == other.enablesLifecycle
    }
}

/// Flags that ask for something else than to run: a daemon that runs was not given them.
private struct NothingToRun: Error {}
