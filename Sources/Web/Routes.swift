/// What a server has to answer with. The closures are called on the server's thread, and must neither wait nor stop
/// the server.
public struct Routes: Sendable {
    /// `/metrics` unless told otherwise.
    public var telemetryPath: String
    /// What `collect[]` and `exclude[]` may name.
    public var collectors: [String] = []
    /// The bytes of a scrape of these collectors (nil: of all), packed as asked. One result may serve several scrapers.
    public var scrape: @Sendable (MetricsFormat, Compression, _ collectors: Set<String>?) -> [UInt8]
    /// Whether there is something to scrape yet: `/-/ready`.
    public var isReady: @Sendable () -> Bool
    /// For people who visit `/`. One result may serve several of them.
    public var page: @Sendable () -> Page
    /// The JSON of `/sd/targets`, for someone who knows this server by the name `host`; nil while it is not known.
    public var targets: @Sendable (_ host: String) -> [UInt8]? = { _ in nil }
    /// Begins a reload; the closure is called with what went wrong, or nil. Nil: `/-/reload` is switched off.
    public var reload: (@Sendable (_ done: @escaping @Sendable (_ error: String?) -> Void) -> Void)?

    public init(
        telemetryPath: String = "/metrics",
        scrape: @escaping @Sendable (MetricsFormat, Compression, Set<String>?) -> [UInt8],
        isReady: @escaping @Sendable () -> Bool,
        page: @escaping @Sendable () -> Page
    ) {
        self.telemetryPath = telemetryPath
        self.scrape = scrape
        self.isReady = isReady
        self.page = page
    }
}

/// HTML, and what it may load.
public struct Page: Sendable, Hashable {
    /// In UTF-8.
    public var html: [UInt8]
    /// The value of the header `Content-Security-Policy`.
    public var contentSecurityPolicy: String

    public init(html: [UInt8], contentSecurityPolicy: String = "default-src 'none'") {
        self.html = html
        self.contentSecurityPolicy = contentSecurityPolicy
    }
}
