import Gluster
import Host
import Probe

/// What is wrong with a site root, or with what it stands on.
public enum SiteFinding: String, Sendable, Hashable, CaseIterable {
    case rootStale = "root_stale"
    case rootReplaced = "root_replaced"
    case mountedLate = "mounted_late"
    case notOnGluster = "not_on_gluster"
    case mountDown = "mount_down"
    case quorumLost = "quorum_lost"
    case splitBrain = "split_brain"
    case brickDown = "brick_down"
    case healRunning = "heal_running"
    case permission
    case unresolvedRoot = "unresolved_root"
}

/// Everything that is known about one site root.
struct SiteEvidence: Sendable {
    var site: SiteState
    /// The mount that the root is on; nil when it is on none, or not known.
    var mount: MountState?
    /// The volume that the root is on; nil when it is on none, or not known.
    var volume: VolumeState?

    /// One that holds, with a sentence for people.
    typealias Finding = (finding: SiteFinding, words: String)

    /// What holds: the nearer to the root, the earlier.
    var findings: [Finding] { findings(on: ground) }

    /// `ground` is what holds for the mount and the volume, which sites share.
    func findings(on ground: [Finding]) -> [Finding] {
        guard site.target.isResolved else {
            return [
                (.unresolvedRoot, "the root has placeholders that only a request, or Caddy's environment, fills in")
            ]
        }
        let known: [(SiteFinding, String?)] = [
            (.rootReplaced, replaced), (.rootStale, stale), (.mountedLate, late), (.notOnGluster, elsewhere),
            (.permission, forbidden),
        ]
        let own: [Finding] = known.compactMap { finding, words in words.map { (finding, $0) } }
        return own + ground
    }

    /// What holds for the mount and the volume, whatever the site: looking through a large volume takes its time.
    var ground: [Finding] {
        let known: [(SiteFinding, String?)] = [
            (.mountDown, mountDown), (.quorumLost, quorumLost), (.splitBrain, splitBrain), (.brickDown, brickDown),
            (.healRunning, healRunning),
        ]
        return known.compactMap { finding, words in words.map { (finding, $0) } }
    }

    private var replaced: String? {
        guard site.isReplaced else { return nil }
        let when = site.replacedAt.map { " at \(utcText($0))" } ?? ""
        return "the directory behind the root was replaced or removed\(when)\(bound): mount it anew; "
            + "restart Caddy only where it has a mount namespace of its own"
    }

    /// How the root hangs on one directory, if it does.
    private var bound: String {
        guard let mount = site.place?.mount else { return "" }
        if mount.root != "/" { return " under the bind mount \(mount.mountpoint)" }
        let subdirectory = GlusterMount(mount)?.subdirectory ?? ""
        return subdirectory.isEmpty ? "" : " under the subdirectory mount \(mount.mountpoint)"
    }

    private var stale: String? {
        site.isStale == true ? "looking at the root gives a stale file handle" : nil
    }

    private var late: String? {
        guard let place = site.place, place.isMountedLate == true else { return nil }
        guard place.isOnGluster else {
            return "Gluster is mounted there, but not in the mount namespace of Caddy: restart Caddy"
        }
        let when = place.mountedAt.map { " at \(utcText($0))" } ?? ""
        return "Gluster was mounted there\(when), after Caddy had started: until then Caddy served what lies below, "
            + "unless that was a remount"
    }

    private var elsewhere: String? {
        guard let place = site.place, !place.isOnGluster, place.isMountedLate != true else { return nil }
        return "the root is on \(place.mount.type), mounted at \(place.mount.mountpoint)"
    }

    private var forbidden: String? {
        if let obstacle = site.obstacle { return obstacle }
        guard let failure = site.failure, failure.kind == "permission" else { return nil }
        return "looking at the root: \(failure)"
    }

    private var mountDown: String? {
        guard let mount, mount.isUp == false else { return nil }
        return "the mount \(mount.mount.mountpoint) does not answer\(mount.failure.map { ": \($0)" } ?? "")"
    }
}

// What the volume below has to do with it.
extension SiteEvidence {
    /// Whether a brick can be reached: the mount that serves the site knows best; nil while nobody knows.
    private func isConnected(_ brick: String) -> Bool? {
        mount?.client?.bricks[brick]?.isConnected ?? volume?.connected[brick]
    }

    private var subvolumes: [Subvolume] { volume?.graph?.subvolumes ?? [] }

    private var quorumLost: String? {
        let lost = subvolumes.filter { subvolume in
            let up = subvolume.bricks.compactMap { isConnected($0.name) }
            return up.count == subvolume.bricks.count && subvolume.rule.spare(subvolume.bricks.map(\.role), up: up) < 0
        }
        return lost.isEmpty ? nil : "too few bricks of \(listed(lost.map(\.name))) are connected"
    }

    private var brickDown: String? {
        let down = subvolumes.flatMap(\.bricks).map(\.name).filter { isConnected($0) == false }
        return down.isEmpty ? nil : "not connected: \(listed(down))"
    }

    private var splitBrain: String? {
        guard let volume else { return nil }
        let looks = subvolumes.compactMap { volume.looks[$0.name]?.matching(backlog(of: $0, in: volume)) }
        let entries = looks.flatMap(\.entries).filter { $0.verdict?.isSplitBrain == true }
        guard !entries.isEmpty else { return nil }
        let paths = entries.compactMap(\.path).sorted()
        return "in \(entries.count) entries of the volume\(paths.isEmpty ? "" : ": \(listed(paths))")"
    }

    private var healRunning: String? {
        guard let volume else { return nil }
        let counts = subvolumes.compactMap { backlog(of: $0, in: volume).entries }
        let count = counts.reduce(0 as UInt64) { $0.saturated(adding: $1) }
        return count == 0 ? nil : "\(count) entries of the volume wait for heal"
    }

    private func backlog(of subvolume: Subvolume, in volume: VolumeState) -> Backlog {
        let names = Set(subvolume.bricks.map(\.name))
        return Backlog(volume.bricks.filter { names.contains($0.name) })
    }

    private func listed(_ names: [String]) -> String {
        names.prefix(3).joined(separator: ", ") + (names.count > 3 ? " and \(names.count - 3) more" : "")
    }
}
