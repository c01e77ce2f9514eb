/// What collectors know of this node's Gluster processes, asked over their local sockets.
public protocol PoolReading: Sendable {
    /// The pool as the local glusterd sees it, asked now or by another collector just before; nil where this machine
    /// has no glusterd and is no server.
    ///
    /// - Throws: ``LocalSocketError``, or ``StateDirectoryError`` when what glusterd wrote cannot be had.
    func state() async throws -> PoolState?

    /// The operations of each running local brick of a volume with profiling on; nil as for ``state()``.
    ///
    /// - Throws: ``LocalSocketError`` when glusterd does not tell what there is.
    func profiles() async throws -> ProfileRound?

    /// What the self-heal daemon of this node says of itself; nil as for ``state()``.
    ///
    /// - Throws: ``LocalSocketError`` when glusterd does not tell what there is.
    func selfHeal() async throws -> SelfHealRound?
}
