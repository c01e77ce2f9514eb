public import Host

/// Gluster as this host sees it: finds volumes, and asks them in rounds that all collectors share.
public actor GlusterSource: GlusterReading {
    public struct Settings: Sendable, Hashable {
        /// Watch exactly these; empty: find them.
        public var volumes: [VolumeTarget] = []
        /// Nil: this machine's where there is a local glusterd, all elsewhere.
        public var bricks: BrickChoice?
        public var glusterdSocket = "/var/run/glusterd.socket"
        /// Where the descriptions of volumes come from that the local glusterd names.
        public var server = "localhost"
        public var port: UInt16 = 24007
        /// Seconds until a silent brick counts as gone.
        public var pingTimeout: UInt32 = 3
        /// How many waiting entries of a set may be looked at in one cycle; 0: none.
        public var healEntries: UInt32 = 2000
        /// Directories to write in, by volume.
        public var probeDirectories: [String: String] = [:]
        /// How long one round may take.
        public var deadline = Duration.seconds(5)
        /// How old a round may be to serve another collector.
        public var freshness = Duration.seconds(7)

        public init() {}
    }

    /// What happened, for whoever writes the log: told at each change, not at each poll.
    public enum Event: Sendable, Hashable {
        case found(volumes: [String], origin: String)
        case notFound(GlusterUnavailable)
        case workerReplaced(WorkerEnd)
        case waiting(HealNotice)
    }

    private var settings: Settings
    private let finder: VolumeFinder
    private let supervisor: Supervisor
    private let ownBricks: OwnBricks
    private let identities: Identities
    private var generations = Generations()
    private let onEvent: @Sendable (Event) -> Void
    private var finding: VolumeFinder.Finding?
    /// What the worker was told last.
    private var list: WatchList?
    /// Whether volumes are to be found elsewhere than those that were found.
    private var isElsewhere = false
    private var trouble: GlusterUnavailable?
    private var search: Task<Void, Never>?
    private var round: Task<Supervisor.Outcome, Never>?
    private var notices = HealNotices()
    private var last: (snapshot: GlusterSnapshot, taken: ContinuousClock.Instant)?

    /// The bricks of this node by volume; nil while nobody knows: then their hosts' addresses tell.
    public typealias OwnBricks = @Sendable () async -> [String: Set<String>]?

    /// The identities of volumes by name; nil while nobody knows.
    public typealias Identities = @Sendable () async -> [String: VolumeIdentity]?

    /// - Throws: ``SystemError`` when the system has no thread or descriptor left.
    public init(
        _ settings: Settings,
        ownBricks: @escaping OwnBricks,
        identities: @escaping Identities,
        onEvent: @escaping @Sendable (Event) -> Void
    ) throws(SystemError) {
        let supervisor = try Supervisor { onEvent(.workerReplaced($0)) }
        self.init(
            settings,
            finder: VolumeFinder(settings),
            supervisor: supervisor,
            ownBricks: ownBricks,
            identities: identities,
            onEvent: onEvent
        )
    }

    init(
        _ settings: Settings,
        finder: VolumeFinder,
        supervisor: Supervisor,
        ownBricks: @escaping OwnBricks = { nil },
        identities: @escaping Identities = { nil },
        onEvent: @escaping @Sendable (Event) -> Void
    ) {
        self.settings = settings
        self.finder = finder
        self.supervisor = supervisor
        self.ownBricks = ownBricks
        self.identities = identities
        self.onEvent = onEvent
    }

    /// How often the worker was replaced, and why.
    public nonisolated var workerRestarts: [WorkerEnd: UInt64] { supervisor.restarts }

    /// The GlusterFS release of the client library; empty before the first volume was opened.
    public nonisolated var gfapiVersion: String { supervisor.release }

    /// What would be watched with these settings, in words.
    public static func plan(_ settings: Settings) async -> [String] {
        do throws(GlusterUnavailable) {
            let finding = try await VolumeFinder(settings).find()
            let volumes = finding.targets.map { "\($0.name) from \($0.host):\($0.port)" }
            return ["volumes, by \(finding.origin): \(volumes.joined(separator: ", "))", "bricks: \(finding.bricks)"]
        } catch {
            return [error.description]
        }
    }

    /// Goes by other settings from now on. The worker stays, and so do the handles of what stays.
    public func apply(_ settings: Settings) {
        guard settings != self.settings else { return }
        isElsewhere = isElsewhere || settings.places != self.settings.places
        self.settings = settings
        if finding != nil { beginSearch() }
    }

    /// Ends the worker.
    public nonisolated func stop() {
        supervisor.stop()
    }

    /// Whether the worker has ended in that time, once it was stopped.
    public nonisolated func hasEnded(within time: Duration) -> Bool {
        supervisor.hasEnded(within: time)
    }

    public func observe() async throws -> GlusterSnapshot {
        if let last, .now - last.taken < settings.freshness { return last.snapshot }
        if let round { return try await round.value.get() }
        let round = Task { await self.ask() }
        self.round = round
        defer { self.round = nil }
        return try await round.value.get()
    }

    public func latest() -> GlusterSnapshot? {
        last.flatMap { .now - $0.taken < max(settings.freshness * 6, .seconds(60)) ? $0.snapshot : nil }
    }

    private func ask() async -> Supervisor.Outcome {
        // Volumes are looked for while they are asked; only at the beginning there is nothing to ask yet.
        let search = beginSearch()
        if finding == nil { await search.value }
        guard finding != nil else { return .failure(trouble ?? .noVolumes("none found")) }
        let outcome = await supervisor.poll(within: settings.deadline)
        if case .success(let snapshot) = outcome {
            last = (snapshot, .now)
            for notice in notices.take(snapshot) { onEvent(.waiting(notice)) }
        }
        return outcome
    }

    @discardableResult
    private func beginSearch() -> Task<Void, Never> {
        let search = search ?? Task { await self.lookForVolumes() }
        self.search = search
        return search
    }

    private func lookForVolumes() async {
        defer { search = nil }
        let settings = settings
        await finder.apply(settings)
        do throws(GlusterUnavailable) {
            let found = try await finder.find()
            guard settings == self.settings else { return await lookForVolumes() }
            let isNews = found != finding || trouble != nil
            trouble = nil
            if isNews { onEvent(.found(volumes: found.targets.map(\.name), origin: found.origin)) }
            let own = found.bricks == .local ? await ownBricks() : nil
            // Those that the settings name may be of another pool.
            let known = settings.volumes.isEmpty ? await identities() : nil
            finding = found
            isElsewhere = false
            watch(
                WatchList(
                    targets: generations.count(found.targets, known ?? [:]),
                    bricks: found.bricks,
                    pingTimeout: settings.pingTimeout,
                    localBricks: (own ?? [:]).mapValues { $0.sorted() },
                    healEntries: settings.healEntries
                )
            )
        } catch {
            guard settings == self.settings else { return await lookForVolumes() }
            if isElsewhere {
                // What was found before is not what is wanted now.
                finding = nil
                watch(WatchList())
            }
            guard trouble != error else { return }
            trouble = error
            onEvent(.notFound(error))
        }
    }

    private func watch(_ list: WatchList) {
        guard list != self.list else { return }
        self.list = list
        supervisor.watch(list)
    }
}

extension GlusterSource.Settings {
    /// Where volumes are found.
    fileprivate var places: [VolumeTarget] {
        volumes + [VolumeTarget(name: glusterdSocket, host: server, port: port)]
    }
}
