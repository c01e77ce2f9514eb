/// What matters to us of a Caddy's configuration (`GET /config/`).
public struct CaddyConfiguration: Sendable, Hashable {
    /// In the order of the configuration.
    public var sites: [CaddySite] = []
    public var logs: [CaddyLog] = []
    /// Names for which certificates are served, each with an address to shake hands at.
    public var certificates: [ServedCertificate] = []
    /// The internal certificate authorities that it has (`local`, …). Asking for one that it does not have creates it.
    public var authorities: [String] = []
    /// Whether any `reverse_proxy` or `php_fastcgi` is configured.
    public var hasUpstreams = false
    /// `admin.listen`; nil when it is the default one.
    public var adminAddress: String?

    public init() {}
}

/// One site: a route of an HTTP server with hosts of its own, or all of a server's routes without hosts.
public struct CaddySite: Sendable, Hashable {
    /// Its first host, or the address that its server listens on: `files.example.com`, `:8080`. Where several servers
    /// have the host, the port stands behind it: `files.example.com:8080`.
    public var name: String
    /// What the request's host must be, in lower case, without a port; may begin with `*.`; empty: anything.
    public var hosts: [String]
    /// What its server listens on: `:443`, `127.0.0.1:8080`, `unix//run/site.sock`.
    public var listen: [String]
    /// The directories that files are served from, without duplicates.
    public var roots: [SiteRoot]

    public init(name: String, hosts: [String] = [], listen: [String] = [], roots: [SiteRoot] = []) {
        self.name = name
        self.hosts = hosts
        self.listen = listen
        self.roots = roots
    }
}

/// Where a site's files are.
public enum SiteRoot: Sendable, Hashable {
    /// Absolute, or relative to Caddy's working directory.
    case path(String)
    /// It has placeholders that only a request, or Caddy's environment, can fill in: as it is written.
    case unresolved(String)
}

/// A log of `logging.logs`.
public struct CaddyLog: Sendable, Hashable {
    public enum Output: Sendable, Hashable {
        case file(String)
        case standardError
        case standardOutput
        /// `net`, `discard`, or a module that we do not know.
        case other(String)
    }

    public enum Format: Sendable, Hashable {
        case json
        /// Names of keys that differ from `level`, `ts`, `logger`, `msg` make a log unreadable for us, and so does any
        /// encoder but `json`; around that, `filter` and `append` are good as long as they leave alone what we read.
        case other(String)
    }

    /// `default`, `log0`, …
    public var name: String
    public var output: Output
    public var format: Format
    /// Whether `http.log.error` entries get into it.
    public var hasErrors: Bool

    public init(name: String, output: Output, format: Format, hasErrors: Bool) {
        self.name = name
        self.output = output
        self.format = format
        self.hasErrors = hasErrors
    }
}

/// A name under which a site is served with TLS.
public struct ServedCertificate: Sendable, Hashable {
    public var name: String
    /// Where to shake hands: `127.0.0.1:443`, `[::1]:8443`.
    public var address: String

    public init(name: String, address: String) {
        self.name = name
        self.address = address
    }
}
