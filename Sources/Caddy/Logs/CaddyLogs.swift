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
        /// For how long a Caddy that is gone is waited for before its counts are forgotten.
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

    /// What is known of one Caddy.
    private struct Known {
        var instance: CaddyInstance
        var seen: ContinuousClock.Instant
        /// What logs told that are no longer read.
        var past = LogCounts()
        /// Logs that cannot be read.
        var unreadable: [LogSourceState] = []

        var sites: SiteNames { SiteNames(instance.configuration?.sites ?? []) }
    }

    private struct Place: Hashable {
        var caddy: String
        var source: String
    }

    private let caddy: any CaddyReading
    private let following: any LogFollowing
    private let settings: Settings
    private let mounts: @Sendable (Int32) -> MountTable
    private let now: @Sendable () -> ContinuousClock.Instant
    private let onEvent: @Sendable (Event) -> Void
    /// In the order in which they were found.
    private var order: [String] = []
    private var known: [String: Known] = [:]
    private var watched: [LogSource: WatchedLog] = [:]
    private var told: [Place: String] = [:]

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
        mounts: @escaping @Sendable (Int32) -> MountTable = { MountTable.read($0) },
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

    public func logs() async -> [CaddyLogState] {
        let instances = await caddy.instances()
        for instance in instances { note(instance) }
        forget()
        follow(plan(instances.first?.name))
        let states = order.sorted().compactMap(state).filter { !$0.caddy.isEmpty || !$0.sources.isEmpty }
        tell(states)
        return states
    }

    /// A Caddy that is being started again, or does not answer, is taken to be as it was.
    private func note(_ instance: CaddyInstance) {
        var instance = instance
        let before = known[instance.name]
        instance.process = instance.process ?? before?.instance.process
        instance.configuration = instance.configuration ?? before?.instance.configuration
        if before == nil { order.append(instance.name) }
        var next = before ?? Known(instance: instance, seen: now())
        next.instance = instance
        next.seen = now()
        known[instance.name] = next
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

    /// Every log once, with its Caddy. What the settings say of a log goes before what a configuration says.
    private func plan(_ first: String?) -> [(caddy: String, log: PlannedLog)] {
        var plan: [(caddy: String, log: PlannedLog)] = []
        for named in settings.sources {
            let name = named.caddy ?? first ?? order.first { !$0.isEmpty } ?? ""
            if known[name] == nil { note(CaddyInstance(name: name)) }
            plan.append((name, PlannedLog(named.source)))
        }
        let served = Set(plan.map(\.caddy))
        for name in order where !name.isEmpty {
            let logs = (known[name]?.instance.plannedLogs ?? []).filter {
                // What cannot be found is what the settings have named.
                $0.source != nil || $0.label != PlannedLog.standardError || !served.contains(name)
            }
            plan += logs.map { (name, $0) }
        }
        var labels: Set<String> = []
        return plan.filter { $0.log.source == nil || labels.insert($0.log.label).inserted }
    }

    private func follow(_ plan: [(caddy: String, log: PlannedLog)]) {
        for name in order { known[name]?.unreadable = [] }
        var wanted: Set<LogSource> = []
        for (name, log) in plan {
            guard let source = log.source else {
                var state = LogSourceState(source: log.label)
                state.isReadable = false
                state.problem = log.problem
                known[name]?.unreadable.append(state)
                continue
            }
            wanted.insert(source)
            var next = watched[source] ?? start(source, log, of: name)
            next.caddy = name
            next.isLeaving = false
            next.context.sites = known[name]?.sites ?? SiteNames()
            // What was written before the encoder changed is not to be trusted for it.
            if log.format == .other || next.log.progress.lagBytes == 0 { next.context.format = log.format }
            watched[source] = next
        }
        for (source, log) in watched where !wanted.contains(source) {
            if log.isLeaving && log.isDrained {
                log.log.stop()
                known[log.caddy]?.past.add(log.log.tally.counts)
                watched[source] = nil
            } else {
                watched[source]?.isLeaving = true
            }
        }
    }

    private func start(_ source: LogSource, _ log: PlannedLog, of name: String) -> WatchedLog {
        let context = LogContext(known[name]?.sites ?? SiteNames(), log.format)
        let followed = following.follow(source, LogTally(context))
        return WatchedLog(label: log.label, caddy: name, context: context, log: followed)
    }

    private func state(_ name: String) -> CaddyLogState? {
        guard let known = known[name] else { return nil }
        let logs = watched.values.filter { $0.caddy == name }
        var state = CaddyLogState(caddy: name, sites: known.instance.loggedSites(mounts), counts: known.past)
        for log in logs { state.counts.add(log.log.tally.counts) }
        state.sources = (logs.map(\.state) + known.unreadable).sorted { $0.source < $1.source }
        return state
    }

    private func tell(_ states: [CaddyLogState]) {
        var problems: [Place: String] = [:]
        for state in states {
            for source in state.sources {
                let place = Place(caddy: state.caddy, source: source.source)
                problems[place] = source.problem
                if source.problem != told[place] {
                    onEvent(Event(caddy: state.caddy, source: source.source, problem: source.problem))
                }
            }
        }
        told = problems
    }
}
