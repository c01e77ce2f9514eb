import CGnuTLS

/// What GnuTLS needs to know of one ``TLSSettings``: certificate, key, authorities, priorities.
///
/// Sessions use it as long as they live: whoever owns a session keeps its context.
@safe final class TLSContext: Sendable {
    // Nothing is changed after `init`, and GnuTLS' sessions only read it.
    private nonisolated(unsafe) let server: OpaquePointer
    let access: Access

    /// Who may connect, and how safely at least.
    struct Access: Hashable {
        var clients: ClientAuthentication
        var authorities: [UInt8]?
        var names: [String]
        var oldest: TLSVersion
    }

    /// Throws when GnuTLS refuses something, in words that name the key of the file, and tell nothing of its value.
    init(_ settings: TLSSettings) throws(WebConfigurationError) {
        let priorities = try Priorities(settings)
        guard let server = unsafe cgnutls_server_new() else { throw WebConfigurationError("no memory for TLS") }
        unsafe self.server = server
        access = Access(
            clients: settings.clientAuthentication,
            authorities: settings.clientAuthorities,
            names: settings.allowedNames,
            oldest: settings.oldest
        )
        try set(priorities, asked: settings)
        try setCertificate(settings)
        try setClients(settings)
    }

    deinit {
        unsafe cgnutls_server_free(server)
    }

    /// Makes a server's new session, on which nothing has been sent or received, follow the settings.
    ///
    /// Where GnuTLS has no memory for that, the session has no certificate, and its handshake fails.
    func adopt(_ session: OpaquePointer) {
        unsafe cgnutls_server_adopt(server, session)
    }

    private func setCertificate(_ settings: TLSSettings) throws(WebConfigurationError) {
        var part = CGNUTLS_CREDENTIALS
        let code = unsafe settings.certificate.withUnsafeBytes { certificate in
            unsafe settings.key.withUnsafeBytes { key in
                unsafe cgnutls_server_set_certificate(
                    server,
                    certificate.baseAddress,
                    certificate.count,
                    key.baseAddress,
                    key.count,
                    &part
                )
            }
        }
        guard code != 0 else { return }
        switch part {
        case CGNUTLS_CERTIFICATE: throw refusal("cert: no chain of certificates in PEM", code)
        case CGNUTLS_KEY: throw refusal("key: no private key in PEM", code)
        case CGNUTLS_KEY_ENCRYPTED: throw WebConfigurationError("key: encrypted; allowed: one without a password")
        case CGNUTLS_KEY_OF_ANOTHER: throw WebConfigurationError("key: it does not fit the certificate in cert")
        default: throw refusal("cert, key: GnuTLS does not take them", code)
        }
    }

    private func setClients(_ settings: TLSSettings) throws(WebConfigurationError) {
        unsafe cgnutls_server_ask_clients(server, settings.clientAuthentication.code)
        if let authorities = settings.clientAuthorities {
            let code = unsafe authorities.withUnsafeBytes { bytes in
                unsafe cgnutls_server_set_authorities(server, bytes.baseAddress, bytes.count)
            }
            guard code == 0 else { throw refusal("client_ca: no certificates in PEM", code) }
        }
        for name in settings.allowedNames {
            // C would see what comes before it as the whole name.
            guard !name.utf8.contains(0) else { throw WebConfigurationError("client_allowed_sans: a name with a NUL") }
            let code = unsafe cgnutls_server_allow_name(server, name)
            guard code == 0 else { throw refusal("client_allowed_sans", code) }
        }
    }

    private func set(_ priorities: Priorities, asked: TLSSettings) throws(WebConfigurationError) {
        let code = unsafe cgnutls_server_set_priorities(server, priorities.text)
        guard code == 0 else {
            throw refusal(
                "min_version, max_version, cipher_suites, curve_preferences: GnuTLS, or this system's policy for it, "
                    + "leaves nothing of them",
                code
            )
        }
        // What nobody has asked for by name may be missing.
        if !asked.curves.isEmpty {
            for curve in priorities.curves where unsafe !cgnutls_server_has_curve(server, curve.group) {
                throw forbidden("curve_preferences", curve.rawValue)
            }
        }
        let spoken = unsafe cgnutls_server_versions(server)
        for version in priorities.versions where spoken & 1 << version.minor == 0 {
            throw forbidden(version == priorities.versions.first ? "min_version" : "max_version", version.rawValue)
        }
        if !asked.cipherSuites.isEmpty { try checkSuites(priorities) }
    }

    private func checkSuites(_ priorities: Priorities) throws(WebConfigurationError) {
        var numbers: Set<UInt16> = []
        while true {
            let number = unsafe cgnutls_server_suite(server, UInt32(numbers.count))
            guard number != 0, numbers.insert(number).inserted else { break }
        }
        for suite in priorities.suites where !numbers.contains(suite.number) {
            throw forbidden("cipher_suites", suite.rawValue)
        }
        let older = numbers.subtracting(priorities.suites.map(\.number)).filter { $0 >> 8 != 0x13 }
        guard older.isEmpty || priorities.versions == [.tls13] else {
            let others = CipherSuite.allCases.filter { older.contains($0.number) }
            throw WebConfigurationError("cipher_suites: GnuTLS would add \(Priorities.list(others))")
        }
    }

    private func forbidden(_ key: String, _ value: String) -> WebConfigurationError {
        WebConfigurationError("\(key): this system's policy for GnuTLS forbids \(value)")
    }

    private func refusal(_ words: String, _ code: CInt) -> WebConfigurationError {
        var reason = unsafe String(cString: cgnutls_words(code))
        if reason.hasSuffix(".") { reason.removeLast() }
        return WebConfigurationError("\(words) (GnuTLS: \(reason))")
    }
}

extension ClientAuthentication {
    fileprivate var code: cgnutls_client_certificate {
        switch self {
        case .none: CGNUTLS_NONE
        case .request: CGNUTLS_REQUEST
        case .requireAny: CGNUTLS_REQUIRE_ANY
        case .verifyIfGiven: CGNUTLS_VERIFY_IF_GIVEN
        case .requireAndVerify: CGNUTLS_REQUIRE_AND_VERIFY
        }
    }
}
