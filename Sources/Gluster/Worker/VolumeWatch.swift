import Glibc
import GlusterRPC
import Host
import Synchronization

/// Watches one volume from a thread of its own: its graph, its capacity, how it answers; and keeps a watch for each brick.
final class VolumeWatch: Sendable {
    let target: VolumeTarget
    private let list: WatchList
    private let hub: Hub
    private let ticket = Ticket()
    private let bricks = Mutex<[String: BrickWatch]>([:])
    private let handle = Mutex<Handle?>(nil)
    /// The bricks of this node, as glusterd tells them.
    private let local: Mutex<[String]?>

    init(_ target: VolumeTarget, _ list: WatchList, hub: Hub) throws(SystemError) {
        self.target = target
        self.list = list
        self.hub = hub
        local = Mutex(list.localBricks[target.name])
        try startThread("volume") { [self] in run() }
    }

    func poll(_ round: UInt64) {
        ticket.want(round)
        for brick in bricks.withLock({ Array($0.values) }) {
            brick.poll(round)
        }
    }

    /// Notes which bricks are this node's from now on.
    func own(_ bricks: [String]?) {
        local.withLock { $0 = bricks }
    }

    func abandon() {
        ticket.cancel()
        for brick in bricks.withLock({ Array($0.values) }) {
            brick.abandon()
        }
    }

    /// How long a new graph may take until it is connected to its bricks: told at once, all would be down for a poll.
    private static let connecting = Duration.milliseconds(500)

    private func run() {
        let hold = Duration.seconds(list.holds[.volume(target.name)] ?? 0)
        var session = VolumeSession(target, list, hub: hub, hold: hold)
        var crew = BrickCrew(target.name, list, hub: hub) { [weak self] in self?.handle.withLock { $0 } }
        var writer: WriteProbe?
        while let round = ticket.next() {
            guard let handle = session.handle() else {
                report(round, .failure(session.failure))
                continue
            }
            self.handle.withLock { $0 = handle }
            let local = local.withLock { $0 }
            if crew.local != local { session.forgetDescription() }
            let description = session.description(handle)
            if let graph = session.graph {
                let states = states(of: graph, handle, description == nil ? .zero : Self.connecting)
                if let description {
                    if let release = try? MetaFile.release(handle.meta("version")) { hub.send(.release(release)) }
                    if !crew.follow(description, local: local) { session.forgetDescription() }
                    bricks.withLock { $0 = crew.watches }
                }
                let reached = states ?? crew.reached(graph, port: target.isStopped ? nil : target.port)
                session.noted(isActive: states != nil, reached)
                connections(reached, crew.links, round)
            }
            let probes = [
                ProbeReading(.statfs) { () throws(SystemError) in session.capacity = try handle.capacity() },
                ProbeReading(.lookup) { () throws(SystemError) in try handle.lookup() },
            ]
            let failure = probes[0].failure
            session.answered(failure)
            let capacity: Result<Capacity, SystemError> = failure.map { .failure($0) } ?? .success(session.capacity)
            report(round, capacity, probes)
            if let directory = target.probeDirectory {
                writer = writer ?? (try? WriteProbe(in: directory, of: target.name, hub: hub))
                writer?.poll(round, handle)
            }
        }
        writer?.abandon()
        session.abandon()
        crew.abandon()
    }

    private func report(_ round: UInt64, _ capacity: Result<Capacity, SystemError>, _ probes: [ProbeReading] = []) {
        hub.send(.volume(round: round, VolumeReading(volume: target.name, capacity: capacity, probes: probes)))
    }

    private func connections(_ states: [String: Bool], _ links: [String: BrickLink], _ round: UInt64) {
        hub.send(.connections(round: round, volume: target.name, states))
        for (name, link) in links {
            link.connected(states[name] ?? false)
        }
        for watch in bricks.withLock({ Array($0.values) }) {
            watch.poll(round)
        }
    }

    /// Reads from the graph itself which bricks it is connected to; nil: it is not active. Local: told even when a brick
    /// hangs.
    private func states(of graph: VolumeGraph, _ handle: Handle, _ patience: Duration) -> [String: Bool]? {
        let end = ContinuousClock.now + patience
        var states = states(of: graph, handle)
        while states?.values.contains(false) ?? true, ContinuousClock.now < end {
            usleep(10_000)
            states = self.states(of: graph, handle)
        }
        return states
    }

    private func states(of graph: VolumeGraph, _ handle: Handle) -> [String: Bool]? {
        var states: [String: Bool] = [:]
        for brick in graph.bricks {
            do throws(SystemError) {
                states[brick.name] = MetaFile.isConnected(try handle.meta("graphs/active/\(brick.client)/private"))
            } catch {
                // A graph in which too few bricks ever answered has no files, and does not tell which did.
                guard error.kind != "io_error" else { return nil }
            }
        }
        return states
    }
}
