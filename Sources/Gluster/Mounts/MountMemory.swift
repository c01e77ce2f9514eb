import Glibc
import Host

/// Mounts that were there, and are no more: told of for a while, so that somebody is.
struct MountMemory: Sendable {
    private let duration: Duration
    private var present: [String: MountState] = [:]
    private var gone: [String: (state: MountState, since: ContinuousClock.Instant)] = [:]

    init(_ duration: Duration) {
        self.duration = duration
    }

    /// The mounts that are there, and those that are missed.
    ///
    /// A mount of another namespace is missed only while the process still runs through which it was seen.
    mutating func remember(
        _ states: [MountState],
        processes: [Int32],
        now: ContinuousClock.Instant
    ) -> [MountState] {
        let current = Dictionary(states.map { ($0.mount.mountpoint, $0) }) { first, _ in first }
        for (mountpoint, state) in present where current[mountpoint] == nil {
            // The kernel gives the number of its device to the next one.
            var missed = MountState(mount: state.mount, device: "")
            missed.foreignPID = state.foreignPID
            missed.clientVersion = state.clientVersion
            missed.isUp = false
            missed.failure = SystemError("mount", code: ENOENT)
            gone[mountpoint] = (missed, now)
        }
        gone = gone.filter { mountpoint, missed in
            current[mountpoint] == nil && now - missed.since < duration
                && missed.state.foreignPID.map(processes.contains) ?? true
        }
        present = current
        return (states + gone.values.map(\.state)).sorted { $0.mount.mountpoint < $1.mount.mountpoint }
    }
}

/// The client logs that are followed, one for each path.
struct MountLogs: Sendable {
    private let open: @Sendable (String) -> any MountLog
    private var paths: [MountPlace: String] = [:]
    private var logs: [String: any MountLog] = [:]

    init(open: @escaping @Sendable (String) -> any MountLog) {
        self.open = open
    }

    /// A client that is gone has logged where it did.
    mutating func follow(_ places: [MountPlace], _ clients: [MountPlace: FuseClients.Entry]) {
        var paths: [MountPlace: String] = [:]
        for place in places {
            let found = clients[place].map { Self.path($0.client, place) }
            paths[place] = found ?? self.paths[place] ?? Self.path(of: place)
        }
        self.paths = paths
        let wanted = Set(paths.values)
        for (path, log) in logs where !wanted.contains(path) { log.stop() }
        logs = logs.filter { wanted.contains($0.key) }
        for path in wanted where logs[path] == nil { logs[path] = open(path) }
    }

    func messages(of place: MountPlace) -> [MountState.MessageKey: UInt64]? {
        paths[place].flatMap { logs[$0]?.messages }
    }

    private static func path(_ client: FuseClient, _ place: MountPlace) -> String? {
        guard client.log.hasPrefix("/") else { return nil }
        return place.foreignPID == nil ? client.log : "/proc/\(client.identity.pid)/root\(client.log)"
    }

    private static func path(of place: MountPlace) -> String? {
        place.foreignPID == nil ? FuseClient.defaultLog(place.mountpoint) : nil
    }
}
