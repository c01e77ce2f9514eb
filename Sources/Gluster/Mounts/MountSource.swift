import Glibc
import Host
public import LogTail
import Synchronization

/// The Gluster mounts of this host, each looked at by a thread of its own; one answer serves all collectors.
///
/// An answer comes within the deadline, and a second for the list of namespaces, whatever hangs.
public actor MountSource: MountReading {
    public nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }

    public struct Settings: Sendable, Hashable {
        /// How long a mount may take to answer.
        public var deadline = Duration.seconds(4)
        /// How old an answer may be to serve another collector.
        public var freshness = Duration.seconds(5)
        /// How long a mount that is gone is told of.
        public var memory = Duration.seconds(3600)
        /// How many threads may hang before no further mount is looked at.
        var hangLimit = 32

        public init() {}
    }

    private let executor = BlockingExecutor(label: "gluster.mounts")
    private var settings: Settings
    private let machine: Machine
    private let namespaces: @Sendable () async -> [Int32]
    private let processes = NamespaceList()
    private var clients: FuseClients
    private var logs: MountLogs
    private var memory: MountMemory
    /// A mount that hangs is not in the way of another one at its mount point.
    private var sessions: [MountSession.Key: MountSession] = [:]
    private var lastTables = (own: MountTable([]), pids: [Int32](), others: [MountTable]())
    private var lastPlaces: [MountPlace] = []
    private var last: (states: [MountState], taken: ContinuousClock.Instant)?
    private var round: Task<[MountState], Never>?

    /// What a test replaces.
    struct Machine: Sendable {
        var files: any MountFiles = LocalMountFiles()
        var table: @Sendable (Int32?) -> MountTable = { MountTable.read($0) }
        var clients = FuseClients()
        var log: @Sendable (String) -> any MountLog
        var now: @Sendable () -> ContinuousClock.Instant = { .now }
        var sleep: @Sendable (Duration) async -> Void = { try? await Task.sleep(for: $0) }
    }

    /// `namespaces` gives a process of each mount namespace that is to be looked at beside our own.
    public init(
        _ settings: Settings = Settings(),
        namespaces: @escaping @Sendable () async -> [Int32],
        hub: LogHub
    ) {
        self.init(settings, namespaces: namespaces, Machine(log: { FollowedLog($0, hub) }))
    }

    init(_ settings: Settings, namespaces: @escaping @Sendable () async -> [Int32], _ machine: Machine) {
        self.settings = settings
        self.namespaces = namespaces
        self.machine = machine
        clients = machine.clients
        logs = MountLogs(open: machine.log)
        memory = MountMemory(settings.memory)
    }

    /// What would be watched, in words.
    public static func plan(namespaces: [Int32] = []) -> [String] {
        let others = namespaces.map { ($0, MountTable.read($0)) }
        return MountPlace.all(own: .read(), others: others).map { place in
            "mount: \(place.mount.mountpoint) of \(place.mount.server):\(place.mount.volume)\(place.mount.subdirectory)"
        }
    }

    /// Goes by other settings from the next round on.
    public func apply(_ settings: Settings) {
        self.settings = settings
    }

    public func mounts() async -> [MountState] {
        if let last, machine.now() - last.taken < settings.freshness { return last.states }
        if let round { return await round.value }
        let task = Task { await look() }
        round = task
        return await task.value
    }

    private func look() async -> [MountState] {
        let places = await places()
        let begun = await look(at: places)
        let now = machine.now()
        let pids = places.reduce(into: [:]) { $0[$1] = sessions[$1.session]?.graph?.pid }
        let found = clients.find(places, pids: pids, now: now)
        logs.follow(places, found)
        let states = places.map { place in
            let session = sessions[place.session]
            var state = session?.state(of: place, begun[place], now: now) ?? MountState(place)
            state.clientStart = found[place]?.start
            state.messages = logs.messages(of: place)
            return state
        }
        let all = memory.remember(states, processes: processes.pids, now: now)
        last = (all, now)
        round = nil
        return all
    }

    private func places() async -> [MountPlace] {
        if processes.begin() {
            let countdown = Countdown(1)
            Task { [namespaces, processes] in
                processes.set(await namespaces())
                countdown.arrive()
            }
            await countdown.wait { [machine] in await machine.sleep(.seconds(1)) }
        }
        var tables = (own: machine.table(nil), pids: processes.pids, others: [MountTable]())
        // An empty table is one that could not be read.
        if tables.own.mounts.isEmpty { tables.own = lastTables.own }
        tables.others = tables.pids.map { machine.table($0) }
        guard tables != lastTables else { return lastPlaces }
        lastTables = tables
        lastPlaces = MountPlace.all(own: tables.own, others: Array(zip(tables.pids, tables.others)))
        return lastPlaces
    }

    /// - Returns: What began: nothing of those that were hanging already.
    private func look(at places: [MountPlace]) async -> [MountPlace: MountSession.Beginning] {
        let keys = Set(places.map(\.session))
        sessions = sessions.filter { keys.contains($0.key) || $0.value.threads > 0 }
        let hanging = sessions.values.reduce(0) { $0 + $1.threads }
        let countdown = Countdown(places.count)
        var begun: [MountPlace: MountSession.Beginning] = [:]
        let now = machine.now()
        for place in places {
            let session = sessions[place.session] ?? MountSession()
            sessions[place.session] = session
            begun[place] =
                hanging < settings.hangLimit
                ? session.begin(place, machine.files, now: now) { countdown.arrive() } : nil
            if begun[place] == nil { countdown.arrive() }
        }
        await countdown.wait { [machine, settings] in await machine.sleep(settings.deadline) }
        return begun
    }
}

/// The processes whose namespaces are looked at, as they were told last.
private final class NamespaceList: Sendable {
    private let state = Mutex<(pids: [Int32], isAsked: Bool)>(([], false))

    var pids: [Int32] { state.withLock { $0.pids } }

    /// Whether they may be asked for: not while an answer is still awaited.
    func begin() -> Bool {
        state.withLock { state in
            defer { state.isAsked = true }
            return !state.isAsked
        }
    }

    func set(_ pids: [Int32]) {
        state.withLock { $0 = (pids, false) }
    }
}
