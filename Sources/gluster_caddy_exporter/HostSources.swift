import Caddy
import Gluster
import Host
import LogTail
import Logging
import Probe
import Settings

/// What is watched of this host itself: Caddys with their logs, mounts, site roots.
struct HostSources {
    let caddy: CaddySource
    let logs: CaddyLogs
    let mounts: MountSource
    let sites: SiteSource
    private let hub: LogHub

    init(_ settings: Settings, _ log: Logger) throws {
        let positions = PositionStore(directory: settings.state.directory) {
            log.warning("positions of logs", metadata: ["error": "\($0)"])
        }
        let hub = LogHub(positions: positions)
        let caddy = CaddySource(try settings.caddySource()) { log.tell($0) }
        self.hub = hub
        self.caddy = caddy
        logs = CaddyLogs(caddy: caddy, hub: hub, settings: settings.caddyLogs) { log.tell($0) }
        mounts = MountSource(
            settings.mountSource,
            namespaces: {
                await caddy.instances().compactMap { $0.process.flatMap { $0.isBelieved ? $0.identity.pid : nil } }
            },
            hub: hub
        )
        sites = SiteSource(
            targets: { siteTargets(await caddy.instances(), settings.site) },
            settings.siteSource,
            time: unixTime
        )
    }

    /// Keeps how far logs were read.
    func stop() {
        hub.stop()
    }
}

/// Each root of a configuration, and of the settings, once.
func siteTargets(_ caddys: [CaddyInstance], _ settings: Settings.Site) -> [SiteTarget] {
    var targets: [SiteTarget] = []
    for caddy in caddys {
        let owner = caddy.process.map {
            SiteTarget.Owner(
                identity: $0.identity,
                startTime: $0.startTime,
                workingDirectory: $0.workingDirectory
            )
        }
        for site in caddy.configuration?.sites ?? [] {
            for root in site.roots {
                var target = SiteTarget(
                    caddy: caddy.name,
                    site: site.name,
                    root: root.text,
                    server: owner.map { .process($0) } ?? .unknown
                )
                if case .unresolved = root { target.isResolved = false }
                target.file = settings.files[site.name]
                targets.append(target)
            }
        }
    }
    for (name, root) in settings.roots.sorted(by: { $0.key < $1.key }) {
        targets.append(SiteTarget(site: name, root: root, file: settings.files[name]))
    }
    var seen: Set<[String]> = []
    return targets.filter { seen.insert([$0.caddy, $0.site, $0.root]).inserted }
}

extension SiteRoot {
    fileprivate var text: String {
        switch self {
        case .path(let text), .unresolved(let text): text
        }
    }
}
