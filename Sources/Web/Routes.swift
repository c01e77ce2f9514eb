/// What a server has to answer with. The closures are called on the server's threads, several at the same time, and
/// must neither wait nor stop the server.
public struct Routes: Sendable {
    /// `/metrics` unless told otherwise.
    public var telemetryPath: String
    /// The bytes of a scrape, packed as asked. One result may serve several scrapers.
    public var scrape: @Sendable (MetricsFormat, Compression) -> [UInt8]
    /// Whether there is something to scrape yet: `/-/ready`.
    public var isReady: @Sendable () -> Bool
    /// The HTML, in UTF-8, for people who visit `/`.
    public var page: @Sendable () -> [UInt8]

    public init(
        telemetryPath: String = "/metrics",
        scrape: @escaping @Sendable (MetricsFormat, Compression) -> [UInt8],
        isReady: @escaping @Sendable () -> Bool,
        page: @escaping @Sendable () -> [UInt8]
    ) {
        self.telemetryPath = telemetryPath
        self.scrape = scrape
        self.isReady = isReady
        self.page = page
    }
}
