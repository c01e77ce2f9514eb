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

        var isWaiting: Bool { pending.values.contains { $0 > 0 } }
    }

    /// How often it is said again that nothing waits: while nobody says anything, nothing is known.
    private static let renewal = Duration.seconds(30)

    let set: LinkedSet
    private let volume: String
    private let limits: SetLook.Limits
    private let hub: Hub
    private let ticket = Ticket()
    private let state = Mutex(State())

    init(_ set: LinkedSet, of volume: String, _ limits: SetLook.Limits, hub: Hub) {
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
            let isNews = !state.isWaiting && state.told.map { .now - $0 > Self.renewal } ?? true
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
        ticket.cancel()
    }

    private func run() {
        var look = SetLook(set.subvolume.name, limits)
        var sent: HealLook?
        while let round = ticket.next() {
            var news = HealLook(subvolume: set.subvolume.name)
            if state.withLock({ $0.isWaiting }) {
                news = look.cycle(set, rest: rest)
            } else {
                look = SetLook(set.subvolume.name, limits)  // What comes later is new.
            }
            send(round, news == sent ? nil : news)
            sent = news
        }
    }

    private func send(_ round: UInt64, _ look: HealLook?) {
        hub.send(.look(round: round, volume: volume, subvolume: set.subvolume.name, look))
    }

    /// Some of the time is for the bricks' other clients alone.
    private func rest() {
        _ = poll(nil, 0, 10)
    }
}
