import Host

/// Where a root lies and how to get there, by `/proc` alone.
struct SiteSituation: Sendable {
    /// Absolute, and free of dots.
    var path: String
    /// How to look at it; nil where that is not possible.
    var root: RootPath?
    var place: SitePlace?
    /// The process that serves the mount.
    var client: ProcessIdentity?
    /// Where the directory that a mount is bound to can be seen besides.
    var reference: @Sendable (MountMark?) -> RootLook.Reference?
}

/// What is mounted, and who serves it, in one round.
struct SiteSurvey: Sendable {
    let host: any SiteHost
    let clients: FuseClients
    let ours: MountTable
    let theirs: [Int32: MountTable]

    /// Why a target cannot be looked at, or where it lies; of what can be told from here, both.
    ///
    /// `mark` is of the mount that its path led to at the last look, through whatever links, and `resolved` that path
    /// without them.
    func situation(
        _ target: SiteTarget,
        mark: MountMark?,
        _ resolved: String?
    ) -> (SiteSituation?, obstacle: String?) {
        guard target.isResolved else { return (nil, nil) }
        let base = target.root.hasPrefix("/") ? "" : target.process?.workingDirectory
        guard let base else {
            return (nil, "The root is relative, and the working directory of its process cannot be read.")
        }
        guard let path = normalized(base.isEmpty ? target.root : "\(base)/\(target.root)") else {
            return (nil, "The root is no path.")
        }
        guard let owner = target.process else { return (locate(target, path, .same, in: ours, mark, nil), nil) }
        let table = theirs[owner.identity.pid] ?? MountTable([])
        let view = SiteView.choose(owner, path: path, theirs: table, ours: ours, host: host)
        let situation = locate(target, path, view, in: table, mark, resolved)
        if case .none(let reason) = view { return (situation, reason) }
        return (situation, nil)
    }

    /// Whether the mount was there already.
    func knows(_ mark: MountMark, of target: SiteTarget) -> Bool {
        let table = target.process.flatMap { theirs[$0.identity.pid] } ?? ours
        return table.mounts.contains { $0.id == mark.number }
    }

    private func locate(
        _ target: SiteTarget,
        _ path: String,
        _ view: SiteView,
        in table: MountTable,
        _ mark: MountMark?,
        _ resolved: String?
    ) -> SiteSituation {
        let seen = table.mounts.first { $0.id == mark?.number }
        guard let mount = seen ?? table.covering(path) else {
            return SiteSituation(path: path, reference: { _ in nil })
        }
        var root: RootPath?
        switch view {
        case .same: root = RootPath(path: path)
        case .root(let process): root = RootPath(path: path, process: process)
        case .none: break
        }
        let client = clients.client(of: mount, in: table)
        var place = SitePlace(mount: mount, isOnGluster: mount.isGluster)
        if let owner = target.process {
            if let client, client.identity.start > owner.identity.start {
                place.isMountedLate = true
                place.mountedAt = client.startTime
            } else if !mount.isGluster, view != .same {
                place.isMountedLate = ours.covering(resolved ?? path)?.isGluster ?? false
            }
        }
        let process = root?.process
        return SiteSituation(path: path, root: root, place: place, client: client?.identity) { [ours] mark in
            let bound = table.mounts.first { $0.id == mark?.number } ?? mount
            guard bound.isBound, let other = ours.otherPath(of: bound) else { return nil }
            return RootLook.Reference(bound: RootPath(path: bound.mountpoint, process: process), path: other)
        }
    }
}
