import Dispatch
import Host

/// Looks at site roots as a file server would, each on a thread of its own, of which one at most is lost to a root that
/// hangs, and one more each time that its mount is replaced while it hangs, up to a limit.
///
/// A failing root on Gluster is left alone for a while after two looks, for each look writes up to ten lines into the
/// log of its client: until the pause is over, or its mount is another one.
public actor SiteSource: SiteReading {
    public nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }

    /// What its labels tell a root by.
    private struct Key: Hashable {
        let caddy: String
        let site: String
        let root: String
    }

    private let executor = BlockingExecutor(label: "probe.sites")
    private var targets: @Sendable () async -> [SiteTarget]
    private var settings: Settings
    private let time: @Sendable () -> Double
    private let now: @Sendable () -> ContinuousClock.Instant
    private let host: any SiteHost
    /// Rings at the end of each look.
    private let bell: DispatchSemaphore
    private var sites: [Key: Site] = [:]
    private var probers: RootProbers
    private var clients = FuseClients()
    /// Without its probes, which are told once.
    private var last: (states: [SiteState], taken: ContinuousClock.Instant)?
    private var rounds = 0

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
        self.bell = bell
        probers = RootProbers(hangLimit: settings.hangLimit) { RootProber(files: files, now: now) }
    }

    /// Looks at other targets, by other settings, from the next round on. What is known of a target that stays, stays.
    public func apply(targets: @escaping @Sendable () async -> [SiteTarget], _ settings: Settings) {
        self.targets = targets
        self.settings = settings
        last = nil
    }

    /// In the order of the targets; two with the same labels are one.
    public func sites() async -> [SiteState] {
        let began = now()
        if let last, began - last.taken < settings.freshness { return last.states }
        let round = rounds
        let targets = await targets()
        if rounds != round, let last { return last.states }  // Another caller was faster.
        let states = look(at: targets)
        last = (states.map(\.withoutProbes), began)
        rounds += 1
        return states
    }

    private func look(at targets: [SiteTarget]) -> [SiteState] {
        while bell.wait(timeout: .now()) == .success {}  // Left over from looks that nobody waited for.
        let keys = update(targets)
        let survey = survey(targets)
        let deadline = now() + settings.deadline
        for key in keys {
            guard let site = sites[key] else { continue }
            sites[key]?.enter(survey.sight(of: site.state.target, mark: site.mark, site.resolvedPath))
        }
        let (ways, begun) = begin(keys)
        wait(for: begun, until: deadline)
        finish(keys, ways, survey, targets)
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
            sites[key, default: Site(target)].aim(at: target)
        }
        sites = sites.filter { seen.contains($0.key) }
        return keys
    }

    private func survey(_ targets: [SiteTarget]) -> SiteSurvey {
        let ours = host.mounts(nil)
        var theirs: [Int32: MountTable] = [:]
        for case let process? in targets.map(\.owner?.identity.pid) where theirs[process] == nil {
            theirs[process] = host.mounts(process)
        }
        clients.update(ours.mounts + theirs.values.flatMap(\.mounts), host: host, now: now())
        return SiteSurvey(host: host, clients: clients, ours: ours, theirs: theirs)
    }

    /// Begins what is due: for all that are looked at in the same way, one look.
    ///
    /// - Returns: The ways of those of which a look is under way, and what began: what hangs already is not waited for.
    private func begin(_ keys: [Key]) -> (ways: [Key: RootProbers.Way], begun: Set<RootProbers.Way>) {
        var looks: [RootProbers.Way: (look: RootLook, ground: RootProbers.Ground)] = [:]
        var ways: [Key: RootProbers.Way] = [:]
        for key in keys {
            guard let site = sites[key], let look = site.look(settings, now: now()), let ground = site.ground else {
                continue
            }
            let way = RootProbers.Way(root: look.root, file: look.file)
            ways[key] = way
            // Who has not seen it fail wants to see for himself.
            if looks[way] == nil || look.pause == nil { looks[way] = (look, ground) }
        }
        probers.keep(Set(looks.keys))
        var begun: Set<RootProbers.Way> = []
        var refused: Set<RootProbers.Way> = []
        for (way, due) in looks {
            switch probers.begin(due.look, way, on: due.ground, whenDone: { [bell] in bell.signal() }) {
            case .begun: begun.insert(way)
            case .refused: refused.insert(way)
            case .hanging: break
            }
        }
        for (key, way) in ways where refused.contains(way) {
            sites[key]?.forget()
            ways[key] = nil
        }
        return (ways, begun)
    }

    private func wait(for ways: Set<RootProbers.Way>, until deadline: ContinuousClock.Instant) {
        for way in ways {
            while probers.isBusy(way) {
                let rest = (deadline - now()).seconds
                guard rest > 0 else { return }
                _ = bell.wait(timeout: .now() + rest)
            }
        }
    }

    private func finish(
        _ keys: [Key],
        _ ways: [Key: RootProbers.Way],
        _ survey: SiteSurvey,
        _ targets: [SiteTarget]
    ) {
        var survey = survey
        var isRenewed = false
        let results = Set(ways.values).reduce(into: [:]) { $0[$1] = probers.finish($1) }
        for key in keys {
            guard var site = sites[key], let progress = ways[key].flatMap({ results[$0] }) else { continue }
            let target = site.state.target
            // What it found where the root directory of that process was is of no use.
            if site.situation?.root?.process != nil, survey.isGone(target) { continue }
            if case .done(let outcome, _) = progress, site.isElsewhere(outcome) {
                let mark = outcome.mark ?? site.mark
                if !isRenewed, let mark, mark.isAnother(than: site.mark) || !survey.knows(mark, of: target) {
                    clients.forget()  // Something was mounted meanwhile.
                    survey = self.survey(targets)
                    isRenewed = true
                }
                let path = outcome.path ?? site.resolvedPath
                site.locate(survey.sight(of: target, mark: mark, path), resolvedPath: path)
            }
            // Without a way to it, the look was one at something else.
            if site.situation?.root != nil { site.absorb(progress, settings, now: now(), time: time()) }
            sites[key] = site
        }
    }
}

extension SiteState {
    fileprivate var withoutProbes: SiteState {
        var state = self
        state.probes = []
        return state
    }
}
