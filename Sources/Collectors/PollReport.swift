/// How a collector's polls have gone.
public struct PollReport: Sendable, Hashable {
    public let collector: String
    /// Whether the last poll succeeded; nil before the first has ended.
    public private(set) var isSuccess: Bool?
    /// Seconds that the last poll took, or its deadline if it overran.
    public private(set) var lastDuration: Double?
    /// Seconds since 1970.
    public private(set) var lastSuccess: Double?
    /// Polls that failed, by the class of their error.
    public private(set) var failures: [String: UInt64] = [:]
    /// What went wrong with the last poll, in words; nil when it succeeded.
    public private(set) var lastError: String?
    /// When the poll that is under way began.
    public private(set) var start: ContinuousClock.Instant?

    /// The classes of errors that polls can fail with.
    static let kinds = [
        "bad_reply", "missing", "no_volumes", "other", "permission", "refused", "timeout", "worker",
    ]

    public init(collector: String, failures: [String: UInt64] = [:]) {
        self.collector = collector
        self.failures = failures
    }

    mutating func begin(_ now: ContinuousClock.Instant) {
        start = now
    }

    mutating func succeed(_ now: ContinuousClock.Instant, at time: Double) {
        isSuccess = true
        lastSuccess = time
        lastError = nil
        finish(now)
    }

    /// `isOver` is false when the poll overran its deadline and is still under way.
    mutating func fail(_ error: String, words: String, _ now: ContinuousClock.Instant, isOver: Bool) {
        isSuccess = false
        lastError = words
        failures[error, default: 0] += 1
        if isOver { finish(now) } else { lastDuration = seconds(until: now) }
    }

    private mutating func finish(_ now: ContinuousClock.Instant) {
        lastDuration = seconds(until: now)
        start = nil
    }

    /// How long the poll under way has taken so far; 0 when there is none. Seconds.
    public func inFlight(_ now: ContinuousClock.Instant) -> Double { seconds(until: now) ?? 0 }

    private func seconds(until now: ContinuousClock.Instant) -> Double? {
        guard let start else { return nil }
        let duration = now - start
        return Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
    }
}
