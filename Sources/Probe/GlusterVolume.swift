import Host

/// A directory of a volume that a mount shows.
struct GlusterDirectory: Sendable, Hashable {
    /// `host`, or several with commas.
    var servers: String
    var volume: String
    /// By name, from the volume's root: empty for that itself.
    var path: [String]

    /// From the source of a mount, `host:/volume/dir`, and the directory of it that is bound; nil when it is no Gluster
    /// mount.
    init?(_ mount: Mount) {
        // A subdirectory may have colons, and so has an IPv6 address.
        guard mount.isGluster, let colon = mount.source.prefix(while: { $0 != "/" }).lastIndex(of: ":") else {
            return nil
        }
        let names = mount.source[mount.source.index(after: colon)...].split(separator: "/").map(String.init)
        guard let name = names.first?.prefix(while: { $0 != "." }), !name.isEmpty, name != "snaps" || names.count == 1
        else { return nil }
        servers = String(mount.source[..<colon])
        volume = String(name)
        path = names.dropFirst() + mount.boundDirectory.split(separator: "/").map(String.init)
    }
}

extension Mount {
    var isGluster: Bool { type == "fuse.glusterfs" }

    /// Which directory of the file system is mounted, though it may be no more.
    var boundDirectory: String { isBoundToNothing ? String(root.dropLast(Self.mark.count)) : root }

    /// Whether the kernel knows that the directory that is mounted was removed.
    var isBoundToNothing: Bool { root.hasSuffix(Self.mark) && root != Self.mark }

    private static let mark = "//deleted"

    /// Whether it is bound to one directory of a volume, which may go away below it.
    var isBound: Bool { GlusterDirectory(self).map { !$0.path.isEmpty } ?? false }
}

extension MountTable {
    /// The path of the directory that a mount is bound to, in another Gluster mount of the same volume; nil when there
    /// is none that has it.
    func otherPath(of mount: Mount) -> String? {
        guard let directory = GlusterDirectory(mount) else { return nil }
        for other in mounts where other.id != mount.id && covering(other.mountpoint) == other {
            guard let place = GlusterDirectory(other), place.volume == directory.volume,
                place.servers == directory.servers || other.device == mount.device,
                place.path.count < directory.path.count, directory.path.starts(with: place.path)
            else { continue }
            let rest = directory.path.dropFirst(place.path.count).joined(separator: "/")
            return other.mountpoint == "/" ? "/\(rest)" : "\(other.mountpoint)/\(rest)"
        }
        return nil
    }
}
