import Host

/// When to open a volume once more whose graph is dead: libgfapi looks a graph's root up once, when the first brick is
/// there, and where that fails (too few of them), never again.
///
/// Each opening leaves a graph behind. So it is done when it promises something, as a brick is there that was not; and
/// rarely, when nobody knows better.
struct Revival {
    private enum Prospect {
        /// The graph lives, or no brick is there.
        case none
        /// Nothing has changed since it was opened, or nobody can say.
        case unknown
        case good
    }

    private var prospect = Prospect.none
    /// The bricks that were there at each look since the graph was opened.
    private var steady: Set<String>?
    private var pace: BackOff

    init(now: ContinuousClock.Instant = .now) {
        pace = BackOff(first: .seconds(3), now: now)
    }

    /// Notes that there is a new graph.
    mutating func opened(_ now: ContinuousClock.Instant = .now) {
        prospect = .none
        steady = nil
        pace.failed(now)
    }

    /// Notes whether the graph lives, and otherwise which bricks are reached by themselves: empty when nobody knows.
    mutating func noted(isActive: Bool, _ reached: [String: Bool]) {
        guard !isActive else {
            prospect = .none
            steady = nil
            return pace.succeeded()
        }
        let there = Set(reached.filter(\.value).keys)
        let isNews = !there.isSubset(of: steady ?? there)
        steady = steady?.intersection(there) ?? there
        guard reached.isEmpty || !there.isEmpty else { return prospect = .none }
        if isNews || !reached.isEmpty && there.count == reached.count {
            prospect = .good
        } else if prospect != .good {
            prospect = .unknown
        }
    }

    /// Whether to open it once more. `mayTry` is asked where nothing speaks for it.
    func isDue(_ now: ContinuousClock.Instant = .now, mayTry: () -> Bool) -> Bool {
        guard pace.isDue(now) else { return false }
        switch prospect {
        case .none: return false
        case .unknown: return mayTry()
        case .good: return true
        }
    }
}

/// So many at once, and one more each time that an interval has passed: what all may do together.
struct Ration {
    private let size: Int
    private let interval: Duration
    private var left: Int
    private var since: ContinuousClock.Instant

    init(_ size: Int, every interval: Duration, now: ContinuousClock.Instant = .now) {
        self.size = size
        self.interval = interval
        left = size
        since = now
    }

    /// Takes one, if there is one.
    mutating func take(_ now: ContinuousClock.Instant = .now) -> Bool {
        while left < size, now - since >= interval {
            left += 1
            since += interval
        }
        if left == size { since = now }
        guard left > 0 else { return false }
        left -= 1
        return true
    }
}
