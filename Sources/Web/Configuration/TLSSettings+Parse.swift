import YAML

extension TLSSettings {
    static let keys = [
        "cert", "key", "client_ca", "cert_file", "key_file", "client_auth_type", "client_ca_file",
        "client_allowed_sans", "min_version", "max_version", "cipher_suites", "prefer_server_cipher_suites",
        "curve_preferences",
    ]

    /// Nil where nothing is set: plain HTTP. Whether GnuTLS takes what the files hold is not asked here.
    init?(_ section: Section, content: (_ path: String) throws(Fault) -> [UInt8]) throws(Fault) {
        guard try section.setsAnything else { return nil }
        guard let certificate = try section.pem("cert", content: content) else {
            throw section.missing("cert_file or cert")
        }
        guard let key = try section.pem("key", content: content) else { throw section.missing("key_file or key") }
        self.init(certificate: certificate, key: key)

        try readClients(section, content: content)
        try readVersions(section)
        cipherSuites = try section.texts("cipher_suites").map { text throws(Fault) in
            try section.cipherSuite(text)
        }
        curves = try section.texts("curve_preferences").map { text throws(Fault) in
            try section.choice("curve_preferences", text, "a curve", of: TLSNames.curves)
        }
        _ = try section.flag("prefer_server_cipher_suites")  // Without effect in Go as well, since 1.17.
    }

    /// A wrong combination would let in more people than its author thinks, or nobody.
    private mutating func readClients(
        _ section: Section,
        content: (_ path: String) throws(Fault) -> [UInt8]
    ) throws(Fault) {
        let kind = try section.text("client_auth_type")
        let names = ClientAuthentication.allCases.map(\.rawValue)
        if let kind, kind.value != Self.oldName {
            let name = try section.choice("client_auth_type", kind, "a way to ask for certificates", of: names)
            clientAuthentication = ClientAuthentication(rawValue: name) ?? .requireAndVerify
        } else if kind != nil {
            clientAuthentication = .requireAny
        }
        let line = kind?.line ?? section.line
        let verifies = [.verifyIfGiven, .requireAndVerify].contains(clientAuthentication)

        clientAuthorities = try section.pem("client_ca", content: content)
        guard verifies == (clientAuthorities != nil) else {
            let reason =
                verifies
                ? "\(clientAuthentication.rawValue) needs client_ca_file or client_ca"
                : "\(clientAuthentication.rawValue) does not use the client_ca that is given; "
                    + "allowed: VerifyClientCertIfGiven, RequireAndVerifyClientCert"
            throw section.fault("client_auth_type", at: line, reason)
        }

        allowedNames = try section.texts("client_allowed_sans").map(\.value)
        guard let node = section.node("client_allowed_sans") else { return }
        guard clientAuthentication == .requireAndVerify else {
            let reason = "without effect; allowed: only with client_auth_type RequireAndVerifyClientCert"
            throw section.fault("client_allowed_sans", at: node.mark.line, reason)
        }
        guard !allowedNames.isEmpty else {
            let reason = "the list is empty; allowed: names of clients, such as prometheus.example.org"
            throw section.fault("client_allowed_sans", at: node.mark.line, reason)
        }
    }

    /// What exporter-toolkit took for `RequireAnyClientCert` once, and still takes.
    private static let oldName = "RequireClientCert"

    private mutating func readVersions(_ section: Section) throws(Fault) {
        let names = TLSVersion.allCases.map(\.rawValue)
        func version(_ key: String) throws(Fault) -> TLSVersion? {
            guard let text = try section.text(key) else { return nil }
            return TLSVersion(rawValue: try section.choice(key, text, "a version of TLS", of: names))
        }
        oldest = try version("min_version") ?? oldest
        newest = try version("max_version") ?? newest
        guard oldest <= newest else {
            let line = try section.text("max_version")?.line ?? section.line
            let reason = "\(newest.rawValue) is older than min_version \(oldest.rawValue)"
            throw section.fault("max_version", at: line, "\(reason); allowed: \(names.joined(separator: ", "))")
        }
    }
}

extension Section {
    /// Whether any key has a value. Empty ones are what templates write where nothing is wanted.
    fileprivate var setsAnything: Bool {
        get throws(Fault) {
            for key in TLSSettings.keys {
                guard let node = node(key) else { continue }
                if case .scalar(let text, _) = node.content, text.isEmpty { continue }
                return true
            }
            return false
        }
    }

    fileprivate func missing(_ keys: String) -> Fault {
        Fault(line: line, reason: "\(name): \(keys) is missing")
    }

    /// What stands in the file itself, or in the file that is named there.
    fileprivate func pem(
        _ key: String,
        content: (_ path: String) throws(Fault) -> [UInt8]
    ) throws(Fault) -> [UInt8]? {
        let inline = try text(key)
        guard let path = try text("\(key)_file") else { return inline.map { Array($0.value.utf8) } }
        guard inline == nil else {
            throw fault("\(key)_file", at: path.line, "\(key) is given as well; allowed: one of them")
        }
        let isPath = !path.value.contains("-----") && path.value.utf8.count <= 4095
        guard isPath, !path.value.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else {
            throw fault("\(key)_file", at: path.line, "not a path; allowed: a path, or the text itself as \(key)")
        }
        do throws(Fault) {
            return try content(path.value)
        } catch {
            throw fault("\(key)_file", at: path.line, error.reason)
        }
    }

    fileprivate func choice(_ key: String, _ text: Text, _ noun: String, of names: [String]) throws(Fault) -> String {
        guard !names.contains(text.value) else { return text.value }
        let guess = text.value.nearest(in: names).map { " (did you mean \($0)?)" } ?? ""
        let reason = "\(text.value.shown) is not \(noun)\(guess); allowed: \(names.joined(separator: ", "))"
        throw fault(key, at: text.line, reason)
    }

    fileprivate func cipherSuite(_ text: Text) throws(Fault) -> String {
        guard !TLSNames.insecureSuites.contains(text.value) else {
            let names = TLSNames.suites.joined(separator: ", ")
            throw fault("cipher_suites", at: text.line, "\(text.value.shown) is insecure; allowed: \(names)")
        }
        return try choice("cipher_suites", text, "a cipher suite", of: TLSNames.suites)
    }
}
