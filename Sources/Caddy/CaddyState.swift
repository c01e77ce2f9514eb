public import Exposition

/// What collectors know of the Caddys of this host.
public protocol CaddyReading: Sendable {
    /// Asks the admin API of each.
    func observe() async -> [CaddyState]

    /// Each with its configuration, for those who need sites and logs.
    ///
    /// What the last `observe` found serves for a while. Later the processes are looked for again, and an admin API is
    /// asked for its configuration alone, where none is known, where the process is another one, and every ten minutes.
    func instances() async -> [CaddyInstance]
}

/// One Caddy after a poll.
public struct CaddyState: Sendable, Hashable {
    public var instance: CaddyInstance
    public var answer: Result<CaddyAnswer, CaddyError>

    public init(_ instance: CaddyInstance, _ answer: Result<CaddyAnswer, CaddyError>) {
        self.instance = instance
        self.answer = answer
    }
}

/// What a Caddy told of itself.
public struct CaddyAnswer: Sendable, Hashable {
    /// Its `caddy_*` families.
    public var families: [ParsedFamily] = []
    /// Of names that answered a TLS handshake.
    public var certificates: [CertificateTimes] = []
    /// Of its internal authorities.
    public var roots: [CertificateTimes] = []

    public init() {}
}

/// How long a certificate is valid.
public struct CertificateTimes: Sendable, Hashable {
    /// The name that was asked for, or the authority's.
    public var name: String
    /// The issuer's common name.
    public var issuer: String
    /// Seconds since 1970.
    public var notBefore: Double
    public var notAfter: Double

    public init(name: String, issuer: String, notBefore: Double, notAfter: Double) {
        self.name = name
        self.issuer = issuer
        self.notBefore = notBefore
        self.notAfter = notAfter
    }
}

/// Why an admin API could not be asked.
public struct CaddyError: Error, Hashable, CustomStringConvertible {
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        case permission, refused, missing, timeout
        case forbiddenHost = "forbidden_host"
        case badReply = "bad_reply"
    }

    public var kind: Kind
    /// One sentence for people: which address, what happened, and for a permission what would grant it.
    public var description: String

    public init(_ kind: Kind, _ description: String) {
        self.kind = kind
        self.description = description
    }
}
