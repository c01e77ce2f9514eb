import GlusterRPC
import Synchronization

/// Watches one volume from a thread of its own: its graph, its capacity, its probes; and keeps a watch for each brick.
final class VolumeWatch: Sendable {
    let target: VolumeTarget
    private let list: WatchList
    private let hub: Hub
    private let ticket = Ticket()
    private let bricks = Mutex<[String: BrickWatch]>([:])

    init(_ target: VolumeTarget, _ list: WatchList, hub: Hub) throws(GlusterError) {
        self.target = target
        self.list = list
        self.hub = hub
        try startThread("volume") { [self] in run() }
    }

    func poll(_ round: UInt64) {
        ticket.want(round)
        for brick in bricks.withLock({ Array($0.values) }) {
            brick.poll(round)
        }
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
        while let round = ticket.next() {
            guard let handle = session.handle() else {
                report(round, .failure(session.failure))
                continue
            }
            if let description = session.description(handle) {
                if let release = try? MetaFile.release(handle.meta("version")) { hub.send(.release(release)) }
                if !follow(description) { session.forgetDescription() }
            }
            connections(session.graph, handle, round)
            var probes = [probe(.statfs) { () throws(GlusterError) in session.capacity = try handle.capacity() }]
            probes.append(probe(.lookup) { () throws(GlusterError) in try handle.lookup() })
            if let directory = target.probeDirectory { probes += write(in: directory, handle) }
            let failure = probes[0].failure
            session.answered(failure)
            let capacity: Result<Capacity, GlusterError> = failure.map { .failure($0) } ?? .success(session.capacity)
            report(round, capacity, probes)
        }
        session.abandon()
    }

    private func report(_ round: UInt64, _ capacity: Result<Capacity, GlusterError>, _ probes: [ProbeReading] = []) {
        hub.send(.volume(round: round, VolumeReading(volume: target.name, capacity: capacity, probes: probes)))
    }

    /// Tells the daemon what the volume is made of, and replaces the watches of bricks whose graph is another now.
    ///
    /// - Returns: False when a host's name could not be resolved, so that its bricks may be missing.
    private func follow(_ description: VolumeSession.Description) -> Bool {
        let choices = description.graph.bricks.map { ($0, list.bricks.includes($0.host)) }
        let old = bricks.withLock { $0 }
        // A brick that was chosen before stays so while the resolver fails.
        let chosen = choices.filter { brick, isIncluded in isIncluded ?? (old[brick.name] != nil) }.map(\.0)
        hub.send(.graph(description.graph, watched: chosen.map(\.name)))
        var watches: [String: BrickWatch] = [:]
        for brick in chosen {
            let hold = list.holds[.brick(volume: target.name, brick: brick.name)] ?? 0
            guard let volfile = description.volfile.brick(brick.client, pingTimeout: Int(list.pingTimeout)) else {
                continue
            }
            if let watch = old[brick.name], watch.volfile == volfile {
                watches[brick.name] = watch
            } else {
                watches[brick.name] = try? BrickWatch(
                    brick.name,
                    of: target.name,
                    volfile: volfile,
                    hub: hub,
                    hold: .seconds(hold)
                )
            }
        }
        for (name, watch) in old where watches[name] !== watch {
            watch.abandon()
        }
        bricks.withLock { $0 = watches }
        return choices.allSatisfy { $0.1 != nil }
    }

    /// Reads from the graph itself which bricks it is connected to. Local: told even when a brick hangs.
    private func connections(_ graph: VolumeGraph?, _ handle: Handle, _ round: UInt64) {
        guard let graph else { return }
        var states: [String: Bool] = [:]
        for brick in graph.bricks {
            do throws(GlusterError) {
                states[brick.name] = MetaFile.isConnected(try handle.meta("graphs/active/\(brick.client)/private"))
            } catch {
                // A graph in which too few bricks ever answered is not active, and has no files.
                states[brick.name] = error.kind == "io_error" ? false : nil
            }
        }
        hub.send(.connections(round: round, volume: target.name, states))
        for (name, watch) in bricks.withLock({ $0 }) {
            watch.connected(states[name] ?? false)
            watch.poll(round)
        }
    }

    private func write(in directory: String, _ handle: Handle) -> [ProbeReading] {
        let path = "\(directory)/.gluster_caddy_exporter.\(hostName()).probe"
        let file = ProbeFile()
        var readings: [ProbeReading] = []
        for operation in [ProbeReading.Operation.create, .write, .fsync, .read, .unlink] {
            readings.append(probe(operation) { () throws(GlusterError) in try handle.step(operation, path, file) })
            guard readings.last?.failure == nil else { break }
        }
        return readings
    }

    private func probe(
        _ operation: ProbeReading.Operation,
        _ body: () throws(GlusterError) -> Void
    ) -> ProbeReading {
        let start = ContinuousClock.now
        var reading = ProbeReading(operation: operation, duration: 0)
        do throws(GlusterError) {
            try body()
        } catch {
            reading.failure = error
        }
        reading.duration = (ContinuousClock.now - start).seconds
        return reading
    }
}
