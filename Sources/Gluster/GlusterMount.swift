public import Host

/// A Gluster FUSE mount of a mount namespace.
public struct GlusterMount: Sendable, Hashable {
    public var mountpoint: String
    public var server: String
    public var volume: String
    /// Which directory of the volume was mounted (`host:/volume/directory`): `/a/b`; empty for the whole volume.
    public var subdirectory: String

    public init(mountpoint: String, server: String, volume: String, subdirectory: String = "") {
        self.mountpoint = mountpoint
        self.server = server
        self.volume = volume
        self.subdirectory = subdirectory
    }

    /// Nil for other file systems, and for what is no volume of a server; the first server counts.
    public init?(_ mount: Mount) {
        guard mount.isGluster, let directory = GlusterDirectory(source: mount.source) else { return nil }
        self.init(
            mountpoint: mount.mountpoint,
            server: directory.server,
            volume: directory.volume,
            subdirectory: directory.path.map { "/\($0)" }.joined()
        )
    }
}
