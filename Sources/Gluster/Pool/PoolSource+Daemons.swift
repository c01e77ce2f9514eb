/// What bricks and the self-heal daemon are asked over sockets of their own, once ``state()`` has said which there are.
///
/// Not isolated: a brick that hangs must not hold up glusterd's answers.
extension PoolSource {
    public nonisolated func profiles() async throws -> ProfileRound? {
        guard let state = try await lastState() else { return nil }
        return await profileReader.read(state, release: release)
    }

    public nonisolated func selfHeal() async throws -> SelfHealRound? {
        guard let state = try await lastState() else { return nil }
        return await selfHealReader.read(state)
    }
}
