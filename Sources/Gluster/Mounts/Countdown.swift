import Synchronization

/// Waits until so many have arrived, or somebody gives up.
final class Countdown: Sendable {
    private struct State {
        var left: Int
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let state: Mutex<State>

    init(_ count: Int) {
        state = Mutex(State(left: count))
    }

    func arrive() {
        end { $0 - 1 }
    }

    func giveUp() {
        end { _ in 0 }
    }

    private func end(_ change: (Int) -> Int) {
        let waiter: CheckedContinuation<Void, Never>? = state.withLock { state in
            state.left = max(0, change(state.left))
            return state.left == 0 ? state.waiter.take() : nil
        }
        waiter?.resume()
    }

    /// To be called once. Gives up when `sleep` is over.
    func wait(atMost sleep: @escaping @Sendable () async -> Void) async {
        let alarm = Task {
            await sleep()
            giveUp()
        }
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                if state.left > 0 { state.waiter = continuation }
                return state.left == 0
            }
            if isOver { continuation.resume() }
        }
        alarm.cancel()
    }
}
