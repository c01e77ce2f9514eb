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
        /// How long a Caddy may take to answer all that it is asked in a round.
        public var deadline = Duration.seconds(4)
        /// How old a round may be to serve another collector.
        public var freshness = Duration.seconds(7)
        /// How old what is known may be for those who need sites and logs.
        public var instanceFreshness = Duration.seconds(30)
        /// How long a Caddy that has ended is still told of, as one that is down, so that an alert has time to.
        public var memory = Duration.seconds(3600)
        var shortPatience = Duration.milliseconds(250)
        var procRoot = "/proc"
        var user: UInt32 = geteuid()
        var caddyUser: UInt32? = Accounts().number(ofUser: "caddy")
        var usual = AdminSearch.usual

        public init() {}
    }

    let settings: Settings
    private let executor = BlockingExecutor(label: "caddy.source")
    private let now: AdminWatch.Clock
    private let onEvent: @Sendable (Event) -> Void
    var register: CaddyRegister
    private var running: Task<[CaddyState], Never>?
    private var last: (states: [CaddyState], taken: ContinuousClock.Instant)?
    private var told: [String: Told] = [:]
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

    public func observe() async -> [CaddyState] {
        await states(noOlderThan: settings.freshness)
    }

    public func instances() async -> [CaddyInstance] {
        await states(noOlderThan: settings.instanceFreshness).map(\.instance)
    }

    private func states(noOlderThan age: Duration) async -> [CaddyState] {
        if let running { return await running.value }
        if let last, now() - last.taken < age { return last.states }
        let round = Task { await self.round() }
        running = round
        return await round.value
    }

    private func round() async -> [CaddyState] {
        register.discover(FoundCaddy.all(root: settings.procRoot, user: settings.user, caddyUser: settings.caddyUser))
        let asked = register.living
        await ask(asked)
        if register.missesSomeone {  // It may have been restarted just now.
            register.discover(
                FoundCaddy.all(root: settings.procRoot, user: settings.user, caddyUser: settings.caddyUser)
            )
            await ask(register.living.filter { !asked.contains($0) })
        }
        let states = register.states()
        last = (states, now())
        running = nil
        tell(states)
        return states
    }

    private func ask(_ keys: [CaddyRegister.Key]) async {
        let outcomes = await inParallel(keys) { key in (key, await self.isInTime(key)) }
        for (key, isInTime) in outcomes where !isInTime && busy.contains(key) {
            register.noteSilence(of: key)
        }
    }

    /// Asks one; false when it did not answer in time.
    private func isInTime(_ key: CaddyRegister.Key) async -> Bool {
        guard !busy.contains(key), let entry = register.entries[key] else { return false }
        busy.insert(key)
        let (watch, found, deadline) = (entry.watch, entry.found, settings.deadline)
        // Its own deadline is enough, unless the file system of a file that it reads hangs. One that hung the last time
        // is not waited for: should it answer after all, the next round tells.
        let patience = entry.look?.isTimeout == true ? min(deadline, settings.shortPatience) : deadline * 1.25
        return await value(within: patience) {
            await self.finished(key, await watch.observe(found, within: deadline))
        } != nil
    }

    private func finished(_ key: CaddyRegister.Key, _ look: AdminWatch.Look) {
        busy.remove(key)
        register.note(look, of: key)
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
    }

    /// What would be watched with these settings, in words.
    public static func plan(_ settings: Settings) async -> [String] {
        let states = await CaddySource(settings, onEvent: { _ in }).observe()
        guard !states.isEmpty else { return ["caddy: no process found, and no address configured"] }
        return states.map { state in
            let process = state.instance.process.map {
                " (process \($0.identity.pid)\($0.unit.map { ", \($0)" } ?? ""))"
            }
            let sites = state.instance.configuration?.sites.map(\.name).joined(separator: ", ") ?? ""
            let start = "caddy: \(state.instance.name)\(process ?? "")"
            if case .failure(let error) = state.answer { return "\(start): \(error)" }
            return "\(start), sites: \(sites.isEmpty ? "none" : sites)"
        }
    }
}
