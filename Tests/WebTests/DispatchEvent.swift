import Dispatch

/// Something that happens once, and that one thread waits for.
final class DispatchEvent: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)

    func happen() { semaphore.signal() }

    func wait() { semaphore.wait() }
}
