import Synchronization

/// What can be told of reloads.
struct ReloadState: Sendable, Equatable {
    /// Whether the settings were good when they were last read.
    var isLoaded = true
    /// When good settings were last read, in seconds since 1970.
    var time: Double
}

/// Puts new settings in the place of the old ones, whole or not at all, one reload at a time.
actor Reloader<Plan: Equatable & Sendable> {
    /// Reads the settings as they are now; throws what is wrong with them.
    typealias Read = @Sendable () async throws -> Plan
    /// Throws when nothing has been changed.
    typealias Apply = @Sendable (_ old: Plan, _ new: Plan) async throws -> Void

    /// What happened: told once for each reload, however many have asked for it.
    enum Event: Sendable, Equatable {
        case begins
        /// With what went wrong, or nil.
        case ends(String?)
    }

    private let read: Read
    private let onEvent: @Sendable (Event) -> Void
    /// In a structure, for a closure by itself would grow with each look (``LateSource``).
    private struct Change: Sendable {
        var apply: Apply
    }

    private nonisolated let change = Mutex(Change { _, _ in throw NotStarted() })
    private let now: @Sendable () -> Double
    private var plan: Plan
    private var isRunning = false
    private var waiting: [@Sendable (String?) -> Void] = []
    private nonisolated let told: Mutex<ReloadState>

    /// `plan` is what holds now; `now` is the Unix time.
    init(
        _ plan: Plan,
        now: @escaping @Sendable () -> Double,
        onEvent: @escaping @Sendable (Event) -> Void = { _ in },
        read: @escaping Read
    ) {
        self.plan = plan
        self.read = read
        self.onEvent = onEvent
        self.now = now
        told = Mutex(ReloadState(time: now()))
    }

    /// Says how settings take effect: what they change comes after what may ask for a reload.
    nonisolated func onChange(_ apply: @escaping Apply) {
        change.withLock { $0.apply = apply }
    }

    nonisolated var state: ReloadState { told.withLock { $0 } }

    /// Reloads; `done` is called with what went wrong, or nil. All who ask while a reload is under way get one more.
    func reload(_ done: @escaping @Sendable (String?) -> Void = { _ in }) async {
        waiting.append(done)
        guard !isRunning else { return }
        isRunning = true
        while !waiting.isEmpty {
            let answered = waiting
            waiting = []
            onEvent(.begins)
            let problem = await takeEffect()
            onEvent(.ends(problem))
            for done in answered { done(problem) }
        }
        isRunning = false
    }

    private func takeEffect() async -> String? {
        do {
            let new = try await read()
            let change = change.withLock { $0 }
            if new != plan { try await change.apply(plan, new) }
            plan = new
            let time = now()
            told.withLock { $0 = ReloadState(time: time) }
            return nil
        } catch {
            told.withLock { $0.isLoaded = false }
            return String(describing: error)
        }
    }
}

/// A reload was asked for before there is anything to change.
private struct NotStarted: Error, CustomStringConvertible {
    var description: String { "the exporter has not started yet" }
}
