import Host
import Synchronization

/// What all watches of the worker share: the way out, the turn to open a handle, and the number of abandoned ones.
final class Hub: Sendable {
    private let outbox: Outbox
    private let turn = Mutex<Void>(())
    private let abandonedHandles = Mutex<UInt32>(0)
    /// Reopenings for which nothing speaks but time, of all volumes: each leaves a handle behind.
    private let reopenings = Mutex(Ration(3, every: .seconds(120)))

    init(_ outbox: Outbox) {
        self.outbox = outbox
    }

    func send(_ report: Report) {
        outbox.send(report.bytes)
    }

    var abandoned: UInt32 { abandonedHandles.withLock { $0 } }

    func abandon() {
        abandonedHandles.withLock { $0 += 1 }
    }

    /// Whether a volume may be opened once more for no other reason than that it has failed for long.
    func mayReopen() -> Bool { reopenings.withLock { $0.take() } }

    /// Opens a handle when no other thread does, and tells the daemon before and after: an open may never return.
    ///
    /// A failure leaves its memory behind, and so counts as an abandoned handle.
    func open(
        _ subject: Subject,
        _ body: () throws(SystemError) -> Handle
    ) throws(SystemError) -> Handle {
        let result = turn.withLock { _ in
            send(.opening(subject))
            defer { send(.opened(subject)) }
            return Result<Handle, SystemError>(catching: body)
        }
        if case .failure = result { abandon() }
        return try result.get()
    }
}
