import GlusterRPC
import Synchronization

/// Watches one brick from a thread of its own, through a graph that has this brick alone.
final class BrickWatch: Sendable {
    let volfile: [UInt8]
    private let volume: String
    private let brick: String
    private let hub: Hub
    private let ticket = Ticket()
    private let isConnected = Mutex(false)

    /// `volfile` is the brick's own graph; when it changes, the watch is replaced.
    init(_ brick: String, of volume: String, volfile: [UInt8], hub: Hub, hold: Duration) throws(GlusterError) {
        self.volume = volume
        self.brick = brick
        self.volfile = volfile
        self.hub = hub
        try startThread("brick") { [self] in run(holding: hold) }
    }

    func poll(_ round: UInt64) {
        ticket.want(round)
    }

    /// Whether the volume's graph is connected to the brick: only then is it worth opening.
    func connected(_ value: Bool) {
        isConnected.withLock { $0 = value }
    }

    func abandon() {
        ticket.cancel()
    }

    private func run(holding hold: Duration) {
        var handle: Handle?
        var node: String?
        var backOff = BackOff(holding: hold)
        var failure = GlusterError("open", code: notConnected)
        while let round = ticket.next() {
            if handle == nil, isConnected.withLock({ $0 }), backOff.isDue() {
                do throws(GlusterError) {
                    handle = try open()
                } catch {
                    failure = error
                    backOff.failed()
                }
            }
            let answer = handle.map { ask($0, &node) } ?? .failure(failure)
            hub.send(.brick(round: round, BrickReading(volume: volume, brick: brick, answer: answer)))
        }
        if handle != nil { hub.abandon() }
    }

    private func open() throws(GlusterError) -> Handle {
        try hub.open(.brick(volume: volume, brick: brick)) { () throws(GlusterError) in
            try Handle(volfile: volfile, name: "\(volume)-brick")
        }
    }

    private func ask(_ handle: Handle, _ node: inout String?) -> Result<BrickAnswer, GlusterError> {
        do throws(GlusterError) {
            try handle.prepare()
            let start = ContinuousClock.now
            let capacity = try handle.capacity()
            let roundTrip = (ContinuousClock.now - start).seconds
            node = node ?? text(try? handle.attribute("trusted.glusterfs.node-uuid"))
            return .success(
                BrickAnswer(
                    capacity: capacity,
                    roundTrip: roundTrip,
                    pending: number(try? handle.attribute("glusterfs.xattrop_index_count")),
                    dirty: number(try? handle.attribute("glusterfs.xattrop_dirty_count")),
                    node: node
                )
            )
        } catch {
            return .failure(error)
        }
    }

    private func text(_ bytes: [UInt8]?) -> String? {
        bytes.map { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }

    private func number(_ bytes: [UInt8]?) -> UInt64? {
        text(bytes).flatMap { UInt64($0) }
    }
}

extension Duration {
    /// As a number of seconds.
    public var seconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
