import Collectors

/// A Caddy of this host.
struct CaddyRow {
    /// As its admin address is written.
    var name: String
    var isUp: Bool
    /// Why its admin API does not answer.
    var failure: String?
    var sites: Int?
    /// Whether its last reload went well; nil where it does not tell.
    var isReloaded: Bool?
    /// When the last reload went well; seconds since 1970.
    var reload: Double?
    /// That which ends first, first.
    var certificates: [Certificate]
    var problems: [Problem] = []

    struct Certificate: Hashable {
        var name: String
        var issuer: String
        /// Seconds since 1970.
        var notBefore: Double
        var notAfter: Double

        /// Caddy renews when a third of the lifetime is left: from a fifth on something keeps it from doing so.
        static let warning = 0.2

        func level(_ now: Double) -> Level {
            if now >= notAfter { return .bad }
            return notAfter - now < (notAfter - notBefore) * Self.warning ? .warning : .good
        }
    }

    var anchor: String { .anchor("caddy", name) }

    var level: Level { problems.worst }

    fileprivate func found(_ now: Double) -> [Problem] {
        guard isUp else {
            return [Problem(.bad, "Caddy \(name) does not answer\(failure.map { ": \($0)" } ?? "")", at: anchor)]
        }
        var problems: [Problem] = []
        if sites == nil {
            let words = "Caddy \(name): its configuration is not known, and so neither are its sites and logs"
            problems.append(Problem(.unknown, words, at: anchor))
        }
        if isReloaded == false {
            problems.append(Problem(.warning, "Caddy \(name): its last reload failed", at: anchor))
        }
        for certificate in certificates where certificate.level(now) > .good {
            let left = certificate.notAfter - now
            let words = left > 0 ? "ends in \(Amount.span(left))" : "ended \(Amount.span(-left)) ago"
            let what = "the certificate of \(certificate.name) \(words)"
            problems.append(Problem(certificate.level(now), "Caddy \(name): \(what)", at: anchor))
        }
        return problems
    }
}

extension [CaddyRow] {
    /// Worst first.
    init(_ readings: Readings, _ now: Double) {
        var certificates: [String: [CaddyRow.Certificate]] = [:]
        for labels in readings.series("caddy_tls_certificate_not_after_timestamp_seconds") where labels.count == 3 {
            guard let after = readings.value("caddy_tls_certificate_not_after_timestamp_seconds", labels),
                let before = readings.value("caddy_tls_certificate_not_before_timestamp_seconds", labels)
            else { continue }
            certificates[labels[0], default: []].append(
                CaddyRow.Certificate(name: labels[1], issuer: labels[2], notBefore: before, notAfter: after)
            )
        }
        self = readings.series("caddy_up").map { labels in
            let name = labels.first ?? ""
            var row = CaddyRow(
                name: name,
                isUp: readings.flag("caddy_up", labels) == true,
                failure: readings.failure(of: .caddy(name)),
                sites: readings.count("caddy_config_sites", labels),
                isReloaded: readings.flag("caddy_config_last_reload_successful", labels),
                reload: readings.value("caddy_config_last_reload_success_timestamp_seconds", labels),
                certificates: (certificates[name] ?? []).sorted { ($0.notAfter, $0.name) < ($1.notAfter, $1.name) }
            )
            row.problems = row.found(now)
            return row
        }
        sort { ($0.level.rawValue, $1.name) > ($1.level.rawValue, $0.name) }
    }
}
