/// Why a text is no configuration of Caddy.
public struct CaddyConfigurationError: Error, Hashable, CustomStringConvertible {
    public let reason: String

    public init(_ reason: String) {
        self.reason = reason
    }

    public var description: String { "the configuration cannot be read: \(reason)" }
}

extension CaddyConfiguration {
    /// Reads what `GET /config/` answers.
    ///
    /// Modules and shapes that are not known are passed over: Caddy has accepted them, so they are right. `null` is the
    /// configuration of a Caddy that has none.
    ///
    /// - Throws: When it is no JSON, or nested without end.
    public static func parse(_ json: [UInt8]) throws(CaddyConfigurationError) -> CaddyConfiguration {
        let value = try ConfigurationValue(json: json)
        var configuration = CaddyConfiguration()
        guard value.isObject else { return configuration }
        let apps = value["apps"]
        let sites = SiteList(apps["http"])
        configuration.sites = sites.sites
        configuration.hasUpstreams = sites.hasUpstreams
        configuration.logs = CaddyLog.all(value["logging"])
        configuration.certificates = ServedCertificate.all(apps["http"])
        configuration.authorities = authorities(apps)
        configuration.adminAddress = value["admin"]["disabled"].isTrue ? nil : value["admin"]["listen"].string
        return configuration
    }

    /// Those that are configured, and those that certificates are asked from.
    private static func authorities(_ apps: ConfigurationValue) -> [String] {
        var authorities = apps["pki"]["certificate_authorities"].members.map(\.key)
        for policy in apps["tls"]["automation"]["policies"].elements {
            for issuer in policy["issuers"].elements + [policy["issuer"]] where issuer["module"].string == "internal" {
                authorities.append(issuer["ca"].string ?? "local")
            }
        }
        var seen: Set<String> = []
        return authorities.filter { !$0.isEmpty && !$0.hasPlaceholder && seen.insert($0).inserted }
    }
}

extension String {
    /// Whether it has a placeholder in Caddy's notation, `{env.HOME}`: only Caddy knows what that stands for.
    var hasPlaceholder: Bool {
        guard let brace = firstIndex(of: "{") else { return false }
        return self[brace...].contains("}")
    }
}
