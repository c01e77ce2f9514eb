import Gluster

/// No glusterd: stands here until the pool's source is there.
struct NoPool: PoolReading {
    func state() async throws -> PoolState? { nil }
    func profiles() async throws -> ProfileRound? { nil }
    func selfHeal() async throws -> SelfHealRound? { nil }
}
