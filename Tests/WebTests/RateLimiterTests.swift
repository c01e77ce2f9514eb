import Testing

@testable import Web

@Suite("A rate limit")
struct RateLimiterTests {
    private let start = ContinuousClock.now
    private let limit = RateLimit(interval: .seconds(2), burst: 3)

    @Test("lets a burst pass, and one more after each interval")
    func burst() {
        var limiter = RateLimiter()
        #expect(passed(&limiter, 5, at: .zero) == 3)
        #expect(passed(&limiter, 2, at: .nanoseconds(1_999_999_999)) == 0)
        #expect(passed(&limiter, 2, at: .seconds(2)) == 1)
        #expect(passed(&limiter, 5, at: .seconds(7)) == 2)
        #expect(passed(&limiter, 1, at: .nanoseconds(7_999_999_999)) == 0)
        #expect(passed(&limiter, 2, at: .seconds(8)) == 1)
    }

    @Test("saves up a burst, and no more")
    func full() {
        var limiter = RateLimiter()
        #expect(passed(&limiter, 1, at: .zero) == 1)
        #expect(passed(&limiter, 9, at: .seconds(1_000_000)) == 3)
    }

    @Test("takes nothing from those who come later for those whom it refused")
    func refused() {
        var limiter = RateLimiter()
        #expect(passed(&limiter, 1000, at: .zero) == 3)
        #expect(passed(&limiter, 9, at: .seconds(6)) == 3)
    }

    @Test("of one is an interval between any two")
    func one() {
        var limiter = RateLimiter()
        let limit = RateLimit(interval: .seconds(1), burst: 1)
        #expect(allows(&limiter, limit, at: start))
        #expect(!allows(&limiter, limit, at: start + .milliseconds(999)))
        #expect(allows(&limiter, limit, at: start + .milliseconds(1000)))
    }

    @Test("begins anew when it has changed")
    func changed() {
        var limiter = RateLimiter()
        #expect(passed(&limiter, 5, at: .zero) == 3)
        #expect(allows(&limiter, RateLimit(interval: .seconds(2), burst: 1), at: start))
        #expect(passed(&limiter, 5, at: .zero) == 3)
    }

    @Test("may be as large as a file can say")
    func extreme() {
        var limiter = RateLimiter()
        let limit = RateLimit(interval: .nanoseconds(Int64.max), burst: Int(Int32.max))
        let passed = (0..<3).map { _ in limiter.allows(limit, at: start) }
        #expect(passed == [true, true, true])
    }

    private func allows(_ limiter: inout RateLimiter, _ limit: RateLimit, at now: ContinuousClock.Instant) -> Bool {
        limiter.allows(limit, at: now)
    }

    /// How many of so many pass.
    private func passed(_ limiter: inout RateLimiter, _ count: Int, at time: Duration) -> Int {
        (0..<count).count { _ in limiter.allows(limit, at: start + time) }
    }
}
