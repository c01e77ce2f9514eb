/// What a web configuration file says, once it has been read together with the files that it names, and found right.
///
/// The schema is that of Prometheus' exporter-toolkit, whose file this is.
struct WebConfiguration: Sendable, Hashable {
    /// Nil: plain HTTP.
    var tls: TLSSettings?
    /// Hashes of bcrypt, by the name of the user. Empty: nobody is asked who they are.
    var users: [String: String] = [:]
    /// What every answer has besides its own headers, by name.
    var headers: [String: String] = [:]
    var rateLimit: RateLimit?
}

/// A configuration that was found right, with what GnuTLS made of it.
struct WebConfigurationState<Context: Sendable>: Sendable {
    var configuration: WebConfiguration
    /// For new connections. Nil: plain HTTP.
    var tls: Context?
}

/// So many requests at once, and one more after each interval.
struct RateLimit: Sendable, Hashable {
    /// Above zero.
    var interval: Duration
    /// At least 1.
    var burst: Int
}

/// How connections are encrypted, and who may make them.
struct TLSSettings: Sendable, Hashable {
    /// PEM: the certificate, then those that it leads to.
    var certificate: [UInt8]
    /// PEM.
    var key: [UInt8]
    var clientAuthentication = ClientAuthentication.none
    /// PEM: whose certificates clients may have. Nil: of no one.
    var clientAuthorities: [UInt8]?
    /// One of these must be among a client's alternative names (DNS, IP, e-mail, URI). Empty: any will do.
    var allowedNames: [String] = []
    var oldest = TLSVersion.tls12
    var newest = TLSVersion.tls13
    /// For TLS 1.2 and older, in Go's names (`TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256`). Empty: those that are safe.
    var cipherSuites: [String] = []
    /// In Go's names (`X25519`); the client picks. Empty: all that are known here.
    var curves: [String] = []
}

enum TLSVersion: String, Sendable, CaseIterable, Comparable {
    case tls10 = "TLS10"
    case tls11 = "TLS11"
    case tls12 = "TLS12"
    case tls13 = "TLS13"

    static func < (left: TLSVersion, right: TLSVersion) -> Bool { left.rawValue < right.rawValue }
}

/// What is asked of clients, in Go's names.
enum ClientAuthentication: String, Sendable, CaseIterable {
    case none = "NoClientCert"
    case request = "RequestClientCert"
    case requireAny = "RequireAnyClientCert"
    case verifyIfGiven = "VerifyClientCertIfGiven"
    case requireAndVerify = "RequireAndVerifyClientCert"
}
