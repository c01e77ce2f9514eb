public import Exposition
import Gluster
import Host

/// Volumes as a client sees them: do they answer, how full are they, would writes succeed.
public actor VolumeCollector: Collector {
    public static let name = "volume"
    public static let summary = "Volumes as a client sees them: statfs, probes and connections, through gfapi."

    private let source: any GlusterReading
    private var counted: UInt64 = 0
    private var durations = Latencies()
    private var failures = Tally()
    private var known: [Fact] = []

    public init(reading sources: SourceSet) {
        source = sources.gluster
    }

    public func collect() async throws -> [MetricFamily] {
        let snapshot = try await source.observe()
        count(snapshot)
        known = snapshot.volumes.map { .volume($0.name) } + snapshot.volumes.compactMap(\.failureFact)
        var families = Families()
        for volume in snapshot.volumes {
            families.add(volume)
        }
        families.add(.probeDuration, durations)
        families.add(.probeFailures, failures)
        return families.all
    }

    public func facts() -> [Fact] { known }

    /// Adds the probes of a round to the counters, each once.
    private func count(_ snapshot: GlusterSnapshot) {
        guard snapshot.round > counted else { return }
        counted = snapshot.round
        let names = Set(snapshot.volumes.map(\.name))
        durations.keep { names.contains($0.first ?? "") }
        failures.keep(names)
        for volume in snapshot.volumes {
            for operation in ProbeReading.Operation.always {
                durations.declare(volume.name, operation.rawValue)
                for kind in SystemError.kinds { failures.declare(volume.name, operation.rawValue, kind) }
            }
            for reading in volume.arrived {
                count(reading)
            }
            if volume.answer == .overdue { failures.increment(volume.name, "statfs", "timeout") }
        }
    }

    private func count(_ reading: VolumeReading) {
        for probe in reading.probes {
            if let failure = probe.failure {
                failures.increment(reading.volume, probe.operation.rawValue, failure.kind)
            } else {
                durations.observe(probe.duration, reading.volume, probe.operation.rawValue)
            }
        }
        if reading.probes.isEmpty, case .failure(let error) = reading.capacity {
            failures.increment(reading.volume, "statfs", error.kind)  // There was no handle to ask.
        }
    }
}

extension VolumeState {
    fileprivate var failureFact: Fact? {
        switch answer {
        case .given(let reading):
            guard case .failure(let error) = reading.capacity else { return nil }
            return .failure(of: .volume(name), words: "\(error)")
        case .overdue: return .failure(of: .volume(name), words: "no answer in time")
        case .unknown: return nil
        }
    }
}

extension Families {
    fileprivate mutating func add(_ volume: VolumeState) {
        switch volume.answer {
        case .given(let reading):
            if case .success(let capacity) = reading.capacity {
                add(.up, true, [volume.name])
                add(.size, capacity.size, [volume.name])
                add(.free, capacity.free, [volume.name])
                add(.available, capacity.available, [volume.name])
                add(.inodes, capacity.inodes, [volume.name])
                add(.inodesFree, capacity.inodesFree, [volume.name])
            } else {
                add(.up, false, [volume.name])
            }
        case .overdue: add(.up, false, [volume.name])
        case .unknown: break
        }
        for subvolume in volume.graph?.subvolumes ?? [] {
            add(subvolume, of: volume)
        }
    }

    private mutating func add(_ subvolume: Subvolume, of volume: VolumeState) {
        let labels = [volume.name, subvolume.name]
        add(.subvolumeBricks, subvolume.bricks.count, labels)
        add(.subvolumeHosts, Set(subvolume.bricks.map(\.host)).count, labels)
        let up = subvolume.bricks.compactMap { volume.connected[$0.name] }
        guard up.count == subvolume.bricks.count else { return }  // Not known of all: nothing can be said.
        let spare = subvolume.rule.spare(subvolume.bricks.map(\.role), up: up)
        add(.subvolumeBricksUp, up.count { $0 }, labels)
        add(.subvolumeSpare, spare, labels)
        add(.subvolumeUp, spare >= 0, labels)
    }
}
