import Host
public import LogTail

/// The logs of the Caddys of this host: which there are, and what they have told.
///
/// Logs are found in the configurations, which change: a new one is followed, one that is gone is read to its end.
/// Nothing here waits for a log.
public actor CaddyLogs: CaddyLogReading {
    public struct Settings: Sendable, Hashable {
        /// Logs that no configuration names: of containers, or of a Caddy that cannot be asked.
        public var sources: [NamedLog] = []
        /// For how long a Caddy that is gone is waited for before its counts are forgotten, and for the end of a log
        /// that is gone.
        public var grace = Duration.seconds(300)

        public init() {}
    }

    /// A log, and the Caddy that writes it; nil: the first one that is found.
    public struct NamedLog: Sendable, Hashable {
        public var caddy: String?
        public var source: LogSource

        public init(caddy: String? = nil, _ source: LogSource) {
            self.caddy = caddy
            self.source = source
        }
    }

    /// A log can be read again, or no longer.
    public struct Event: Sendable, Hashable {
        public var caddy: String
        public var source: String
        /// In a sentence; nil: it can be read.
        public var problem: String?
    }

    /// What is mounted where a process is, or where we are; nil when that cannot be told.
    typealias Mounts = @Sendable (ProcessIdentity?) -> MountTable?

    private let caddy: any CaddyReading
    private let onEvent: @Sendable (Event) -> Void
    private var told: [[String]: String] = [:]
    let following: any LogFollowing
    private(set) var settings: Settings
    let mounts: Mounts
    let now: @Sendable () -> ContinuousClock.Instant
    /// In the order in which they were found.
    var order: [String] = []
    var known: [String: KnownCaddy] = [:]
    var watched: [LogSource: WatchedLog] = [:]

    /// `onEvent` is called once for each change.
    public init(
        caddy: any CaddyReading,
        hub: LogHub,
        settings: Settings = Settings(),
        onEvent: @escaping @Sendable (Event) -> Void
    ) {
        self.init(caddy: caddy, following: HubFollowing(hub: hub), settings, onEvent: onEvent)
    }

    init(
        caddy: any CaddyReading,
        following: any LogFollowing,
        _ settings: Settings = Settings(),
        mounts: @escaping Mounts = CaddyLogs.mounts,
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now },
        onEvent: @escaping @Sendable (Event) -> Void = { _ in }
    ) {
        self.caddy = caddy
        self.following = following
        self.settings = settings
        self.mounts = mounts
        self.now = now
        self.onEvent = onEvent
    }

    /// Goes by other settings from the next round on. A log that stays is read on.
    public func apply(_ settings: Settings) {
        self.settings = settings
    }

    public func logs() async -> [CaddyLogState] {
        let instances = await caddy.instances().filter { $0.process?.isBelieved ?? true }
        rename(instances)
        for instance in instances { note(instance) }
        forget()
        follow(plan(instances.map(\.name)))
        let states = order.sorted().compactMap(state).filter { !$0.caddy.isEmpty || !$0.sources.isEmpty }
        tell(states)
        return states
    }

    func note(_ instance: CaddyInstance) {
        let mounts = instance.process.flatMap { self.mounts($0.identity) }
        if known[instance.name] == nil {
            order.append(instance.name)
            known[instance.name] = KnownCaddy(instance, mounts, seen: now())
        } else {
            known[instance.name]?.note(instance, mounts, seen: now())
        }
    }

    private func forget() {
        let now = now()
        let named = Set(settings.sources.map { $0.caddy ?? "" })
        let lost = Set(known.filter { now - $0.value.seen > settings.grace && !named.contains($0.key) }.keys)
        guard !lost.isEmpty else { return }
        for (source, log) in watched where lost.contains(log.caddy) {
            log.log.stop()
            watched[source] = nil
        }
        known = known.filter { !lost.contains($0.key) }
        order.removeAll { lost.contains($0) }
    }

    private func state(_ name: String) -> CaddyLogState? {
        guard let known = known[name] else { return nil }
        let logs = watched.values.filter { $0.caddy == name }
        var state = CaddyLogState(caddy: name, sites: known.sites, counts: known.past)
        for log in logs { state.counts.add(log.log.tally.counts) }
        state.counts.keep(known.names)
        // One that is gone is missed by nobody.
        let sources = logs.filter { $0.leftAt == nil || $0.log.progress.problem == nil }.map(\.state)
        state.sources = (sources + known.unreadable).sorted { $0.source < $1.source }
        return state
    }

    private func tell(_ states: [CaddyLogState]) {
        var problems: [[String]: String] = [:]
        for state in states {
            for source in state.sources {
                let place = [state.caddy, source.source]
                problems[place] = source.problem
                if source.problem != told[place] {
                    onEvent(Event(caddy: state.caddy, source: source.source, problem: source.problem))
                }
            }
        }
        told = problems
    }

    static let mounts: Mounts = { identity in
        let table = MountTable.read(identity?.pid)
        // Afterwards: until then its number is not another's.
        return table.mounts.isEmpty || identity?.isRunning() == false ? nil : table
    }
}
