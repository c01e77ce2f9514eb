import Synchronization
import Testing

@testable import Web

@Suite("Scrape cache")
struct ScrapeCacheTests {
    private let clock = TestClock()
    private let text = ScrapeCache.Key(type: MetricsType(format: .text, version: "0.0.4"), compression: .identity)

    @Test("gives one answer to all who come within 100 ms")
    func sharing() {
        let scrapes = Atomic(0)
        let cache = ScrapeCache(
            scrape: { _, _, _ in Array("\(scrapes.add(1, ordering: .relaxed).newValue)".utf8) },
            headers: [:],
            now: { clock.now }
        )
        let first = cache.response(for: text)
        clock.advance(by: .milliseconds(99))
        #expect(cache.response(for: text) === first)
        clock.advance(by: .milliseconds(1))
        #expect(cache.response(for: text) !== first)
        #expect(scrapes.load(ordering: .relaxed) == 2)
    }

    @Test("asks again after 100 ms, and keeps the answer when the bytes are the same")
    func sameBytes() {
        let scrapes = Atomic(0)
        let cache = ScrapeCache(
            scrape: { _, _, _ in
                scrapes.add(1, ordering: .relaxed)
                return [1, 2, 3]
            },
            headers: [:],
            now: { clock.now }
        )
        let first = cache.response(for: text)
        clock.advance(by: .seconds(1))

        #expect(cache.response(for: text) === first)
        #expect(scrapes.load(ordering: .relaxed) == 2)
    }

    @Test("lets go of answers that nobody shares any more")
    func release() {
        let scrapes = Atomic(0)
        let cache = ScrapeCache(
            scrape: { _, _, _ in Array("\(scrapes.add(1, ordering: .relaxed).newValue)".utf8) },
            headers: [:],
            now: { clock.now }
        )
        weak let first = cache.response(for: text)
        #expect(first != nil)
        clock.advance(by: .seconds(1))
        _ = cache.response(for: ScrapeCache.Key(type: text.type, compression: .gzip))

        #expect(first == nil)
    }
}
