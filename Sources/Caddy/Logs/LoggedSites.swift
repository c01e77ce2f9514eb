import Host

/// The mounts that the roots of a Caddy's sites lie on, as they were seen last.
struct RootMounts {
    /// By path.
    private var known: [String: Mount] = [:]

    /// Its sites with the mounts of their roots, each site once.
    mutating func sites(of caddy: CaddyInstance, _ table: MountTable?) -> [LoggedSite] {
        var seen: [String: Mount] = [:]
        var sites: [LoggedSite] = []
        var places: [String: Int] = [:]
        for site in caddy.configuration?.sites ?? [] {
            let place = places[site.name] ?? sites.count
            if place == sites.count { sites.append(LoggedSite(site.name)) }
            places[site.name] = place
            for path in site.roots.compactMap({ caddy.path(of: $0) }) {
                guard let mount = seen[path] ?? mount(of: path, table) else { continue }
                seen[path] = mount
                sites[place].mounts.insert(mount)
            }
        }
        known = seen
        return sites
    }

    /// Where there is only what had been below the mount, the mount is out of order, and the root is still its.
    private func mount(of path: String, _ table: MountTable?) -> Mount? {
        guard let found = table?.covering(path) else { return known[path] }
        guard let before = known[path], before.mountpoint != found.mountpoint, found.holds(before.mountpoint) else {
            return found
        }
        return before
    }
}

extension CaddyInstance {
    /// Absolute, without `.`; nil where that cannot be told.
    fileprivate func path(of root: SiteRoot) -> String? {
        guard case .path(let path) = root else { return nil }
        let directory = path.hasPrefix("/") ? "" : process?.workingDirectory
        guard let directory else { return nil }
        let names = "\(directory)/\(path)".split(separator: "/").filter { $0 != "." }
        return names.contains("..") ? nil : "/" + names.joined(separator: "/")
    }
}
