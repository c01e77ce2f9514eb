import Host
import Synchronization

/// The way to one brick: a graph that has this brick alone, opened when the volume's own graph is connected to it.
///
/// Shared by the thread that polls the brick and the one that looks at what waits in it.
final class BrickLink: Sendable {
    private struct State {
        var handle: Handle?
        var backOff: BackOff
        /// Since when the handle's graph is not active, though the brick is there.
        var deadSince: ContinuousClock.Instant?
        var failure = SystemError("open", code: notConnected)
    }

    let volfile: [UInt8]
    private let subject: Subject
    private let name: String
    private let hub: Hub
    private let state: Mutex<State>
    private let isConnected = Mutex(false)
    /// How long the graph of a brick that is there may be dead: it may just be connecting.
    private let patience: Duration

    /// `volfile` is the brick's own graph; when it changes, the link is replaced.
    init(
        _ brick: String,
        of volume: String,
        volfile: [UInt8],
        hub: Hub,
        hold: Duration,
        patience: Duration = .seconds(5)
    ) {
        self.volfile = volfile
        self.hub = hub
        self.patience = patience
        subject = .brick(volume: volume, brick: brick)
        name = "\(volume)-brick"
        state = Mutex(State(backOff: BackOff(holding: hold)))
    }

    /// Nobody asks any more: the handle stays in the process, and is counted.
    deinit {
        if state.withLock({ $0.handle != nil }) { hub.abandon() }
    }

    /// Whether the volume's graph is connected to the brick: only then is it worth opening.
    func connected(_ value: Bool) {
        isConnected.withLock { $0 = value }
    }

    var isOpen: Bool { state.withLock { $0.handle != nil } }

    /// Whether the brick is reached by itself; opens the way to it whatever the volume's graph says, which may block.
    func isReached(as client: String) -> Bool {
        guard let file = try? handle(evenIfDown: true).meta("graphs/active/\(client)/private") else { return false }
        return MetaFile.isConnected(file) ?? false
    }

    /// Notes whether the brick answered. A handle whose graph is dead will never do, and is opened again.
    func answered(_ hasAnswered: Bool) {
        let isConnected = isConnected.withLock { $0 }
        state.withLock { state in
            guard !hasAnswered, isConnected, let handle = state.handle, !handle.isActive else {
                if hasAnswered { state.backOff.succeeded() }
                return state.deadSince = nil
            }
            let since = state.deadSince ?? .now
            state.deadSince = since
            guard .now - since > patience else { return }
            state.handle = nil
            state.deadSince = nil
            state.backOff.failed()
            hub.abandon()
        }
    }

    /// The brick's handle, opened if need be, which may block. Once open it stays, as long as its graph lives: it finds
    /// the brick again by itself.
    func handle() throws(SystemError) -> Handle {
        try handle(evenIfDown: false)
    }

    private func handle(evenIfDown: Bool) throws(SystemError) -> Handle {
        let isWorthIt = evenIfDown || isConnected.withLock { $0 }
        return try state.withLock { state in
            Result { () throws(SystemError) in try handle(&state, isWorthIt) }
        }.get()
    }

    private func handle(_ state: inout State, _ isWorthIt: Bool) throws(SystemError) -> Handle {
        if let handle = state.handle { return handle }
        guard isWorthIt, state.backOff.isDue() else { throw state.failure }
        do throws(SystemError) {
            let handle = try hub.open(subject) { () throws(SystemError) in
                try Handle(volfile: volfile, name: name)
            }
            state.handle = handle
            return handle
        } catch {
            state.failure = error
            state.backOff.failed()
            throw error
        }
    }
}
