import Glibc
import Host
import Synchronization

/// Looks at what waits for heal in one set, from a thread of its own, from the first time that something waits there.
final class HealWatch: Sendable {
    private struct State {
        /// What the watched bricks said last, by name.
        var pending: [String: UInt64] = [:]
        var hasThread = false
        /// When it was told last that nothing waits.
        var told: ContinuousClock.Instant?
        /// The newest round of which something was said.
        var round: UInt64 = 0
        var isOver = false

        var isWaiting: Bool { pending.values.contains { $0 > 0 } }
    }

    let set: LinkedSet
    private let volume: String
    private let limits: SetLook.Limits
    private let hub: Hub
    /// How often it is said again, in full, what has not changed: while nobody says anything, nothing is known, and the
    /// daemon may have heard a late word of the watch that was here before.
    private let renewal: Duration
    private let ticket = Ticket()
    private let state = Mutex(State())

    init(
        _ set: LinkedSet,
        of volume: String,
        _ limits: SetLook.Limits,
        hub: Hub,
        renewal: Duration = .seconds(30)
    ) {
        self.renewal = renewal
        self.set = set
        self.volume = volume
        self.limits = limits
        self.hub = hub
    }

    /// Notes how much waits in a brick; nil: it did not say, and what it said before stands.
    func noticed(_ count: UInt64?, in brick: String, round: UInt64) {
        let (hasThread, isNews) = state.withLock { state in
            if let count { state.pending[brick] = count }
            if state.isWaiting, !state.hasThread {
                // Without a thread, the next round tries again.
                state.hasThread = (try? startThread("heal") { [self] in run() }) != nil
            }
            let isNews = !state.isWaiting && state.told.map { .now - $0 > renewal } ?? true
            if isNews { state.told = .now }
            return (state.hasThread, isNews)
        }
        if hasThread {
            ticket.want(round)
        } else if isNews {
            send(round, HealLook(subvolume: set.subvolume.name))
        }
    }

    func abandon() {
        state.withLock { $0.isOver = true }
        ticket.cancel()
    }

    private func run() {
        var look = SetLook(set.subvolume.name, limits)
        var sent: (look: HealLook, at: ContinuousClock.Instant)?
        while let round = ticket.next() {
            var news = HealLook(subvolume: set.subvolume.name)
            if state.withLock({ $0.isWaiting }) {
                news = look.cycle(set, rest: rest)
            } else {
                look = SetLook(set.subvolume.name, limits)  // What comes later is new.
            }
            if let sent, sent.look == news, .now - sent.at < renewal {
                send(round, nil)
            } else {
                send(round, news)
                sent = (news, .now)
            }
        }
    }

    /// Who was replaced says no more. A brick may be rounds behind the others: the daemon takes what is told last for the
    /// newest only if its round is.
    private func send(_ round: UInt64, _ look: HealLook?) {
        state.withLock { state in
            guard !state.isOver else { return }
            state.round = max(state.round, round)
            hub.send(.look(round: state.round, volume: volume, subvolume: set.subvolume.name, look))
        }
    }

    /// Some of the time is for the bricks' other clients alone.
    private func rest() {
        _ = poll(nil, 0, 10)
    }
}
