import Collectors

extension Page {
    /// How many lines of each level are listed.
    private static let limit = 12

    var summary: Markup {
        let judgement = model.judgement
        let urgent = Array(model.urgent)
        return """
            <header id="summary" class="verdict \(judgement.level.style)">
            <p class="about"><span>gluster_caddy_exporter</span> <span>As of \(clock)</span></p>
            <h1>\(Parts.mark(judgement.level)) \(judgement.words)</h1>
            \(list(urgent))\(list(model.unknown))\(list(model.notes))<p class="scope">\(scope)</p>
            \(navigation)</header>

            """
    }

    private var clock: Markup { Parts.moment(model.now, String(utcText(model.now).dropFirst(11))) }

    private func list(_ problems: [Problem]) -> Markup {
        guard let level = problems.map(\.level).min() else { return Markup() }
        let rest = problems.count - Self.limit
        let more: Markup = rest > 0 ? "<li>\(Parts.mark(level)) and \(Amount.grouped(rest)) more, below</li>\n" : ""
        return """
            <ul class="problems">
            \(problems.prefix(Self.limit).markup { problem in
                "<li>\(Parts.mark(problem.level)) <a href=\"#\(problem.anchor)\"><bdi>\(problem.words)</bdi></a></li>\n"
            })\(more)</ul>

            """
    }

    /// What the judgement is about.
    private var scope: String {
        let bricks = model.volumes.map(\.bricks).reduce(0, +)
        let counts: [(Int, String, String)] = [
            (model.volumes.count, "volume", "volumes"), (bricks, "brick", "bricks"),
            (model.pool?.peers.count ?? 0, "peer", "peers"), (model.mounts.count, "mount", "mounts"),
            (model.sites.count, "site root", "site roots"), (model.caddys.count, "Caddy", "Caddys"),
            (model.logs.count, "log", "logs"),
        ]
        let known = counts.filter { $0.0 > 0 }.map { Amount.count($0.0, $0.1, $0.2) }
        let off = known.isEmpty ? "nothing yet" : known.joined(separator: ", ")
        return "Watching \(off)."
    }

    private var navigation: Markup {
        let settings = model.settingsProblem?.level ?? .good
        let parts: [(id: String, title: String, level: Level?)] = [
            ("volumes", "Volumes", level(of: model.volumes.map(\.level), ["volume", "brick", "heal"])),
            ("pool", "Pool", hasPool ? level(of: model.pool.map { [$0.level] } ?? [], ["cluster"]) : nil),
            ("mounts", "Mounts", level(of: model.mounts.map(\.level), ["mount"])),
            ("sites", "Sites", level(of: model.sites.map(\.level), ["site"])),
            ("caddys", "Caddy", level(of: model.caddys.map(\.level), ["caddy"])),
            ("logs", "Logs", level(of: model.logs.map(\.level), ["caddy_log"])),
            ("collectors", "Collectors", max(model.collectors.map(\.level).max() ?? .good, settings)),
        ]
        return """
            <nav aria-label="Parts of this page"><ul>
            \(parts.markup { part in
                guard let level = part.level else { return Markup() }
                return "<li><a href=\"#\(part.id)\">\(Parts.mark(level)) \(part.title)</a></li>\n"
            })</ul></nav>

            """
    }

    /// Of a part of the page, and of those who tell of it; nil where all of them are switched off.
    private func level(of parts: [Level], _ collectors: [String]) -> Level? {
        let sources = collectors.compactMap { model.collector($0)?.level }
        guard let source = sources.max() else { return nil }
        return max(source, parts.max() ?? .note)
    }
}
