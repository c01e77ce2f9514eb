import Host

/// Where a FUSE client's mount is to be looked at.
struct MountPlace: Sendable, Hashable {
    /// With the mount point that the label says.
    var mount: GlusterMount
    /// Of the mount point, as we reach it.
    var path: String
    var device: String
    /// Whether it is the root of the file system that is mounted here, where `.meta` is.
    var hasMeta: Bool
    /// Of a mount that only another process' namespace has.
    var foreignPID: Int32?
    /// As its own namespace knows it.
    var mountpoint: String
}

extension MountPlace {
    /// One place for each FUSE client, by the mount tables; those of our own namespace first.
    ///
    /// A client is told by its device. Of its mounts that of a whole file system counts, the first in our own table:
    /// bind mounts have no `.meta`, and count only where nothing else is left of the client. A mount that another one
    /// hides is none.
    static func all(own: MountTable, others: [(pid: Int32, table: MountTable)]) -> [MountPlace] {
        var places: [MountPlace] = []
        var labels: Set<String> = []
        let candidates = own.places(of: nil) + others.flatMap { $0.table.places(of: $0.pid) }
        let whole = Set(candidates.filter(\.hasMeta).map(\.device))
        var seen: Set<String> = []
        for var place in candidates where place.hasMeta || !whole.contains(place.device) {
            guard seen.insert(place.device).inserted else { continue }
            var prefixes = (1...).lazy.map { $0 == 1 ? "caddy:" : "caddy\($0):" }.makeIterator()
            while !labels.insert(place.mount.mountpoint).inserted, let prefix = prefixes.next() {
                place.mount.mountpoint = prefix + place.mountpoint
            }
            places.append(place)
        }
        return places
    }
}

extension MountTable {
    fileprivate func places(of pid: Int32?) -> [MountPlace] {
        mounts.compactMap { entry in
            guard var mount = GlusterMount(entry), covering(entry.mountpoint) == entry else { return nil }
            let isWhole = entry.root == "/"
            if !isWhole { mount.subdirectory += entry.root }
            return MountPlace(
                mount: mount,
                path: pid.map { "/proc/\($0)/root\(entry.mountpoint)" } ?? entry.mountpoint,
                device: entry.device,
                hasMeta: isWhole,
                foreignPID: pid,
                mountpoint: entry.mountpoint
            )
        }
    }
}
