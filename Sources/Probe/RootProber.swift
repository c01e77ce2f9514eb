import Host
import Synchronization

/// Looks at one root, on a thread of its own for each look; while one hangs, no other begins.
final class RootProber: Sendable {
    private struct State {
        var isBusy = false
        /// Whether nobody wants to know any more how the look under way ends.
        var isAbandoned = false
        var operation: (SiteProbe.Operation, since: ContinuousClock.Instant)?
        var probes: [SiteProbe] = []
        var outcome: RootLook.Outcome?
        var memory = RootMemory()
    }

    /// How far a look is.
    enum Progress: Sendable {
        case done(RootLook.Outcome, [SiteProbe])
        /// It hangs, in an operation of the root or, with nil, elsewhere.
        case hanging(in: SiteProbe.Operation?, since: ContinuousClock.Instant?, [SiteProbe])
    }

    private let files: any RootFiles
    private let now: @Sendable () -> ContinuousClock.Instant
    private let state = Mutex(State())

    init(files: any RootFiles, now: @escaping @Sendable () -> ContinuousClock.Instant) {
        self.files = files
        self.now = now
    }

    /// Whether a look is under way.
    var isBusy: Bool { state.withLock { $0.isBusy } }

    /// Begins a look, unless one is under way; `whenDone` is called at its end.
    ///
    /// - Returns: Whether it began.
    func begin(_ look: RootLook, whenDone: @escaping @Sendable () -> Void) throws(SystemError) -> Bool {
        let memory: RootMemory? = state.withLock { state in
            guard !state.isBusy else { return nil }
            let memory = state.memory
            state = State(isBusy: true)
            return memory
        }
        guard let memory else { return false }
        do throws(SystemError) {
            try startThread("site.probe") { [self] in run(look, memory, whenDone) }
        } catch {
            state.withLock { state in
                state.isBusy = false
                state.memory = memory
            }
            throw error
        }
        return true
    }

    /// How the look stands; one that hangs is given up: its end will not be told.
    func finish() -> Progress {
        state.withLock { state in
            let probes = state.probes
            state.probes = []
            guard state.isBusy else {
                defer { state.outcome = nil }
                return .done(state.outcome ?? RootLook.Outcome(isLook: false), probes)
            }
            state.isAbandoned = true
            return .hanging(in: state.operation?.0, since: state.operation?.since, probes)
        }
    }

    deinit {
        // No look is under way: its thread keeps us.
        if let held = state.withLock({ $0.memory.held }) { files.close(held.handle) }
    }

    /// Lets go of what is held, unless a look is under way.
    func release() {
        let held = state.withLock { state in
            guard !state.isBusy else { return nil as RootHandle? }
            defer { state.memory.held = nil }
            return state.memory.held?.handle
        }
        if let held { files.close(held) }
    }

    private func run(_ look: RootLook, _ memory: RootMemory, _ whenDone: @Sendable () -> Void) {
        var memory = memory
        let outcome = looker.take(look, &memory)
        let kept = memory
        state.withLock { state in
            state.isBusy = false
            state.operation = nil
            state.outcome = state.isAbandoned ? nil : outcome
            state.memory = kept
        }
        whenDone()
    }

    private var looker: RootLooker {
        RootLooker(
            files: files,
            now: now,
            announce: { [self] operation in
                let since = now()
                state.withLock { $0.operation = operation.map { ($0, since) } }
            },
            report: { [self] probe in
                state.withLock { state in
                    if !state.isAbandoned { state.probes.append(probe) }
                }
            },
            isWanted: { [self] in state.withLock { !$0.isAbandoned } }
        )
    }
}
