/// When to try again what failed: after a while, then twice as long each time, up to a limit.
public struct BackOff: Sendable {
    private let first: Duration
    private let limit: Duration
    private var delay: Duration = .zero
    private var due: ContinuousClock.Instant

    /// `hold` is how long to wait before the very first try.
    public init(
        first: Duration = .seconds(1),
        limit: Duration = .seconds(60),
        holding hold: Duration = .zero,
        now: ContinuousClock.Instant = .now
    ) {
        self.first = first
        self.limit = limit
        due = now + hold
    }

    public func isDue(_ now: ContinuousClock.Instant = .now) -> Bool { now >= due }

    /// Time until it is due.
    public func wait(_ now: ContinuousClock.Instant = .now) -> Duration { max(.zero, due - now) }

    public mutating func failed(_ now: ContinuousClock.Instant = .now) {
        delay = min(max(delay * 2, first), limit)
        due = now + delay
    }

    public mutating func succeeded() {
        delay = .zero
    }
}
