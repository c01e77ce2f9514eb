import Glibc
import Host

/// One site root from look to look.
struct Site: Sendable {
    var state: SiteState
    /// How it was looked at last; nil when it was not.
    var situation: SiteSituation?
    /// The mount that its path led to at the last look.
    private(set) var mark: MountMark?
    /// Where its path led to at the last look, without links.
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

    init(_ target: SiteTarget) {
        state = SiteState(target)
    }

    /// Takes over what its labels stand for now.
    mutating func aim(at target: SiteTarget) {
        // Another process may find another way.
        if target.server != state.target.server { resolvedPath = nil }
        state.target = target
    }

    /// Takes over where it lies now; before each round.
    mutating func enter(_ sight: SiteSight) {
        state.probes = []
        switch sight {
        case .place(let situation, let obstacle):
            state.obstacle = obstacle
            take(situation)
            if obstacle != nil { forget() }
        case .unknown(let obstacle):
            state.obstacle = obstacle
            take(nil)
            forget()
        case .gone:
            situation = nil
        }
    }

    /// Takes over where its path was found to lead.
    mutating func locate(_ sight: SiteSight, resolvedPath: String?) {
        self.resolvedPath = resolvedPath
        enter(sight)
    }

    /// Nobody could look: what the last look found is no longer known.
    mutating func forget() {
        state.isStale = nil
        state.failure = nil
        state.isReplaced = false
        state.isRemoved = false
    }

    private mutating func take(_ situation: SiteSituation?) {
        self.situation = situation
        state.place = situation?.place
        guard let place = situation?.place, place.isOnGluster, let owner = state.target.owner?.identity else { return }
        if place.isMountedLate == false { timely = owner }
        if timely == owner {
            state.place?.isMountedLate = false
            state.place?.mountedAt = nil
        }
    }

    /// What a look can hang in.
    var ground: RootProbers.Ground? {
        guard let situation, let mount = situation.place?.mount else { return nil }
        return RootProbers.Ground(mount: mount.id, device: mount.device, client: situation.client)
    }

    /// Whether its path was found to lead elsewhere than at the last look.
    func isElsewhere(_ outcome: RootLook.Outcome) -> Bool {
        outcome.mark ?? mark != mark || outcome.path ?? resolvedPath != resolvedPath
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
            let failures = failures
            // How the look would have ended is not known: it can only add to what the last one found.
            if failures.contains(where: { $0.code == ESTALE }) { state.isStale = true }
            state.failure = failures.first ?? state.failure
            guard let operation, let since else { return }
            let waiting = now - max(since, lastReport ?? since)
            lastReport = now
            let failure = SystemError(operation.rawValue, code: ETIMEDOUT)
            state.probes.append(SiteProbe(operation: operation, duration: waiting.seconds, failure: failure))
            state.failure = failures.first ?? failure
        case .done(let outcome, let probes):
            lastReport = nil
            guard outcome.isLook else { return }
            state.probes = probes
            let failures = failures
            state.failure = failures.first
            state.isStale = failures.contains { $0.code == ESTALE }
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

    /// Of the operations that count for the root.
    private var failures: [SystemError] { state.probes.filter { $0.operation != .held }.compactMap(\.failure) }

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
