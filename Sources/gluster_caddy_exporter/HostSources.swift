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

    init(_ wiring: Wiring.Host, _ log: Logger) {
        let positions = PositionStore(directory: wiring.positions) {
            log.warning("positions of logs", metadata: ["error": "\($0)"])
        }
        let hub = LogHub(positions: positions)
        let caddy = CaddySource(wiring.caddy) { log.tell($0) }
        self.hub = hub
        self.caddy = caddy
        logs = CaddyLogs(caddy: caddy, hub: hub, settings: wiring.logs) { log.tell($0) }
        mounts = MountSource(
            wiring.mounts,
            namespaces: {
                await caddy.instances().compactMap { $0.process.flatMap { $0.isBelieved ? $0.identity.pid : nil } }
            },
            hub: hub
        )
        sites = SiteSource(
            targets: { siteTargets(await caddy.instances(), wiring.site) },
            wiring.sites,
            time: unixTime
        )
    }

    /// Goes by other settings from now on, where they are others.
    func apply(_ old: Wiring.Host, _ new: Wiring.Host) async {
        if new.positions != old.positions { hub.keepPositions(in: new.positions) }
        if new.caddy != old.caddy { await caddy.apply(new.caddy) }
        if new.logs != old.logs { await logs.apply(new.logs) }
        if new.mounts != old.mounts { await mounts.apply(new.mounts) }
        if new.sites != old.sites || new.site != old.site {
            await sites.apply(targets: { [caddy] in siteTargets(await caddy.instances(), new.site) }, new.sites)
        }
    }

    /// Keeps how far logs were read. A log that hangs is waited for no longer than so.
    func stop(within patience: Duration) {
        hub.stop(within: patience)
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
