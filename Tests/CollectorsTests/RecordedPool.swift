import Collectors
import Gluster
import Synchronization

/// The pool as it was recorded: one answer after the other, the last one for ever.
final class RecordedPool: PoolReading {
    private let answers: Mutex<[Result<PoolState?, any Error>]>

    init(_ answers: [Result<PoolState?, any Error>] = [.success(nil)]) {
        self.answers = Mutex(answers)
    }

    func state() async throws -> PoolState? {
        try answers.withLock { $0.count > 1 ? $0.removeFirst() : $0[0] }.get()
    }

    func profiles() async throws -> ProfileRound? { nil }

    func selfHeal() async throws -> SelfHealRound? { nil }
}

extension SourceSet {
    /// A host that is no server.
    init(gluster: any GlusterReading, now: @escaping @Sendable () -> Double) {
        self.init(gluster: gluster, pool: RecordedPool(), now: now)
    }

    /// A server that knows no volumes by gfapi.
    init(pool: [Result<PoolState?, any Error>], volumeOptions: Set<String> = []) {
        self.init(
            gluster: RecordedGluster(rounds: [[]]),
            pool: RecordedPool(pool),
            volumeOptions: volumeOptions,
            now: { 0 }
        )
    }
}
