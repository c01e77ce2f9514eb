import Host

extension GlusterDirectory {
    /// From the source of a mount and the directory of it that is bound; nil when it is no Gluster mount.
    init?(_ mount: Mount) {
        guard mount.isGluster else { return nil }
        self.init(source: mount.source)
        path += mount.boundDirectory.split(separator: "/").map(String.init)
    }
}

extension Mount {
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
