/// A bucket of tokens: each request takes one, and they come back one by one.
struct RateLimiter: Sendable {
    private var limit: RateLimit?
    /// When the bucket is full again. It says how many tokens are left now, without a remainder that gets lost.
    private var fullAt: ContinuousClock.Instant?

    /// Whether a request may pass now. A limit other than the last one begins with a full bucket.
    mutating func allows(_ limit: RateLimit, at now: ContinuousClock.Instant) -> Bool {
        if limit != self.limit {
            self.limit = limit
            fullAt = nil
        }
        let full = max(fullAt ?? now, now)
        guard full - now <= limit.interval * (limit.burst - 1) else { return false }
        fullAt = full + limit.interval
        return true
    }
}
