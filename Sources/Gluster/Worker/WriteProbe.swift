import Host
import Synchronization

/// Creates, writes, syncs, reads and deletes a file of a volume, once a round, from a thread of its own: what hangs there
/// holds up nobody who only asks.
final class WriteProbe: Sendable {
    private let volume: String
    private let path: String
    private let hub: Hub
    private let ticket = Ticket()
    private let handle = Mutex<Handle?>(nil)

    /// Throws when the system has no thread left.
    init(in directory: String, of volume: String, hub: Hub) throws(SystemError) {
        self.volume = volume
        self.hub = hub
        path = "\(directory)/.gluster_caddy_exporter.\(hostName()).probe"
        try startThread("probe") { [self] in run() }
    }

    func poll(_ round: UInt64, _ handle: Handle) {
        self.handle.withLock { $0 = handle }
        ticket.want(round)
    }

    func abandon() {
        ticket.cancel()
    }

    private func run() {
        while let round = ticket.next() {
            guard let handle = handle.withLock({ $0 }) else { continue }
            hub.send(.writes(round: round, volume: volume, steps(handle)))
        }
    }

    private func steps(_ handle: Handle) -> [ProbeReading] {
        let file = ProbeFile()
        var readings: [ProbeReading] = []
        for operation in [ProbeReading.Operation.create, .write, .fsync, .read, .unlink] {
            let reading = ProbeReading(operation) { () throws(SystemError) in try handle.step(operation, path, file) }
            readings.append(reading)
            guard reading.failure != nil else { continue }
            // The file goes, if there is one; what fails then was told already.
            if operation != .create { try? handle.step(.unlink, path, file) }
            break
        }
        return readings
    }
}

extension ProbeReading {
    /// How long something takes, or why it fails.
    init(_ operation: Operation, _ body: () throws(SystemError) -> Void) {
        let start = ContinuousClock.now
        var failure: SystemError?
        do throws(SystemError) {
            try body()
        } catch {
            failure = error
        }
        self.init(operation: operation, duration: (ContinuousClock.now - start).seconds, failure: failure)
    }
}
