import Synchronization

/// The answers to the latest scrapes, kept so long that scrapers who come together share them.
final class ScrapeCache: Sendable {
    static let freshness = Duration.milliseconds(100)

    struct Key: Sendable, Hashable {
        let type: MetricsType
        let compression: Compression
    }

    private struct Entry {
        let body: [UInt8]
        let response: Response
        var staleAt: ContinuousClock.Instant
    }

    private let entries = Mutex<[Key: Entry]>([:])
    private let scrape: @Sendable (MetricsFormat, Compression) -> [UInt8]
    private let now: @Sendable () -> ContinuousClock.Instant

    init(
        scrape: @escaping @Sendable (MetricsFormat, Compression) -> [UInt8],
        now: @escaping @Sendable () -> ContinuousClock.Instant
    ) {
        self.scrape = scrape
        self.now = now
    }

    /// The lock is held during the scrape: who comes meanwhile waits for it instead of starting another.
    func response(for key: Key) -> Response {
        entries.withLock { entries in
            let now = now()
            if let entry = entries[key], now < entry.staleAt { return entry.response }

            let body = scrape(key.type.format, key.compression)
            // The same bytes again: slow clients then hold one copy of them instead of many.
            let known = entries[key].flatMap { $0.body == body ? $0.response : nil }
            let response = known ?? Response(body, for: key)
            entries = entries.filter { now < $0.value.staleAt }
            entries[key] = Entry(body: body, response: response, staleAt: now + Self.freshness)
            return response
        }
    }
}

extension Response {
    fileprivate convenience init(_ body: [UInt8], for key: ScrapeCache.Key) {
        var headers = [(name: "Vary", value: "Accept, Accept-Encoding"), (name: "Cache-Control", value: "no-store")]
        if key.compression == .gzip {
            headers.append((name: "Content-Encoding", value: "gzip"))
        }
        self.init(body, type: key.type.header, headers: headers)
    }
}
