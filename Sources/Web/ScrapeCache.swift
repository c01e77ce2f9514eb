/// The answers to the latest scrapes, kept so long that scrapers who come together share them.
///
/// It belongs to the thread of the loop.
final class ScrapeCache {
    static let freshness = Duration.milliseconds(100)
    /// Who asks for a new choice of collectors each time does not fill the memory.
    static let capacity = 16

    struct Key: Sendable, Hashable {
        let type: MetricsType
        let compression: Compression
        /// Nil: all.
        var collectors: Set<String>?
    }

    private struct Entry {
        let body: [UInt8]
        let response: Response
        var staleAt: ContinuousClock.Instant
    }

    private var entries: [Key: Entry] = [:]
    private let scrape: @Sendable (MetricsFormat, Compression, Set<String>?) -> [UInt8]
    private let headers: [String: String]
    private let now: @Sendable () -> ContinuousClock.Instant

    /// `headers` are those that each answer has besides its own.
    init(
        scrape: @escaping @Sendable (MetricsFormat, Compression, Set<String>?) -> [UInt8],
        headers: [String: String],
        now: @escaping @Sendable () -> ContinuousClock.Instant
    ) {
        self.scrape = scrape
        self.headers = headers
        self.now = now
    }

    func response(for key: Key) -> Response {
        let now = now()
        if let entry = entries[key], now < entry.staleAt { return entry.response }

        let body = scrape(key.type.format, key.compression, key.collectors)
        // The same bytes again: slow clients then hold one copy of them instead of many.
        let known = entries[key].flatMap { $0.body == body ? $0.response : nil }
        let response = known ?? Response(body, for: key, headers)
        entries = entries.filter { now < $0.value.staleAt }
        if entries.count >= Self.capacity, let oldest = entries.min(by: { $0.value.staleAt < $1.value.staleAt }) {
            entries[oldest.key] = nil
        }
        entries[key] = Entry(body: body, response: response, staleAt: now + Self.freshness)
        return response
    }
}

extension Response {
    fileprivate convenience init(_ body: [UInt8], for key: ScrapeCache.Key, _ others: [String: String]) {
        var headers = [(name: "Vary", value: "Accept, Accept-Encoding"), (name: "Cache-Control", value: "no-store")]
        if key.compression == .gzip {
            headers.append((name: "Content-Encoding", value: "gzip"))
        }
        self.init(body, type: key.type.header, headers: headers, and: others)
    }
}
