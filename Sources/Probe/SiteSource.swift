import Dispatch
import Host

/// Looks at site roots as a file server would, each on a thread of its own, of which one at most is lost to a root that
/// hangs.
///
/// A failing root on Gluster is left alone for a while after two looks, for each look writes up to ten lines into the
/// log of its client: until the pause is over, or its mount is another one.
public actor SiteSource: SiteReading {
    public nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }

    public struct Settings: Sendable, Hashable {
        /// How long all looks together may take.
        public var deadline = Duration.seconds(4)
        /// How old a state may be to serve another collector.
        public var freshness = Duration.seconds(7)
        /// How long a failing root is left alone.
        public var pause = Duration.seconds(30)
        /// Whether a directory handle of each root on Gluster stays open between two looks, as it does in a program
        /// that works there: what this shows besides is the probe `held`, which fails once after a replacement.
        ///
        /// Such a mount cannot be unmounted while it is watched, but with `umount --lazy`: it is busy. Without, only
        /// the few milliseconds of a look keep it so, and a replacement is told all the same, by its inode number.
        public var holdsHandles = false

        public init() {}
    }

    /// What its labels tell a root by.
    private struct Key: Hashable {
        let caddy: String
        let site: String
        let root: String
    }

    private let executor = BlockingExecutor(label: "probe.sites")
    private let targets: @Sendable () async -> [SiteTarget]
    private let settings: Settings
    private let time: @Sendable () -> Double
    private let now: @Sendable () -> ContinuousClock.Instant
    private let host: any SiteHost
    private let files: any RootFiles
    /// Rings at the end of each look.
    private let bell: DispatchSemaphore
    private var sites: [Key: Site] = [:]
    private var clients = FuseClients()
    private var last: (states: [SiteState], taken: ContinuousClock.Instant)?

    /// `targets` says what to look at, `time` is the Unix time.
    public init(
        targets: @escaping @Sendable () async -> [SiteTarget],
        _ settings: Settings = Settings(),
        time: @escaping @Sendable () -> Double
    ) {
        self.init(targets: targets, settings, time: time, host: SystemHost(), files: SystemFiles())
    }

    init(
        targets: @escaping @Sendable () async -> [SiteTarget],
        _ settings: Settings = Settings(),
        time: @escaping @Sendable () -> Double,
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now },
        host: any SiteHost,
        files: any RootFiles,
        bell: DispatchSemaphore = DispatchSemaphore(value: 0)
    ) {
        self.targets = targets
        self.settings = settings
        self.time = time
        self.now = now
        self.host = host
        self.files = files
        self.bell = bell
    }

    /// In the order of the targets; two with the same labels are one.
    public func sites() async -> [SiteState] {
        if let states = fresh { return states }
        let targets = await targets()
        if let states = fresh { return states }  // Another caller was faster.
        let began = now()
        let states = look(at: targets)
        last = (states, began)
        return states
    }

    private var fresh: [SiteState]? {
        last.flatMap { now() - $0.taken < settings.freshness ? $0.states : nil }
    }

    private func look(at targets: [SiteTarget]) -> [SiteState] {
        let keys = update(targets)
        let survey = survey(targets)
        var begun: [Key] = []
        let deadline = now() + settings.deadline
        for key in keys {
            guard var site = sites[key] else { continue }
            let (situation, obstacle) = survey.situation(site.state.target, mark: site.mark, site.resolvedPath)
            site.enter(situation, obstacle: obstacle)
            if let look = site.look(settings, now: now()) {
                // Without a thread left there is no look, and what was found last stands.
                let hasBegun = try? site.prober.begin(look) { [bell] in bell.signal() }
                if hasBegun == true { begun.append(key) }
            }
            sites[key] = site
        }
        wait(for: begun, until: deadline)
        var current = survey
        for key in keys { finish(key, &current, targets) }
        return keys.compactMap { sites[$0]?.state }
    }

    /// Takes up new targets and lets go of old ones.
    private func update(_ targets: [SiteTarget]) -> [Key] {
        var keys: [Key] = []
        var seen: Set<Key> = []
        for target in targets {
            let key = Key(caddy: target.caddy, site: target.site, root: target.root)
            guard seen.insert(key).inserted else { continue }
            keys.append(key)
            if sites[key] == nil { sites[key] = Site(target, prober: RootProber(files: files, now: now)) }
            sites[key]?.state.target = target
        }
        for key in sites.keys where !seen.contains(key) {
            sites[key]?.prober.release()
            sites[key] = nil
        }
        return keys
    }

    private func survey(_ targets: [SiteTarget]) -> SiteSurvey {
        let ours = host.mounts(nil)
        var theirs: [Int32: MountTable] = [:]
        for case let process? in targets.map(\.process?.identity.pid) where theirs[process] == nil {
            theirs[process] = host.mounts(process)
        }
        clients.update(ours.mounts + theirs.values.flatMap(\.mounts), host: host, now: now())
        return SiteSurvey(host: host, clients: clients, ours: ours, theirs: theirs)
    }

    private func wait(for keys: [Key], until deadline: ContinuousClock.Instant) {
        while keys.contains(where: { sites[$0]?.prober.isBusy ?? false }) {
            let rest = (deadline - now()).seconds
            guard rest > 0 else { return }
            _ = bell.wait(timeout: .now() + rest)
        }
    }

    private func finish(_ key: Key, _ survey: inout SiteSurvey, _ targets: [SiteTarget]) {
        guard var site = sites[key], site.situation?.root != nil else { return }
        let progress = site.prober.finish()
        if case .done(let outcome, _) = progress, let mark = outcome.mark,
            mark != site.mark || outcome.path ?? site.resolvedPath != site.resolvedPath
        {
            if mark.isAnother(than: site.mark) || !survey.knows(mark, of: site.state.target) {
                clients.forget()  // Something was mounted meanwhile.
                survey = self.survey(targets)
            }
            let path = outcome.path ?? site.resolvedPath
            site.locate(survey.situation(site.state.target, mark: mark, path).0, resolvedPath: path)
        }
        site.absorb(progress, settings, now: now(), time: time())
        sites[key] = site
    }
}
