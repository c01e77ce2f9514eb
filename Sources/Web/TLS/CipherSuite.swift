/// A cipher suite of TLS 1.2 and older that nobody calls insecure, by Go's name.
///
/// Those of TLS 1.3 are no choice: see ``isOfTLS13(_:)``.
enum CipherSuite: String, Sendable, CaseIterable {
    case ecdsaAES256GCM = "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"
    case ecdsaAES128GCM = "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"
    case ecdsaChaCha = "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256"
    case ecdsaAES256CBC = "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA"
    case ecdsaAES128CBC = "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA"
    case rsaAES256GCM = "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"
    case rsaAES128GCM = "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"
    case rsaChaCha = "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"
    case rsaAES256CBC = "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA"
    case rsaAES128CBC = "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA"

    /// What is spoken when the file names none: all that is neither CBC nor without forward secrecy.
    static let modern = allCases.filter { $0.mac == "AEAD" }

    /// Go takes these names too, without any effect: it always offers all of them.
    static func isOfTLS13(_ name: String) -> Bool {
        ["TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"].contains(name)
    }

    /// The number that IANA gave it.
    var number: UInt16 {
        switch self {
        case .ecdsaAES256GCM: 0xc02c
        case .ecdsaAES128GCM: 0xc02b
        case .ecdsaChaCha: 0xcca9
        case .ecdsaAES256CBC: 0xc00a
        case .ecdsaAES128CBC: 0xc009
        case .rsaAES256GCM: 0xc030
        case .rsaAES128GCM: 0xc02f
        case .rsaChaCha: 0xcca8
        case .rsaAES256CBC: 0xc014
        case .rsaAES128CBC: 0xc013
        }
    }

    /// The names of its parts in GnuTLS, which chooses by them.
    var keyExchange: String {
        switch self {
        case .ecdsaAES256GCM, .ecdsaAES128GCM, .ecdsaChaCha, .ecdsaAES256CBC, .ecdsaAES128CBC: "ECDHE-ECDSA"
        case .rsaAES256GCM, .rsaAES128GCM, .rsaChaCha, .rsaAES256CBC, .rsaAES128CBC: "ECDHE-RSA"
        }
    }

    var cipher: String {
        switch self {
        case .ecdsaAES256GCM, .rsaAES256GCM: "AES-256-GCM"
        case .ecdsaAES128GCM, .rsaAES128GCM: "AES-128-GCM"
        case .ecdsaChaCha, .rsaChaCha: "CHACHA20-POLY1305"
        case .ecdsaAES256CBC, .rsaAES256CBC: "AES-256-CBC"
        case .ecdsaAES128CBC, .rsaAES128CBC: "AES-128-CBC"
        }
    }

    var mac: String {
        switch self {
        case .ecdsaAES256CBC, .ecdsaAES128CBC, .rsaAES256CBC, .rsaAES128CBC: "SHA1"
        default: "AEAD"
        }
    }
}

/// A curve for the exchange of keys, by Go's name.
enum Curve: String, Sendable, CaseIterable {
    case p256 = "CurveP256"
    case p384 = "CurveP384"
    case p521 = "CurveP521"
    case x25519 = "X25519"

    /// The order in which a server likes them when the file names none.
    static let modern: [Curve] = [.x25519, .p256, .p384, .p521]

    /// Its name in GnuTLS.
    var group: String {
        switch self {
        case .p256: "SECP256R1"
        case .p384: "SECP384R1"
        case .p521: "SECP521R1"
        case .x25519: "X25519"
        }
    }
}

extension TLSVersion {
    /// The n of TLS 1.n.
    var minor: Int {
        switch self {
        case .tls10: 0
        case .tls11: 1
        case .tls12: 2
        case .tls13: 3
        }
    }
}
