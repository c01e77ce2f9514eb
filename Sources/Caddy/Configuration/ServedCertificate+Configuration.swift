extension ServedCertificate {
    /// More names than that are not shaken hands with.
    static let limit = 1000

    /// The names that servers with TLS have in their routes, as far as one can ask for them: no wildcards, no
    /// placeholders. `app` is `apps.http`.
    static func all(_ app: ConfigurationValue) -> [ServedCertificate] {
        var seen: Set<ServedCertificate> = []
        var all: [ServedCertificate] = []
        for (_, server) in app["servers"].members {
            let names = TLSNames(
                server,
                httpPort: app["http_port"].port ?? 80,
                httpsPort: app["https_port"].port ?? 443
            )
            guard let address = names.address else { continue }
            for name in names.names where !name.contains("*") && !name.hasPlaceholder {
                let certificate = ServedCertificate(name: name, address: address)
                guard all.count < limit else { return all }
                if seen.insert(certificate).inserted { all.append(certificate) }
            }
        }
        return all
    }
}

/// What one server shows certificates for: explicitly, or by Caddy's automatic HTTPS.
private struct TLSNames {
    private(set) var names: [String] = []
    /// Where to ask; nil without TLS, or without an address that can be reached.
    private(set) var address: String?

    init(_ server: ConfigurationValue, httpPort: Int, httpsPort: Int) {
        let addresses = server["listen"].strings.compactMap(CaddyListenAddress.init)
        let secure = addresses.filter { $0.port != httpPort }
        var hosts = server["routes"].elements.flatMap { $0["match"].elements }
            .flatMap { $0["host"].strings }.map { $0.lowercased() }
        if server["tls_connection_policies"].elements.isEmpty {
            let automatic = server["automatic_https"]
            let skipped = Set(automatic["skip"].strings.map { $0.lowercased() })
            hosts.removeAll { skipped.contains($0) }
            let isOnHTTPS = secure.allSatisfy { $0.port == httpsPort }
            // A single name turns it on for a server, whatever port it listens on; the port for HTTPS does without one.
            guard !automatic["disable"].isTrue, !secure.isEmpty, isOnHTTPS || !hosts.isEmpty else { return }
        }
        names = hosts.filter { !$0.isEmpty }
        address = (secure.first { $0.port == httpsPort } ?? secure.first ?? addresses.first)?.local
    }
}
