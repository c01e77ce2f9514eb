import Host

/// The mount namespaces of a Caddy and of this process. Where one is not known, they are taken to be the same.
struct MountSpaces {
    var caddy: MountTable?
    var own: MountTable?

    /// Whether an absolute path leads to the same file in both, going by names alone.
    func share(_ path: String) -> Bool {
        guard let theirs = caddy?.place(of: path), let ours = own?.place(of: path) else { return true }
        return theirs == ours
    }
}

extension MountTable {
    /// The device, and the names from the root of its file system on: a service that is walled in has bind mounts of
    /// what everybody has.
    fileprivate func place(of path: String) -> [String]? {
        var names: [Substring] = []
        for name in path.split(separator: "/") where name != "." {
            if name == ".." { _ = names.popLast() } else { names.append(name) }
        }
        let path = "/" + names.joined(separator: "/")
        guard let mount = covering(path), let rest = mount.rest(of: path) else { return nil }
        return [mount.device] + "\(mount.root)/\(rest)".split(separator: "/").map(String.init)
    }
}
