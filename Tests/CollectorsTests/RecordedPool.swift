import Collectors
import Gluster
import Synchronization

/// This node's Gluster processes as they were recorded: one answer after the other, the last one for ever.
final class RecordedPool: PoolReading {
    private let states: Recording<PoolState>
    private let profileRounds: Recording<ProfileRound>
    private let selfHealRounds: Recording<SelfHealRound>

    init(
        _ states: [Result<PoolState?, any Error>] = [.success(nil)],
        profiles: [Result<ProfileRound?, any Error>] = [.success(nil)],
        selfHeal: [Result<SelfHealRound?, any Error>] = [.success(nil)]
    ) {
        self.states = Recording(states)
        profileRounds = Recording(profiles)
        selfHealRounds = Recording(selfHeal)
    }

    func state() async throws -> PoolState? { try states.next() }

    func profiles() async throws -> ProfileRound? { try profileRounds.next() }

    func selfHeal() async throws -> SelfHealRound? { try selfHealRounds.next() }
}

private final class Recording<Value: Sendable>: Sendable {
    private let answers: Mutex<[Result<Value?, any Error>]>

    init(_ answers: [Result<Value?, any Error>]) {
        self.answers = Mutex(answers)
    }

    func next() throws -> Value? {
        try answers.withLock { $0.count > 1 ? $0.removeFirst() : $0[0] }.get()
    }
}

extension SourceSet {

    /// A server that knows no volumes by gfapi.
    init(pool: [Result<PoolState?, any Error>], volumeOptions: Set<String> = []) {
        self.init(
            gluster: RecordedGluster(rounds: [[]]),
            pool: RecordedPool(pool),
            volumeOptions: volumeOptions,
            now: { 0 }
        )
    }

    /// One poll sees the first of these, the next one the second, …
    static func profiles(_ rounds: ProfileRound?...) -> SourceSet {
        SourceSet(
            gluster: RecordedGluster(rounds: [[]]),
            pool: RecordedPool(profiles: rounds.map { .success($0) }),
            now: { 1_700_000_000 }
        )
    }

    /// One poll sees the first of these, the next one the second, …
    static func selfHeal(_ rounds: SelfHealRound?...) -> SourceSet {
        SourceSet(
            gluster: RecordedGluster(rounds: [[]]),
            pool: RecordedPool(selfHeal: rounds.map { .success($0) }),
            now: { 1_700_000_000 }
        )
    }
}
