import Host

/// Which process serves which mount. `/proc` is gone through only when a mount is new, is served by
/// another process, or its process is no more.
struct FuseClients: Sendable {
    struct Entry: Sendable, Hashable {
        var client: FuseClient
        /// Seconds since 1970, looked up once: the machine's idea of when it started wavers.
        var start: Double?
    }

    private let processes: @Sendable () -> [FuseClient]
    private let isRunning: @Sendable (ProcessIdentity) -> Bool
    private let startTime: @Sendable (ProcessIdentity) -> Double?
    private var entries: [MountPlace: Entry] = [:]
    private var searched: (places: Set<MountPlace>, pids: [MountPlace: Int32], due: ContinuousClock.Instant)?

    init(
        processes: @escaping @Sendable () -> [FuseClient] = { ProcessTable().fuseClients() },
        isRunning: @escaping @Sendable (ProcessIdentity) -> Bool = { $0.isRunning() },
        startTime: @escaping @Sendable (ProcessIdentity) -> Double? = { $0.startTime() }
    ) {
        self.processes = processes
        self.isRunning = isRunning
        self.startTime = startTime
    }

    /// The processes of these mounts, as far as they are known.
    ///
    /// `pids` are the clients' numbers, where their graphs tell them: they decide between several.
    mutating func find(
        _ places: [MountPlace],
        pids: [MountPlace: Int32],
        now: ContinuousClock.Instant
    ) -> [MountPlace: Entry] {
        let wanted = Set(places)
        let before = entries.count
        entries = entries.filter { wanted.contains($0.key) && isRunning($0.value.client.identity) }
        let isNew = searched.map { $0.places != wanted || $0.pids != pids || now >= $0.due } ?? true
        guard entries.count < wanted.count, isNew || entries.count < before else { return entries }
        searched = (wanted, pids, now + .seconds(60))
        let running = processes()
        for place in places where entries[place] == nil {
            let candidates = running.filter { $0.serves(place) }
            let named = candidates.filter { $0.identity.pid == pids[place] }
            // Nobody can say which of several it is, unless the mount does.
            guard let client = named.first ?? (candidates.count == 1 ? candidates.first : nil) else { continue }
            entries[place] = Entry(client: client, start: startTime(client.identity))
        }
        return entries
    }
}

extension FuseClient {
    func serves(_ place: MountPlace) -> Bool {
        var path = Substring(mountpoint)
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        return volume == place.mount.volume && path.utf8.elementsEqual(place.mountpoint.utf8)
    }
}
