import Synchronization

/// What is known of the pool without asking anybody.
public enum KnownPool: Sendable, Hashable {
    /// There is, or should be, a glusterd, and it has not told yet.
    case unknown
    /// This machine has no glusterd.
    case none
    /// As glusterd told it last; not current when it has failed to answer since.
    case state(PoolState, isCurrent: Bool)
}

extension PoolSource {
    /// What is known now, at once. What is a minute old, or is not good news, is asked anew meanwhile, for the next one
    /// who wants to know: no collector may be there that asks.
    public nonisolated func latest() -> KnownPool {
        let (pool, isDue) = memory.look(at: now())
        if isDue {
            Task {
                _ = try? await state()
                memory.endRefresh(at: now())
            }
        }
        return pool
    }
}

/// Keeps what glusterd said last where it can be had without waiting for the actor, which may wait for glusterd.
final class PoolMemory: Sendable {
    private struct Content {
        var pool = KnownPool.unknown
        var asked: ContinuousClock.Instant?
        var isRefreshing = false
    }

    private let content = Mutex(Content())

    /// Nil: there is no glusterd.
    func note(_ state: PoolState?, at now: ContinuousClock.Instant) {
        content.withLock {
            $0.pool = state.map { .state($0, isCurrent: true) } ?? .none
            $0.asked = now
        }
    }

    func noteFailure(at now: ContinuousClock.Instant) {
        content.withLock {
            $0.asked = now
            switch $0.pool {
            case .state(let state, _): $0.pool = .state(state, isCurrent: false)
            case .none, .unknown: $0.pool = .unknown
            }
        }
    }

    /// Of another glusterd nothing is known.
    func forget() {
        content.withLock {
            $0.pool = .unknown
            $0.asked = nil
        }
    }

    /// What is known, and whether the caller is to ask anew: one at a time.
    func look(at now: ContinuousClock.Instant) -> (pool: KnownPool, isDue: Bool) {
        content.withLock { content in
            let isOld = content.asked.map { now - $0 >= content.pool.lifetime } ?? true
            let isDue = isOld && !content.isRefreshing
            if isDue { content.isRefreshing = true }
            return (content.pool, isDue)
        }
    }

    func endRefresh(at now: ContinuousClock.Instant) {
        content.withLock {
            $0.isRefreshing = false
            $0.asked = now
        }
    }
}

extension KnownPool {
    /// For how long it need not be asked again.
    fileprivate var lifetime: Duration {
        switch self {
        case .none, .state(_, isCurrent: true): .seconds(60)
        case .unknown, .state(_, isCurrent: false): .seconds(5)
        }
    }
}
