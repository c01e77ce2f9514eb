import Collectors
import Gluster
import Synchronization

/// This node's Gluster processes as they were recorded: one answer after the other, the last one for ever.
final class RecordedPool: PoolReading {
    private struct Answers {
        var profiles: [Result<ProfileRound?, LocalSocketError>]
        var selfHeal: [Result<SelfHealRound?, LocalSocketError>]
    }

    private let answers: Mutex<Answers>

    init(
        profiles: [Result<ProfileRound?, LocalSocketError>] = [.success(nil)],
        selfHeal: [Result<SelfHealRound?, LocalSocketError>] = [.success(nil)]
    ) {
        answers = Mutex(Answers(profiles: profiles, selfHeal: selfHeal))
    }

    func state() async throws -> PoolState? { nil }

    func profiles() async throws -> ProfileRound? {
        try answers.withLock { $0.profiles.count > 1 ? $0.profiles.removeFirst() : $0.profiles[0] }.get()
    }

    func selfHeal() async throws -> SelfHealRound? {
        try answers.withLock { $0.selfHeal.count > 1 ? $0.selfHeal.removeFirst() : $0.selfHeal[0] }.get()
    }
}

extension SourceSet {
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
