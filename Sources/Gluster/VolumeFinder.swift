import Glibc
import GlusterRPC
import Host

/// Finds out which volumes there are to watch: those of the settings, of the local glusterd, or of this host's mounts.
///
/// Its calls may block for as long as glusterd takes to answer, two seconds at most.
actor VolumeFinder {
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }

    private let executor = BlockingExecutor(label: "gluster.finder")
    private var settings: GlusterSource.Settings
    private var glusterd: Glusterd
    private let mountinfo: @Sendable () -> [UInt8]
    private var hasSeenGlusterd = false

    init(
        _ settings: GlusterSource.Settings,
        mountinfo: @escaping @Sendable () -> [UInt8] = { readFile("/proc/self/mountinfo") }
    ) {
        self.settings = settings
        self.mountinfo = mountinfo
        glusterd = Glusterd(socket: settings.glusterdSocket)
    }

    /// Goes by other settings from now on.
    func apply(_ settings: GlusterSource.Settings) {
        if settings.glusterdSocket != self.settings.glusterdSocket {
            glusterd = Glusterd(socket: settings.glusterdSocket)
            hasSeenGlusterd = false
        }
        self.settings = settings
    }

    struct Finding: Sendable, Hashable {
        var targets: [VolumeTarget]
        var bricks: BrickChoice
        /// How they were found, for the log.
        var origin: String
    }

    /// - Throws: ``GlusterUnavailable/noVolumes(_:)``: what was found before still holds then.
    func find() throws(GlusterUnavailable) -> Finding {
        let local = Result<[String], RPCError>(catching: glusterd.volumes)
        if case .success = local { hasSeenGlusterd = true }
        let bricks = settings.bricks ?? (hasSeenGlusterd ? .local : .all)

        if !settings.volumes.isEmpty {
            return Finding(targets: settings.volumes.map(probing), bricks: bricks, origin: "the settings")
        }
        switch local {
        case .success(let names):
            let targets = names.map { VolumeTarget(name: $0, host: settings.server, port: settings.port) }
            return Finding(targets: targets.map(probing), bricks: bricks, origin: "glusterd")
        case .failure(let error):
            // A glusterd that is down for a while does not make its volumes vanish.
            guard !hasSeenGlusterd else { throw .noVolumes(error.description) }
            let targets = mounted()
            guard !targets.isEmpty else {
                throw .noVolumes("\(Self.hint(error)); no Gluster mount on this host; no --gluster.volume")
            }
            return Finding(targets: targets.map(probing), bricks: bricks, origin: "the mounts of this host")
        }
    }

    private func mounted() -> [VolumeTarget] {
        let mounts = MountTable.parse(mountinfo()).mounts.compactMap(GlusterMount.init)
        var servers: [String: String] = [:]
        for mount in mounts where servers[mount.volume] == nil {
            servers[mount.volume] = mount.server
        }
        return servers.sorted { $0.key < $1.key }.map { VolumeTarget(name: $0.key, host: $0.value) }
    }

    private func probing(_ target: VolumeTarget) -> VolumeTarget {
        var target = target
        target.probeDirectory = target.probeDirectory ?? settings.probeDirectories[target.name]
        return target
    }

    /// The error, and for a permission that is missing what would grant it.
    static func hint(_ error: RPCError, user: uid_t = getuid()) -> String {
        guard error.isPermission else { return error.description }
        return "\(error) (user \(user); root or CAP_DAC_OVERRIDE may use it)"
    }
}
