extension Page {
    var caddys: Markup {
        guard has("caddy") else { return Markup() }
        let heads = [
            ("Admin address", false), ("State", false), ("Sites", true), ("Last good reload", false),
            ("Certificates end", false),
        ]
        let rows = model.caddys.markup { caddy in
            """
            <tr id="\(caddy.anchor)"><th scope="row">\(Parts.name(caddy.name))</th>\
            <td class="wide">\(state(of: caddy))</td>\
            <td class="number">\(caddy.sites.map { "\(Amount.grouped($0))" } ?? Parts.dash)</td>\
            <td>\(Parts.ago(caddy.reload, model.now))</td><td>\(certificates(of: caddy))</td></tr>

            """
        }
        return section(
            "caddys",
            "Caddy",
            ["caddy"],
            model.caddys.isEmpty
                ? none("No Caddy was found on this host.", ["caddy"])
                : Parts.table("Caddy servers of this host", heads, "<tbody>\n\(rows)</tbody>")
        )
    }

    private func state(of caddy: CaddyRow) -> Markup {
        guard caddy.isUp else { return Parts.state(.bad, caddy.failure.map { "down: \($0)" } ?? "down") }
        if caddy.isReloaded == false { return Parts.state(.warning, "up; the last reload failed") }
        return caddy.sites == nil
            ? Parts.state(.unknown, "up; its configuration is not known") : Parts.state(.good, "up")
    }

    /// How many certificates of one Caddy are listed.
    private static let limit = 5

    private func certificates(of caddy: CaddyRow) -> Markup {
        guard !caddy.certificates.isEmpty else { return Parts.dash }
        let rest = caddy.certificates.count - Self.limit
        let more: Markup = rest > 0 ? "<li class=\"digest\">and \(Amount.grouped(rest)) later</li>" : ""
        return """
            <ul class="plain">\(caddy.certificates.prefix(Self.limit).markup { certificate in
                let level = certificate.level(model.now)
                let sign: Markup = level == .good ? Markup() : "\(Parts.mark(level)) "
                return "<li>\(sign)\(Parts.name(certificate.name)) \(Parts.ago(certificate.notAfter, model.now))</li>"
            })\(more)</ul>
            """
    }

    var logs: Markup {
        guard has("caddy_log") else { return Markup() }
        let heads = [
            ("Log", false), ("State", false), ("Behind", true), ("Gaps", true), ("Last entry", false), ("Caddy", false),
        ]
        let rows = model.logs.markup { log in
            """
            <tr id="\(log.anchor)"><th scope="row">\(Parts.name(log.source))</th>\
            <td class="wide">\(state(of: log))</td>\
            <td class="number">\(log.lag.map { "\(Amount.bytes($0))" } ?? Parts.dash)</td>\
            <td class="number">\(Amount.grouped(log.gaps))</td>\
            <td>\(Parts.ago(log.lastEntry, model.now))</td>\
            <td>\(log.caddy.isEmpty ? Parts.dash : Parts.name(log.caddy))</td></tr>

            """
        }
        return section(
            "logs",
            "Logs",
            ["caddy_log"],
            model.logs.isEmpty
                ? none("No logs of Caddy are known.", ["caddy_log"])
                : Parts.table("Logs of Caddy", heads, "<tbody>\n\(rows)</tbody>")
        )
    }

    private func state(of log: LogRow) -> Markup {
        switch log.isReadable {
        case true?: log.level == .good ? Parts.state(.good, "read") : Parts.state(log.level, "far behind")
        case false?: Parts.state(.warning, log.failure.map { "not readable: \($0)" } ?? "not readable")
        case nil: Parts.state(.unknown, "not looked at yet")
        }
    }
}
