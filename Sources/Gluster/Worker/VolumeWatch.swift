import GlusterRPC
import Host
import Synchronization

/// Watches one volume from a thread of its own: its graph, its capacity, its probes; and keeps a watch for each brick.
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

    private func run() {
        let hold = Duration.seconds(list.holds[.volume(target.name)] ?? 0)
        var session = VolumeSession(target, list, hub: hub, hold: hold)
        var crew = BrickCrew(target.name, list, hub: hub) { [weak self] in self?.handle.withLock { $0 } }
        while let round = ticket.next() {
            guard let handle = session.handle() else {
                report(round, .failure(session.failure))
                continue
            }
            self.handle.withLock { $0 = handle }
            let local = local.withLock { $0 }
            if crew.local != local { session.forgetDescription() }
            if let description = session.description(handle) {
                if let release = try? MetaFile.release(handle.meta("version")) { hub.send(.release(release)) }
                if !crew.follow(description, local: local) { session.forgetDescription() }
                bricks.withLock { $0 = crew.watches }
            }
            connections(session.graph, handle, crew.links, round)
            var probes = [probe(.statfs) { () throws(SystemError) in session.capacity = try handle.capacity() }]
            probes.append(probe(.lookup) { () throws(SystemError) in try handle.lookup() })
            if let directory = target.probeDirectory { probes += write(in: directory, handle) }
            let failure = probes[0].failure
            session.answered(failure)
            let capacity: Result<Capacity, SystemError> = failure.map { .failure($0) } ?? .success(session.capacity)
            report(round, capacity, probes)
        }
        session.abandon()
        crew.abandon()
    }

    private func report(_ round: UInt64, _ capacity: Result<Capacity, SystemError>, _ probes: [ProbeReading] = []) {
        hub.send(.volume(round: round, VolumeReading(volume: target.name, capacity: capacity, probes: probes)))
    }

    /// Reads from the graph itself which bricks it is connected to. Local: told even when a brick hangs.
    private func connections(
        _ graph: VolumeGraph?,
        _ handle: Handle,
        _ links: [String: BrickLink],
        _ round: UInt64
    ) {
        guard let graph else { return }
        var states: [String: Bool] = [:]
        for brick in graph.bricks {
            do throws(SystemError) {
                states[brick.name] = MetaFile.isConnected(try handle.meta("graphs/active/\(brick.client)/private"))
            } catch {
                // A graph in which too few bricks ever answered is not active, and has no files.
                states[brick.name] = error.kind == "io_error" ? false : nil
            }
        }
        hub.send(.connections(round: round, volume: target.name, states))
        for (name, link) in links {
            link.connected(states[name] ?? false)
        }
        for watch in bricks.withLock({ Array($0.values) }) {
            watch.poll(round)
        }
    }

    private func write(in directory: String, _ handle: Handle) -> [ProbeReading] {
        let path = "\(directory)/.gluster_caddy_exporter.\(hostName()).probe"
        let file = ProbeFile()
        var readings: [ProbeReading] = []
        for operation in [ProbeReading.Operation.create, .write, .fsync, .read, .unlink] {
            readings.append(probe(operation) { () throws(SystemError) in try handle.step(operation, path, file) })
            guard readings.last?.failure == nil else { break }
        }
        return readings
    }

    private func probe(
        _ operation: ProbeReading.Operation,
        _ body: () throws(SystemError) -> Void
    ) -> ProbeReading {
        let start = ContinuousClock.now
        var reading = ProbeReading(operation: operation, duration: 0)
        do throws(SystemError) {
            try body()
        } catch {
            reading.failure = error
        }
        reading.duration = (ContinuousClock.now - start).seconds
        return reading
    }
}
