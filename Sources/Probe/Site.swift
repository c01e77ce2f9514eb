import Glibc
import Host

/// One site root from look to look.
struct Site: Sendable {
    var state: SiteState
    let prober: RootProber
    /// How it was looked at last; nil when it was not.
    var situation: SiteSituation?
    /// The mount that its path led to at the last look.
    private(set) var mark: MountMark?
    /// Where its path led to at the last look, without links, in another namespace.
    private(set) var resolvedPath: String?
    private var client: ProcessIdentity?
    /// The server that Gluster was mounted for in time: what is mounted there later is a remount.
    private var timely: ProcessIdentity?
    private var identity: FileIdentity?
    /// Whether the replacement that made it stale is counted.
    private var isCounted = false
    private var failingLooks = 0
    private var nextLook: ContinuousClock.Instant?
    private var lastReport: ContinuousClock.Instant?

    init(_ target: SiteTarget, prober: RootProber) {
        state = SiteState(target)
        self.prober = prober
    }

    /// Takes over where it lies now; before each round.
    mutating func enter(_ situation: SiteSituation?, obstacle: String?) {
        state.probes = []
        state.obstacle = obstacle
        take(situation)
        guard situation == nil || obstacle != nil else { return }
        prober.release()
        state.isStale = nil
        state.failure = nil
        state.isReplaced = false
        state.isRemoved = false
    }

    /// Takes over where its path was found to lead.
    mutating func locate(_ situation: SiteSituation?, resolvedPath: String?) {
        self.resolvedPath = resolvedPath
        take(situation)
    }

    private mutating func take(_ situation: SiteSituation?) {
        self.situation = situation
        state.place = situation?.place
        guard let place = situation?.place, place.isOnGluster, situation?.client != nil,
            let owner = state.target.process?.identity
        else { return }
        if !place.isMountedLate {
            timely = owner
        } else if timely == owner {
            state.place?.isMountedLate = false
            state.place?.mountedAt = nil
        }
    }

    /// The look that is due; nil where it cannot be looked at.
    func look(_ settings: SiteSource.Settings, now: ContinuousClock.Instant) -> RootLook? {
        guard let situation, let root = situation.root, let place = situation.place else { return nil }
        var look = RootLook(root: root, file: state.target.file, reference: situation.reference)
        look.holdsHandle = settings.holdsHandles && place.isOnGluster
        look.mountpoint = RootPath(path: place.mount.mountpoint, process: root.process)
        if let nextLook, now < nextLook, situation.client == client, let mountpoint = look.mountpoint {
            look.pause = RootLook.Pause(mountpoint: mountpoint, mark: mark)
        }
        return look
    }

    /// Takes over what came of a look.
    ///
    /// `time` is in seconds since 1970.
    mutating func absorb(
        _ progress: RootProber.Progress,
        _ settings: SiteSource.Settings,
        now: ContinuousClock.Instant,
        time: Double
    ) {
        switch progress {
        case .hanging(let operation, let since, let probes):
            state.probes = probes
            guard let operation, let since else { return }
            let waiting = now - max(since, lastReport ?? since)
            lastReport = now
            let failure = SystemError(operation.rawValue, code: ETIMEDOUT)
            state.probes.append(SiteProbe(operation: operation, duration: waiting.seconds, failure: failure))
            judge()
            state.isReplaced = state.isReplaced && state.isStale == true
            state.isRemoved = state.isRemoved && state.isReplaced
        case .done(let outcome, let probes):
            lastReport = nil
            guard outcome.isLook else { return }
            state.probes = probes
            judge()
            if wasRemounted(outcome) {
                identity = nil
                isCounted = false
            }
            mark = outcome.mark ?? mark
            client = situation?.client
            trackReplacement(outcome, time: time)
            backOff(settings, now: now)
        }
    }

    private mutating func judge() {
        let failures = state.probes.filter { $0.operation != .held }.compactMap(\.failure)
        state.failure = failures.first
        state.isStale = failures.contains { $0.code == ESTALE }
        guard state.place?.isOnGluster == true else { return }
        let logged = state.probes.compactMap(\.failure).filter {
            !["not_found", "permission", "timeout"].contains($0.kind)
        }
        state.selfMadeFailures += UInt64(logged.count)
    }

    private func wasRemounted(_ outcome: RootLook.Outcome) -> Bool {
        if let new = outcome.mark, let old = mark, new.unique != nil, old.unique != nil {
            return new.isAnother(than: old)
        }
        if let new = situation?.client, let old = client, new != old { return true }
        return outcome.mark?.isAnother(than: mark) ?? false
    }

    private mutating func trackReplacement(_ outcome: RootLook.Outcome, time: Double) {
        let mount = state.place?.mount
        let isRootGone = state.failure?.code == ENOENT && mount?.isBoundToNothing == true
        state.isReplaced =
            mount?.isBound == true && outcome.successor != .itself && (state.isStale == true || isRootGone)
        state.isRemoved = state.isReplaced && outcome.successor == .nothing
        if state.isReplaced {
            if !isCounted { count(time) }
            isCounted = true
        } else if let new = outcome.identity {
            if let identity, identity != new, !isCounted { count(time) }
            isCounted = false
            identity = new
        }
    }

    private mutating func count(_ time: Double) {
        state.replacements += 1
        state.replacedAt = time
    }

    /// A failing Gluster mount writes lines into its log at each look.
    private mutating func backOff(_ settings: SiteSource.Settings, now: ContinuousClock.Instant) {
        guard let failure = state.failure, state.place?.isOnGluster == true,
            failure.kind != "not_found", failure.kind != "permission"
        else {
            failingLooks = 0
            nextLook = nil
            return
        }
        failingLooks += 1
        nextLook = failingLooks < 2 ? nil : now + settings.pause
    }
}
