public import Exposition
import Host
import Synchronization

/// The latest families of each collector, encoded, and how its last polls went.
public final class Board: Sendable {
    private struct Entry: Sendable {
        var encoder = FamilyEncoder()
        var block: EncodedBlock?
        /// Those of `kept`.
        var families: [MetricFamily] = []
        var facts: [Fact] = []
        /// When they were put up.
        var since: ContinuousClock.Instant?
        var expires: ContinuousClock.Instant?
        var report: PollReport

        func isAlive(_ now: ContinuousClock.Instant) -> Bool { expires.map { $0 > now } == true }
    }

    private struct State: Sendable {
        /// In the order in which they are served.
        var entries: [Entry]
        var wasReady = false
        /// Of every collector that there was, as of the last change of collectors.
        var failures: [String: [String: UInt64]] = [:]

        /// To be called before there are other collectors.
        mutating func note() {
            wasReady = wasReady || entries.allSatisfy { $0.report.lastDuration != nil }
        }

        func index(of collector: String) -> Int? { entries.firstIndex { $0.report.collector == collector } }
    }

    private let state: Mutex<State>
    private let kept: Set<String>
    private let now: @Sendable () -> ContinuousClock.Instant

    /// - Parameters:
    ///   - collectors: Their names, in the order in which their families are served.
    ///   - kept: The families whose values are wanted as ``snapshots`` too.
    ///   - now: The clock by which what is old is dropped.
    public init(
        _ collectors: [String],
        keeping kept: Set<String> = [],
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        state = Mutex(State(entries: collectors.map { Entry(report: PollReport(collector: $0)) }))
        self.kept = kept
        self.now = now
    }

    /// Has these collectors from now on, in this order. Those that stay keep what they have put up, and those that come
    /// back go on counting their failures.
    public func apply(_ collectors: [String]) {
        state.withLock { state in
            state.note()
            for entry in state.entries { state.failures[entry.report.collector] = entry.report.failures }
            state.entries = collectors.map { name in
                if let index = state.index(of: name) { return state.entries[index] }
                return Entry(report: PollReport(collector: name, failures: state.failures[name] ?? [:]))
            }
        }
    }

    /// Notes that a poll has begun.
    func begin(_ collector: String) {
        change(collector) { $0.report.begin(now()) }
    }

    /// Puts up what a poll gave; it is dropped after `life`.
    func put(_ collector: String, _ families: [MetricFamily], _ facts: [Fact] = [], life: Duration) {
        // Encoding is done outside of the lock: a scrape never waits for it.
        guard
            var encoder = state.withLock({ state in state.index(of: collector).map { state.entries[$0].encoder } })
        else { return }
        let block = encoder.encode(families)
        let families = families.filter { kept.contains($0.metric.name) }
        change(collector) { entry in
            entry.encoder = encoder
            entry.block = block
            entry.families = families
            entry.facts = facts
            entry.since = now()
            entry.expires = now() + life
        }
    }

    /// Has what is up live for as long as that, where it would end earlier.
    func prolong(_ collector: String, life: Duration) {
        change(collector) { entry in
            guard let since = entry.since, let expires = entry.expires else { return }
            entry.expires = max(expires, since + life)
        }
    }

    /// Notes that a poll went well.
    func succeed(_ collector: String, at time: Double) {
        change(collector) { $0.report.succeed(now(), at: time) }
    }

    /// Notes that a poll failed; what is up stays up until it is too old.
    func fail(_ collector: String, _ error: String, words: String, isOver: Bool) {
        change(collector) { $0.report.fail(error, words: words, now(), isOver: isOver) }
    }

    /// What can be served now, of all collectors or of some.
    public func blocks(of collectors: Set<String>? = nil) -> [EncodedBlock] {
        let now = now()
        return state.withLock { state in
            state.entries.compactMap { entry in
                guard collectors?.contains(entry.report.collector) ?? true else { return nil }
                return entry.isAlive(now) ? entry.block : nil
            }
        }
    }

    /// The same as values, as far as they are kept, with how each collector is doing.
    public var snapshots: [Snapshot] {
        let now = now()
        return state.withLock { state in
            state.entries.map { entry in
                let isAlive = entry.isAlive(now)
                return Snapshot(
                    report: entry.report,
                    families: isAlive ? entry.families : [],
                    facts: isAlive ? entry.facts : [],
                    age: isAlive ? entry.since.map { (now - $0).seconds } : nil
                )
            }
        }
    }

    /// What one collector has told.
    public struct Snapshot: Sendable {
        public var report: PollReport
        public var families: [MetricFamily]
        public var facts: [Fact]
        /// Seconds since these were told; nil when nothing was, or when it is too old to count.
        public var age: Double?

        public init(
            report: PollReport,
            families: [MetricFamily] = [],
            facts: [Fact] = [],
            age: Double? = nil
        ) {
            self.report = report
            self.families = families
            self.facts = facts
            self.age = age
        }
    }

    /// How each collector is doing.
    public var reports: [PollReport] { state.withLock { $0.entries.map(\.report) } }

    /// Whether there has been a time at which each collector had finished a poll, well or not: one that is switched on
    /// later does not change that.
    public var isReady: Bool {
        state.withLock { state in
            state.note()
            return state.wasReady
        }
    }

    private func change(_ collector: String, _ body: (inout Entry) -> Void) {
        state.withLock { state in
            if let index = state.index(of: collector) { body(&state.entries[index]) }
        }
    }
}
