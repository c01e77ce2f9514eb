import Synchronization

/// What the operation gives, if it does so in time; else nil, and it goes on by itself.
func value<Value: Sendable>(
    within time: Duration,
    of operation: @escaping @Sendable () async -> Value
) async -> Value? {
    let answer = Answer<Value>()
    return await withCheckedContinuation { continuation in
        answer.expect(continuation)
        let timer = Task {
            try? await Task.sleep(for: time)
            answer.give(nil)
        }
        Task {
            answer.give(await operation())
            timer.cancel()
        }
    }
}

/// A continuation that is resumed by whoever is first.
private final class Answer<Value: Sendable>: Sendable {
    private let waiting = Mutex<CheckedContinuation<Value?, Never>?>(nil)

    func expect(_ continuation: CheckedContinuation<Value?, Never>) {
        waiting.withLock { $0 = continuation }
    }

    func give(_ value: Value?) {
        let continuation = waiting.withLock { waiting in
            defer { waiting = nil }
            return waiting
        }
        continuation?.resume(returning: value)
    }
}
