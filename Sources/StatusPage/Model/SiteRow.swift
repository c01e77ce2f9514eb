import Collectors

/// A directory that files are served from.
struct SiteRow {
    /// Empty for one that a setting names.
    var caddy: String
    var site: String
    var root: String
    /// Empty where the root is not on Gluster, or where that is not known.
    var volume: String
    var mountpoint: String
    /// Whether the last look got an answer that tells; nil where it was not looked at.
    var isStale: Bool?
    var findings: [Finding]
    /// What the last look failed with.
    var failure: String?

    var anchor: String { .anchor("site", caddy, site, root) }

    var level: Level { problems.worst }

    /// Why files cannot be served, where no finding says it: a root that is missing, that hangs, or gives errors.
    var fault: String? {
        let isExplained = findings.contains { [.rootStale, .rootReplaced, .permission, .mountDown].contains($0.kind) }
        return isExplained ? nil : failure
    }

    var problems: [Problem] {
        if let fault {
            let more = findings.isEmpty ? "" : " (and \(findings.count) more)"
            return [Problem(.bad, "site \(site): its root cannot be read: \(fault)\(more)", at: anchor)]
        }
        if let worst = findings.max(by: { $0.level < $1.level }) {
            let more = findings.count > 1 ? " (and \(findings.count - 1) more)" : ""
            return [Problem(worst.level, "site \(site): \(worst.title)\(more)", at: anchor)]
        }
        return isStale == nil ? [Problem(.unknown, "site \(site): its root was not looked at yet", at: anchor)] : []
    }
}

/// What is wrong with a site root, with the reason in words.
struct Finding: Hashable {
    var kind: SiteFinding
    var words: String

    var level: Level {
        switch kind {
        case .rootStale, .rootReplaced, .mountDown, .quorumLost, .splitBrain: .bad
        case .mountedLate, .permission, .brickDown: .warning
        case .notOnGluster, .healRunning, .unresolvedRoot: .note
        }
    }

    /// What it is, for whoever has never met it.
    var title: String {
        switch kind {
        case .rootStale: "stale file handle at the root"
        case .rootReplaced: "the root was replaced under its mount"
        case .mountedLate: "mounted too late"
        case .notOnGluster: "not on Gluster"
        case .mountDown: "the mount is down"
        case .quorumLost: "quorum is lost"
        case .splitBrain: "files in split-brain"
        case .brickDown: "a brick is down"
        case .healRunning: "heal is running"
        case .permission: "not permitted to look"
        case .unresolvedRoot: "root not resolved"
        }
    }
}

extension [SiteRow] {
    /// Worst first.
    init(_ readings: Readings) {
        self = readings.series("caddy_site_root_info").compactMap { labels in
            guard labels.count == 5 else { return nil }
            let root = Array<String>(labels.prefix(3))
            return SiteRow(
                caddy: labels[0],
                site: labels[1],
                root: labels[2],
                volume: labels[4],
                mountpoint: labels[3],
                isStale: readings.flag("caddy_site_root_stale", root),
                findings: (readings.findings[root] ?? []).sorted { $0.level > $1.level },
                failure: readings.failure(of: .site(caddy: labels[0], site: labels[1], root: labels[2]))
            )
        }
        sort { ($0.level.rawValue, $1.site, $1.root) > ($1.level.rawValue, $0.site, $0.root) }
    }
}
