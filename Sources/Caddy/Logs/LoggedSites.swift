import Host

extension CaddyInstance {
    /// Its sites with the mounts of their roots, each site once; without a process no mounts are known.
    func loggedSites(_ mounts: (Int32) -> MountTable) -> [LoggedSite] {
        let table = process.map { mounts($0.identity.pid) }
        var sites: [LoggedSite] = []
        for site in configuration?.sites ?? [] {
            let found = site.roots.compactMap { root in path(of: root).flatMap { table?.covering($0) } }
            if let known = sites.firstIndex(where: { $0.name == site.name }) {
                sites[known].mounts.formUnion(found)
            } else {
                sites.append(LoggedSite(site.name, mounts: Set(found)))
            }
        }
        return sites
    }

    /// Absolute, without `.`; nil where that cannot be told.
    private func path(of root: SiteRoot) -> String? {
        guard case .path(let path) = root else { return nil }
        let directory = path.hasPrefix("/") ? "" : process?.workingDirectory
        guard let directory else { return nil }
        let names = "\(directory)/\(path)".split(separator: "/").filter { $0 != "." }
        return names.contains("..") ? nil : "/" + names.joined(separator: "/")
    }
}
