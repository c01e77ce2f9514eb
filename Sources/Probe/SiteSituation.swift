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

/// What can be told from here of a root.
enum SiteSight: Sendable {
    /// The obstacle is a sentence that says which permission is missing to look at it.
    case place(SiteSituation, obstacle: String?)
    case unknown(obstacle: String?)
    /// The process that served it has ended, and may be about to begin anew.
    case gone
}

/// What is mounted, and who serves it, in one round.
struct SiteSurvey: Sendable {
    let host: any SiteHost
    let clients: FuseClients
    let ours: MountTable
    let theirs: [Int32: MountTable]

    /// Where a target lies.
    ///
    /// `mark` is of the mount that its path led to at the last look, through whatever links, and `resolved` that path
    /// without them.
    func sight(of target: SiteTarget, mark: MountMark?, _ resolved: String?) -> SiteSight {
        guard target.isResolved, target.server != .unknown else { return .unknown(obstacle: nil) }
        if isGone(target) { return .gone }
        let base = target.root.hasPrefix("/") ? "" : target.owner?.workingDirectory
        guard let base else {
            guard target.owner != nil else { return .unknown(obstacle: nil) }
            return .unknown(
                obstacle: "The root is relative, and the working directory of its process cannot be read."
            )
        }
        guard let path = normalized(base.isEmpty ? target.root : "\(base)/\(target.root)") else {
            return .unknown(obstacle: nil)
        }
        guard let owner = target.owner else {
            return .place(locate(target, path, .same, in: ours, mark, resolved), obstacle: nil)
        }
        let table = theirs[owner.identity.pid] ?? MountTable([])
        let view = SiteView.choose(owner, path: resolved ?? path, theirs: table, ours: ours, host: host)
        let situation = locate(target, path, view, in: table, mark, resolved)
        switch view {
        case .gone: return .gone
        case .none(let reason): return .place(situation, obstacle: reason)
        case .same, .root: return .place(situation, obstacle: nil)
        }
    }

    /// Whether the process that serves a target has ended.
    func isGone(_ target: SiteTarget) -> Bool {
        target.owner.map { host.identity($0.identity.pid) != $0.identity } ?? false
    }

    /// Whether the mount was there already.
    func knows(_ mark: MountMark, of target: SiteTarget) -> Bool {
        let table = target.owner.flatMap { theirs[$0.identity.pid] } ?? ours
        return (table.mounts + ours.mounts).contains { $0.id == mark.number }
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
        guard let mount = seen ?? table.covering(inside(view, resolved) ?? path) else {
            return SiteSituation(path: path, reference: { _ in nil })
        }
        var root: RootPath?
        switch view {
        case .same: root = RootPath(path: path)
        case .root(let process): root = RootPath(path: path, process: process)
        case .none, .gone: break
        }
        let client = clients.client(of: mount, in: table)
        var place = SitePlace(mount: mount, isOnGluster: mount.isGluster)
        if let owner = target.owner {
            if mount.isGluster {
                place.isMountedLate = client.map { $0.identity.start > owner.identity.start }
                place.mountedAt = place.isMountedLate == true ? client?.startTime : nil
            } else {
                place.isMountedLate = view == .same ? false : ours.covering(resolved ?? path)?.isGluster
            }
        }
        // Unseen, a link on the way may lead to Gluster.
        let isSure = root != nil || resolved != nil || mount.isGluster || place.isMountedLate == true
        let process = root?.process
        return SiteSituation(path: path, root: root, place: isSure ? place : nil, client: client?.identity) {
            [ours] mark in
            let bound = table.mounts.first { $0.id == mark?.number } ?? mount
            guard bound.isBound, let other = ours.otherPath(of: bound) else { return nil }
            return RootLook.Reference(bound: RootPath(path: bound.mountpoint, process: process), path: other)
        }
    }

    /// A path of ours as a process in a smaller root has it.
    private func inside(_ view: SiteView, _ resolved: String?) -> String? {
        guard case .root(let process) = view, let resolved, let root = try? host.rootDirectory(process),
            root != "/", resolved.hasPrefix("\(root)/")
        else { return resolved }
        return String(resolved.dropFirst(root.count))
    }
}
