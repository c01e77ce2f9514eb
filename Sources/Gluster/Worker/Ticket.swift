import Dispatch
import Synchronization

/// Tells a thread that a round is wanted. Rounds that come while it is busy are folded into one.
final class Ticket: Sendable {
    private struct State {
        var wanted: UInt64 = 0
        var taken: UInt64 = 0
        var isCancelled = false
    }

    private let state = Mutex(State())
    private let signal = DispatchSemaphore(value: 0)

    func want(_ round: UInt64) {
        state.withLock { $0.wanted = max($0.wanted, round) }
        signal.signal()
    }

    /// Makes ``next()`` return nil from now on.
    func cancel() {
        state.withLock { $0.isCancelled = true }
        signal.signal()
    }

    /// Waits for a round that was not taken yet; nil once cancelled.
    func next() -> UInt64? {
        while true {
            signal.wait()
            let (round, isCancelled) = state.withLock { state in
                defer { state.taken = state.wanted }
                return (state.wanted > state.taken ? state.wanted : nil, state.isCancelled)
            }
            if isCancelled {
                signal.signal()  // Whoever asks once more shall not wait.
                return nil
            }
            if let round { return round }
        }
    }
}
