import Glibc
import GlusterRPC
import Host

/// Whoever is asked over a local socket: one question after the other, on a queue of its own that may block, so that
/// one that hangs delays nobody else.
///
/// One that let a deadline pass is left alone for a while; questions fail at once then, as the last one did.
actor SocketLine {
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }

    typealias Clock = @Sendable () -> ContinuousClock.Instant

    private let executor = BlockingExecutor(label: "gluster.socket")
    private let now: Clock
    private var backOff: BackOff
    private var silence: RPCError?

    init(now: @escaping Clock = { .now }) {
        self.now = now
        backOff = BackOff(first: .seconds(5), limit: .seconds(30), now: now())
    }

    func ask<Answer: Sendable>(
        _ question: @Sendable () throws(RPCError) -> Answer
    ) -> Result<Answer, RPCError> {
        if let silence, !backOff.isDue(now()) { return .failure(silence) }
        let answer = Result(catching: question)
        if case .failure(let error) = answer, error.isTimeout {
            silence = error
            backOff.failed(now())
        } else {
            silence = nil
            backOff.succeeded()
        }
        return answer
    }
}

extension RPCError {
    var isTimeout: Bool {
        if case .errno(_, ETIMEDOUT) = self { return true }
        return false
    }
}
