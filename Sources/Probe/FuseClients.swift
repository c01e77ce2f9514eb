import Host

/// Which process serves a Gluster mount, and since when.
struct FuseClients: Sendable {
    struct Client: Sendable, Hashable {
        var identity: ProcessIdentity
        /// Seconds since 1970.
        var startTime: Double?
        var volume: String
        var mountpoint: String
    }

    private var clients: [Client] = []
    /// What was mounted when the processes were read.
    private var known: Set<Mount>?
    private var due: ContinuousClock.Instant?

    /// Reads the processes anew, at about 20 µs each, when Gluster mounts have come or gone, when one of the clients
    /// has ended, or when it is a minute ago.
    mutating func update(_ mounts: [Mount], host: some SiteHost, now: ContinuousClock.Instant) {
        let current = Set(mounts.filter(\.isGluster))
        let areRunning = clients.allSatisfy { host.identity($0.identity.pid) == $0.identity }
        if current == known, areRunning, let due, now < due { return }
        known = current
        due = now + .seconds(60)
        // When a process began is asked once: the machine's idea of it wavers.
        let starts = Dictionary(clients.map { ($0.identity, $0.startTime) }) { first, _ in first }
        clients = current.isEmpty ? [] : host.clients().compactMap { Client($0, startTime: starts[$0.identity] ?? nil) }
    }

    /// Reads them anew with the next update.
    mutating func forget() { due = nil }

    /// The client of a mount, or of the one whose directory it shows again; nil when there is none to be seen.
    ///
    /// The last one that began: an earlier one may serve a mount that was there before.
    func client(of mount: Mount, in table: MountTable) -> Client? {
        guard let volume = GlusterDirectory(mount)?.volume else { return nil }
        let places = Set(table.mounts.filter { $0.device == mount.device }.map(\.mountpoint))
        return clients.filter { $0.volume == volume && places.contains($0.mountpoint) }
            .max { $0.identity.start < $1.identity.start }
    }
}

extension FuseClients.Client {
    fileprivate init?(_ client: FuseClient, startTime: Double?) {
        guard let mountpoint = normalized(client.mountpoint) else { return nil }
        self.init(
            identity: client.identity,
            startTime: startTime ?? client.identity.startTime(),
            volume: client.volume,
            mountpoint: mountpoint
        )
    }
}
