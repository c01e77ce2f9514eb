import Collectors
import Exposition
import Gluster
import Synchronization

/// Gluster as it was recorded: one answer after the other, the last one for ever.
final class RecordedGluster: GlusterReading {
    private let answers: Mutex<[Result<GlusterSnapshot, GlusterUnavailable>]>

    init(_ answers: [Result<GlusterSnapshot, GlusterUnavailable>]) {
        self.answers = Mutex(answers)
    }

    /// Rounds 1, 2, … with these volumes.
    convenience init(rounds: [[VolumeState]]) {
        self.init(rounds.enumerated().map { .success(GlusterSnapshot(round: UInt64($0 + 1), volumes: $1)) })
    }

    /// What the next round would show; without taking it.
    func latest() async -> GlusterSnapshot? { answers.withLock { try? $0[0].get() } }

    func observe() async throws -> GlusterSnapshot {
        try answers.withLock { $0.count > 1 ? $0.removeFirst() : $0[0] }.get()
    }
}

extension SourceSet {
    /// The recorded world, in the autumn of 2023.
    static let recorded = SourceSet(
        gluster: RecordedGluster([.success(.recorded)]),
        pool: RecordedPool(
            [.success(.recorded)],
            profiles: [.success(.recorded)],
            selfHeal: [.success(.recorded)]
        ),
        host: RecordedHost(mounts: [.recorded], sites: [.recorded], caddy: [.recorded], logs: [.recorded]),
        volumeOptions: ["network.ping-timeout", "performance.cache-size"],
        now: { 1_700_000_000 }
    )

    /// One poll sees the first of these, the next one the second, …; the time is the number of the look at it.
    static func rounds(_ rounds: [VolumeState]...) -> SourceSet {
        let looks = Atomic(0)
        return SourceSet(
            gluster: RecordedGluster(rounds: rounds),
            pool: RecordedPool(),
            now: { Double(looks.add(1, ordering: .relaxed).newValue) }
        )
    }
}

extension Collector {
    /// Polls once, and gives the sample lines whose name is this.
    func lines(_ name: String) async throws -> [String] {
        text(of: try await collect()).split(separator: "\n").map(String.init)
            .filter { $0.hasPrefix("\(name){") || $0.hasPrefix("\(name) ") }
    }

    /// Polls so often.
    func poll(_ times: Int = 1) async throws {
        for _ in 0..<times { _ = try await collect() }
    }
}

/// The families as Prometheus text.
func text(of families: [MetricFamily]) -> String {
    var encoder = FamilyEncoder()
    return String(decoding: Body.plain([encoder.encode(families)], .text), as: UTF8.self)
}
