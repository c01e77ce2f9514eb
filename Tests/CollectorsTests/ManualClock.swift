import Synchronization

/// A clock that stands still until a test moves it. Whoever sleeps on it waits for that, and for nothing else.
final class ManualClock: Clock, Sendable {
    struct Instant: InstantProtocol {
        var offset: Duration

        func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        func duration(to other: Instant) -> Duration { other.offset - offset }
        static func < (one: Instant, other: Instant) -> Bool { one.offset < other.offset }
    }

    private struct State {
        var now = Duration.zero
        var nextID = 0
        var sleepers: [Int: (deadline: Duration, continuation: CheckedContinuation<Void, any Error>)] = [:]
        var watchers: [(deadline: Duration, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private let state = Mutex(State())
    private let origin = ContinuousClock.now

    var now: Instant { Instant(offset: state.withLock { $0.now }) }
    var minimumResolution: Duration { .nanoseconds(1) }

    /// The same moment for those who want the system's kind of instant.
    var continuous: ContinuousClock.Instant { origin + now.offset }

    /// The deadlines of all who sleep, in order.
    var deadlines: [Duration] { state.withLock { $0.sleepers.values.map(\.deadline).sorted() } }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                fallAsleep(id, until: deadline.offset, continuation)
            }
        } onCancel: {
            state.withLock { $0.sleepers.removeValue(forKey: id) }?.continuation.resume(throwing: CancellationError())
        }
    }

    private func fallAsleep(_ id: Int, until deadline: Duration, _ sleeper: CheckedContinuation<Void, any Error>) {
        let watchers = state.withLock { state in
            if Task.isCancelled {
                sleeper.resume(throwing: CancellationError())
            } else if deadline <= state.now {
                sleeper.resume()
            } else {
                state.sleepers[id] = (deadline, sleeper)
                let pleased = state.watchers.filter { $0.deadline == deadline }
                state.watchers.removeAll { $0.deadline == deadline }
                return pleased
            }
            return []
        }
        for watcher in watchers { watcher.continuation.resume() }
    }

    /// Waits until somebody sleeps until exactly then.
    func sleeper(until deadline: Duration) async {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                if state.sleepers.values.contains(where: { $0.deadline == deadline }) { return true }
                state.watchers.append((deadline, continuation))
                return false
            }
            if isThere { continuation.resume() }
        }
    }

    /// Makes it so late, and wakes whoever slept until then.
    func advance(to time: Duration) {
        let woken = state.withLock { state in
            state.now = time
            let due = state.sleepers.filter { $0.value.deadline <= time }
            for id in due.keys { state.sleepers[id] = nil }
            return due.values.sorted { $0.deadline < $1.deadline }
        }
        for sleeper in woken { sleeper.continuation.resume() }
    }
}
