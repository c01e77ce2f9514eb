import Glibc
import Host

/// The Caddys of this host, asked once for all collectors that want to know.
///
/// Each has a queue of its own, on which it may block; a round waits for none longer than the deadline.
public actor CaddySource: CaddyReading {
    public nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }

    public struct Settings: Sendable, Hashable {
        /// Those to watch; when empty, those whose processes are found.
        public var addresses: [AdminAddress] = []
        /// How long the Caddys may take to answer all that they are asked in a round.
        public var deadline = Duration.seconds(4)
        /// How old a round may be to serve another collector.
        public var freshness = Duration.seconds(7)
        /// How old what is known may be for those who need sites and logs only.
        public var instanceFreshness = Duration.seconds(30)
        /// How long a Caddy that has ended is still told of, as one that is down, so that an alert has time to.
        public var memory = Duration.seconds(3600)
        var shortPatience = Duration.milliseconds(250)
        /// Of a process that has never had an address.
        var looksBeforeShown = 2
        var procRoot = "/proc"
        var user: UInt32 = geteuid()
        var caddyUser: UInt32? = Accounts().number(ofUser: "caddy")
        var usual = AdminSearch.usual

        public init() {}
    }

    private(set) var settings: Settings
    private let executor = BlockingExecutor(label: "caddy.source")
    private let now: AdminWatch.Clock
    private let onEvent: @Sendable (Event) -> Void
    var register: CaddyRegister
    private var running: (isWhole: Bool, task: Task<Void, Never>)?
    private var last: (states: [CaddyState], taken: ContinuousClock.Instant)?
    private var lastInstances: (instances: [CaddyInstance], taken: ContinuousClock.Instant)?
    private var told: [String: Told] = [:]
    /// Users of processes that are passed over, of which that was told.
    private var toldStrangers: Set<UInt32> = []
    /// Those whose last round has not ended yet: something hangs, and is not asked again.
    private var busy: Set<CaddyRegister.Key> = []

    public init(_ settings: Settings, onEvent: @escaping @Sendable (Event) -> Void) {
        self.init(settings, now: { .now }, onEvent: onEvent)
    }

    init(_ settings: Settings, now: @escaping AdminWatch.Clock, onEvent: @escaping @Sendable (Event) -> Void = { _ in })
    {
        self.settings = settings
        self.now = now
        self.onEvent = onEvent
        register = CaddyRegister(settings, now: now)
    }

    /// Goes by other settings from the next round on. A Caddy that stays keeps what is known of it.
    public func apply(_ settings: Settings) {
        if settings.addresses != self.settings.addresses {
            last = nil
            lastInstances = nil
        }
        self.settings = settings
        register.apply(settings)
    }

    public func observe() async -> [CaddyState] {
        while true {
            if let last, now() - last.taken < settings.freshness { return last.states }
            let isShared = running?.isWhole ?? true
            await run(isWhole: true)
            if isShared, let last { return last.states }
        }
    }

    public func instances() async -> [CaddyInstance] {
        if let lastInstances, now() - lastInstances.taken < settings.instanceFreshness {
            return lastInstances.instances
        }
        await run(isWhole: false)
        return lastInstances?.instances ?? []
    }

    /// Waits for the round that is under way, or begins one.
    private func run(isWhole: Bool) async {
        if let running { return await running.task.value }
        let task = Task { await self.round(isWhole: isWhole) }
        running = (isWhole, task)
        await task.value
    }

    private func round(isWhole: Bool) async {
        let budget = Budget(settings.deadline)
        discover()
        let asked = register.living
        await ask(asked, isWhole: isWhole, budget)
        if register.missesSomeone, budget.rest > settings.shortPatience {  // It may have been restarted just now.
            discover()
            let others = register.living.filter { !asked.contains($0) }
            await ask(others, isWhole: isWhole, budget)
        }
        let states = register.states(isWhole: isWhole)
        if isWhole { last = (states, now()) }
        lastInstances = (states.map(\.instance), now())
        running = nil
        tell(states)
    }

    private func discover() {
        register.discover(FoundCaddy.all(root: settings.procRoot, user: settings.user, caddyUser: settings.caddyUser))
    }

    private func ask(_ keys: [CaddyRegister.Key], isWhole: Bool, _ budget: Budget) async {
        let outcomes = await inParallel(keys) { key in (key, await self.isInTime(key, isWhole: isWhole, budget)) }
        for (key, isInTime) in outcomes where !isInTime && busy.contains(key) {
            register.noteSilence(of: key)
        }
    }

    /// Asks one; false when it did not answer in time.
    private func isInTime(_ key: CaddyRegister.Key, isWhole: Bool, _ budget: Budget) async -> Bool {
        guard !busy.contains(key), let entry = register.entries[key] else { return false }
        busy.insert(key)
        let (watch, found, deadline) = (entry.watch, entry.found, settings.deadline)
        // Its own deadline is enough, unless the file system of a file that it reads hangs. One that hung the last time
        // is not waited for: should it answer after all, the next round tells.
        let rest = budget.rest
        let patience = entry.look?.isTimeout == true ? min(rest, settings.shortPatience) : rest + deadline * 0.25
        return await value(within: patience) {
            await self.finished(key, await watch.observe(found, isWhole: isWhole, within: rest))
        } != nil
    }

    private func finished(_ key: CaddyRegister.Key, _ look: AdminWatch.Look?) {
        busy.remove(key)
        if let look { register.note(look, of: key) }
    }

    private func tell(_ states: [CaddyState]) {
        var new: [String: Told] = [:]
        for state in states {
            var item = Told(pid: state.instance.process?.identity.pid)
            if case .failure(let error) = state.answer { item.error = error }
            item.configurationProblem = register.configurationProblem(of: state.instance.name)
            new[state.instance.name] = item
        }
        for event in Self.events(from: told, to: new) { onEvent(event) }
        told = new
        for stranger in register.strangers where toldStrangers.insert(stranger.user).inserted {
            onEvent(.failing(caddy: stranger.unit ?? "caddy", stranger.disbelief))
        }
    }
}
