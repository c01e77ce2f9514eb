import Collectors

// The pool that this node belongs to, and what of Gluster this host uses.
extension Page {
    /// Whether there is something to say of a pool: on a machine that is no server there is not.
    var hasPool: Bool { model.pool != nil || has("cluster") && model.collector("cluster")?.level != .good }

    var pool: Markup {
        guard hasPool else { return Markup() }
        guard let pool = model.pool else { return section("pool", "Pool", ["cluster"], Markup()) }
        let rows = pool.peers.markup { peer in
            """
            <tr><th scope="row">\(Parts.name(peer.name))</th>\
            <td>\(Parts.state(peer.level, peer.isConnected == true ? "connected" : "not connected"))</td>\
            <td>\(peer.state)</td></tr>

            """
        }
        let table = Parts.table(
            "Peers of this node",
            [("Peer", false), ("State", false), ("Membership", false)],
            "<tbody>\n\(rows)</tbody>"
        )
        let up: Markup =
            pool.isUp
            ? Parts.state(.good, "The local glusterd answers.")
            : Parts.state(.bad, "The local glusterd does not answer.")
        let more = pool.problems.dropFirst(pool.isUp ? 0 : 1).filter { !$0.words.hasPrefix("peer ") }
        return section(
            "pool",
            "Pool",
            ["cluster"],
            """
            <p>\(up)</p>
            \(more.markup { "<p>\(Parts.state($0.level, $0.words))</p>\n" })\(pool.peers.isEmpty ? Markup() : table)
            """
        )
    }

    var mounts: Markup {
        guard has("mount") else { return Markup() }
        let heads = [
            ("Mount point", false), ("State", false), ("Source", false), ("Bricks", true), ("Client started", false),
        ]
        let rows = model.mounts.markup { mount in
            """
            <tr id="\(mount.anchor)"><th scope="row">\(Parts.name(mount.mountpoint))</th>\
            <td class="wide">\(state(of: mount))</td><td>\(Parts.name(mount.source))</td>\
            <td class="number">\(mount.bricks == 0 ? Parts.dash : "\(mount.connected) of \(mount.bricks)")</td>\
            <td>\(Parts.ago(mount.start, model.now))</td></tr>

            """
        }
        return section(
            "mounts",
            "Mounts",
            ["mount"],
            model.mounts.isEmpty
                ? none("No Gluster mounts on this host.", ["mount"])
                : Parts.table("Gluster mounts of this host", heads, "<tbody>\n\(rows)</tbody>")
        )
    }

    private func state(of mount: MountRow) -> Markup {
        switch mount.isUp {
        case true?: Parts.state(mount.level, mount.level == .good ? "up" : "up, bricks missing")
        case false?: Parts.state(.bad, mount.failure.map { "down: \($0)" } ?? "down")
        case nil: Parts.state(.unknown, mount.failure.map { "cannot be asked: \($0)" } ?? "cannot be asked")
        }
    }

    var sites: Markup {
        guard has("site") else { return Markup() }
        let heads = [("Site", false), ("Root", false), ("Stands on", false), ("Findings", false)]
        let rows = model.sites.markup { site in
            let caddy: Markup = site.caddy.isEmpty ? "" : "<br><span class=\"digest\">\(Parts.name(site.caddy))</span>"
            let base: Markup =
                site.volume.isEmpty
                ? Parts.dash
                : "\(Parts.name(site.volume))<br><span class=\"digest\">\(Parts.name(site.mountpoint))</span>"
            return """
                <tr id="\(site.anchor)"><th scope="row">\(Parts.name(site.site))\(caddy)</th>\
                <td>\(Parts.name(site.root))</td><td>\(base)</td><td class="wide">\(findings(of: site))</td></tr>

                """
        }
        return section(
            "sites",
            "Sites",
            ["site"],
            model.sites.isEmpty
                ? none("No directories that files are served from are known.", ["site"])
                : Parts.table("Directories that files are served from", heads, "<tbody>\n\(rows)</tbody>")
        )
    }

    private func findings(of site: SiteRow) -> Markup {
        let fault = site.fault.map { Parts.state(.bad, "cannot be read: \($0)") }
        guard !site.findings.isEmpty else {
            if let fault { return fault }
            return site.level == .good
                ? Parts.state(.good, "as it should be") : Parts.state(.unknown, "not looked at yet")
        }
        return """
            \(fault)<ul class="findings">\(site.findings.markup { finding in
                """
                <li>\(Parts.state(finding.level, finding.title)) <code>\(finding.kind.rawValue)</code><br>\
                <bdi>\(finding.words)</bdi></li>
                """
            })</ul>
            """
    }
}
