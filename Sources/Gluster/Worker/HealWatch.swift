import Glibc
import Synchronization

/// Looks at what waits for heal in the sets of one volume, from a thread of its own, while something waits there.
final class HealWatch: Sendable {
    private let volume: String
    private let hub: Hub
    private let limits: SetLook.Limits
    private let ticket = Ticket()
    private let sets = Mutex<[LinkedSet]>([])
    /// What the watched bricks said last, by name.
    private let pending = Mutex<[String: UInt64]>([:])

    init(_ volume: String, _ limits: SetLook.Limits, hub: Hub) throws(GlusterError) {
        self.volume = volume
        self.limits = limits
        self.hub = hub
        try startThread("heal") { [self] in run() }
    }

    func follow(_ sets: [LinkedSet]) {
        self.sets.withLock { $0 = sets }
    }

    /// Notes how much waits in a brick; nil: it did not say, and what it said before stands.
    func noticed(_ count: UInt64?, in brick: String, round: UInt64) {
        guard let count else { return }
        let before = pending.withLock { pending in
            defer { pending[brick] = count }
            return pending[brick] ?? 0
        }
        if count > 0 || before > 0 { ticket.want(round) }
    }

    func abandon() {
        ticket.cancel()
    }

    private func run() {
        var looks: [String: SetLook] = [:]
        var sent: [String: HealLook] = [:]
        while let round = ticket.next() {
            let sets = sets.withLock { $0 }
            let names = Set(sets.map(\.subvolume.name))
            looks = looks.filter { names.contains($0.key) }
            for set in sets {
                let name = set.subvolume.name
                guard waits(set) else {
                    looks[name] = nil
                    sent[name] = nil
                    continue
                }
                let (entries, isTruncated) = looks[name, default: SetLook(limits)].cycle(set, rest: rest)
                let look = HealLook(subvolume: name, entries: entries, isTruncated: isTruncated)
                hub.send(.look(round: round, volume: volume, subvolume: name, look == sent[name] ? nil : look))
                sent[name] = look
            }
        }
    }

    private func waits(_ set: LinkedSet) -> Bool {
        pending.withLock { pending in
            set.subvolume.bricks.contains { (pending[$0.name] ?? 0) > 0 }
        }
    }

    /// Some of the time is for the bricks' other clients alone.
    private func rest() {
        _ = poll(nil, 0, 10)
    }
}
