import Host

/// Watches one brick from a thread of its own.
final class BrickWatch: Sendable {
    let link: BrickLink
    private let volume: String
    private let brick: String
    private let hub: Hub
    private let onPending: @Sendable (UInt64?, _ round: UInt64) -> Void
    private let ticket = Ticket()

    /// `onPending` is told after each round how much waits for heal in the brick; nil when it did not say.
    init(
        _ brick: String,
        of volume: String,
        link: BrickLink,
        hub: Hub,
        onPending: @escaping @Sendable (UInt64?, _ round: UInt64) -> Void
    ) throws(SystemError) {
        self.volume = volume
        self.brick = brick
        self.link = link
        self.hub = hub
        self.onPending = onPending
        try startThread("brick") { [self] in run() }
    }

    func poll(_ round: UInt64) {
        ticket.want(round)
    }

    func abandon() {
        ticket.cancel()
    }

    private func run() {
        var node: String?
        while let round = ticket.next() {
            let answer = Result { () throws(SystemError) in try ask(link.handle(), &node) }
            hub.send(.brick(round: round, BrickReading(volume: volume, brick: brick, answer: answer)))
            link.answered((try? answer.get()) != nil)
            onPending((try? answer.get())?.pending, round)
        }
    }

    private func ask(_ handle: Handle, _ node: inout String?) throws(SystemError) -> BrickAnswer {
        try handle.prepare()
        let start = ContinuousClock.now
        let capacity = try handle.capacity()
        let roundTrip = (ContinuousClock.now - start).seconds
        node = node ?? text(try? handle.attribute("trusted.glusterfs.node-uuid"))
        return BrickAnswer(
            capacity: capacity,
            roundTrip: roundTrip,
            pending: number(try? handle.attribute("glusterfs.xattrop_index_count")),
            dirty: number(try? handle.attribute("glusterfs.xattrop_dirty_count")),
            node: node
        )
    }

    private func text(_ bytes: [UInt8]?) -> String? {
        bytes.map { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }

    private func number(_ bytes: [UInt8]?) -> UInt64? {
        text(bytes).flatMap { UInt64($0) }
    }
}
