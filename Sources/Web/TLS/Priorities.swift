/// Versions, cipher suites and curves, as GnuTLS wants to be told of them.
///
/// The file names cipher suites, but GnuTLS is told algorithms, and then speaks every suite made of them. So a choice that
/// is not all of what its algorithms make cannot be had, and is refused: neither more nor less is spoken than was written.
/// TLS 1.3 takes the ciphers of the suites that are chosen; all of its own, when only suites of TLS 1.3 are.
/// Which one of them is taken, the client decides: it knows what its processor is good at.
struct Priorities {
    let versions: [TLSVersion]
    /// For TLS 1.2 and older.
    let suites: [CipherSuite]
    let curves: [Curve]

    /// What the settings ask for, as far as it can be had at all.
    init(_ settings: TLSSettings) throws(WebConfigurationError) {
        guard settings.oldest <= settings.newest else {
            throw WebConfigurationError(
                "min_version: \(settings.oldest.rawValue) is newer than max_version \(settings.newest.rawValue)"
            )
        }
        let asked = settings.oldest...settings.newest
        let chosen = try Self.suites(settings.cipherSuites)
        if let chosen, chosen.isEmpty {
            versions = asked.contains(.tls13) ? [.tls13] : []
            suites = []
        } else {
            versions = TLSVersion.allCases.filter(asked.contains)
            suites = chosen ?? (settings.oldest < .tls12 ? CipherSuite.allCases : CipherSuite.modern)
        }
        curves = settings.curves.isEmpty ? Curve.modern : try settings.curves.map(Self.curve)
        try checkSuites()
    }

    /// For `gnutls_priority_init`.
    var text: String {
        var words = ["NORMAL", "-VERS-ALL"]
        words += versions.map { "+VERS-TLS1.\($0.minor)" }
        let modern = CipherSuite.modern
        words.append("-KX-ALL")
        words += Self.each(suites.isEmpty ? modern : suites, \.keyExchange)
        words.append("-CIPHER-ALL")
        words += Self.each(suites.isEmpty ? modern : suites, \.cipher)
        words.append("-MAC-ALL")
        words += Self.each(suites.isEmpty ? modern : suites, \.mac)
        words.append("-GROUP-ALL")
        words += Self.each(curves, { "GROUP-\($0.group)" })
        return words.joined(separator: ":")
    }

    private static func each<Part>(_ parts: [Part], _ name: (Part) -> String) -> [String] {
        var words: [String] = []
        for word in parts.map({ "+\(name($0))" }) where !words.contains(word) { words.append(word) }
        return words
    }

    /// Nil when none is named; empty when only those of TLS 1.3 are.
    private static func suites(_ names: [String]) throws(WebConfigurationError) -> [CipherSuite]? {
        guard !names.isEmpty else { return nil }
        var suites: [CipherSuite] = []
        for name in names where !CipherSuite.isOfTLS13(name) {
            guard let suite = CipherSuite(rawValue: name) else {
                throw WebConfigurationError("cipher_suites: no \(name); allowed: \(list(CipherSuite.allCases))")
            }
            if !suites.contains(suite) { suites.append(suite) }
        }
        return suites
    }

    private static func curve(_ name: String) throws(WebConfigurationError) -> Curve {
        if let curve = Curve(rawValue: name) { return curve }
        throw WebConfigurationError("curve_preferences: GnuTLS has no \(name); allowed: \(list(Curve.allCases))")
    }

    private func checkSuites() throws(WebConfigurationError) {
        guard let newest = versions.last else {
            throw WebConfigurationError("cipher_suites: all of them are of TLS 1.3, and max_version forbids that")
        }
        guard !suites.isEmpty else { return }
        let others = CipherSuite.allCases.filter { suite in
            !suites.contains(suite) && suites.contains { $0.keyExchange == suite.keyExchange }
                && suites.contains { $0.cipher == suite.cipher }
        }
        guard others.isEmpty else {
            throw WebConfigurationError(
                "cipher_suites: with GnuTLS, these cannot be had without \(Self.list(others)): add them, or take others"
            )
        }
        if versions.contains(.tls13), !suites.contains(where: { $0.mac == "AEAD" }) {
            throw WebConfigurationError(
                "cipher_suites: with GnuTLS, TLS 1.3 takes its ciphers from them, and has no CBC: "
                    + "add a suite with GCM or CHACHA20, or set max_version to TLS12"
            )
        }
        if newest < .tls12, !suites.contains(where: { $0.mac == "SHA1" }) {
            throw WebConfigurationError("cipher_suites: max_version \(newest.rawValue) has none of them")
        }
    }

    static func list<Name: RawRepresentable<String>>(_ names: [Name]) -> String {
        names.map(\.rawValue).joined(separator: ", ")
    }
}
