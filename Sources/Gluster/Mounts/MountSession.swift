import Glibc
import Host
import Synchronization

/// One mount, looked at by a thread of its own that may hang there: at most one at a time, and one more for a stat while
/// that one hangs behind its own.
final class MountSession: Sendable {
    /// What came of a look, as far as it got.
    struct Look: Sendable, Hashable {
        var place: MountPlace
        /// Whether stat answered; nil while it has not.
        var stat: Result<String, SystemError>?
        var client: MountClient?
        /// Why `.meta` could not be read.
        var failure: SystemError?
        var began: ContinuousClock.Instant
    }

    /// What was begun in a round.
    enum Beginning: Sendable, Hashable { case look, stat }

    private struct State {
        var isBusy = false
        var look: Look?
        /// Whether a stat alone is under way, because the look hangs at `.meta`.
        var isAsking = false
        /// Whether one was begun during this look.
        var isAskedAgain = false
        /// What the last one of those said; nil while it is under way.
        var answer: Result<String, SystemError>?
        /// Taken out for a look, so that none of it is copied.
        var reader = MetaReader()
        var graph: MetaGraph?
    }

    private let state = Mutex(State())

    var isBusy: Bool { state.withLock { $0.isBusy } }

    /// How many threads look now.
    var threads: Int { state.withLock { ($0.isBusy ? 1 : 0) + ($0.isAsking ? 1 : 0) } }

    /// Whether a stat was begun while the look hung at `.meta`.
    var isAskedAgain: Bool { state.withLock { $0.isAskedAgain } }

    /// What a stat said that was begun while the look hung at `.meta`; nil while it is under way.
    var answer: Result<String, SystemError>? { state.withLock { $0.answer } }

    /// The last look, be it under way.
    var look: Look? { state.withLock { $0.look } }

    /// What the client's graph in use tells of it, remembered while the mount hangs.
    var graph: MetaGraph? { state.withLock { $0.graph } }

    /// Begins a look, or a stat alone while the last look hangs at `.meta`: that one's stat the kernel may have answered
    /// by itself. Calls `onEnd` once it is over, from its thread. Nothing happens while a stat is under way.
    ///
    /// - Returns: What began.
    func begin(
        _ place: MountPlace,
        _ files: some MountFiles,
        now: ContinuousClock.Instant,
        onEnd: @escaping @Sendable () -> Void
    ) -> Beginning? {
        let beginning: Beginning? = state.withLock { state in
            if !state.isBusy {
                state.isBusy = true
                state.look = Look(place: place, began: now)
                state.isAskedAgain = false
                return .look
            }
            guard case .success? = state.look?.stat, !state.isAsking else { return nil }
            state.isAsking = true
            state.isAskedAgain = true
            state.answer = nil
            return .stat
        }
        guard let beginning else { return nil }
        do {
            try startThread("mount") {
                switch beginning {
                case .look: self.look(at: place, files)
                case .stat: self.ask(place, files)
                }
                onEnd()
            }
            return beginning
        } catch {
            state.withLock { state in
                switch beginning {
                case .look: state.isBusy = false
                case .stat: (state.isAsking, state.isAskedAgain) = (false, false)
                }
            }
            return nil
        }
    }

    private func ask(_ place: MountPlace, _ files: some MountFiles) {
        let stat = Result { () throws(SystemError) in try files.device(place.path) }
        state.withLock { state in
            state.isAsking = false
            state.answer = stat
        }
    }

    /// One stat and, when it answers, `.meta`; no more. With its bricks gone a mount writes a line into its log for
    /// each stat, open and readdir alike, for all of them ask after the root; statfs is quieter, but succeeds without a
    /// quorum.
    private func look(at place: MountPlace, _ files: some MountFiles) {
        var reader = state.withLock { state in
            var reader = MetaReader()
            swap(&reader, &state.reader)
            return reader
        }
        let stat = Result { () throws(SystemError) in try files.device(place.path) }
        state.withLock { $0.look?.stat = stat }
        var read: Result<MountClient, SystemError>?
        if place.hasMeta, case .success(place.device) = stat {
            read = Result { () throws(SystemError) in try reader.read(place.path, files) }
        }
        let known = reader
        state.withLock { [read] state in
            switch read {
            case .success(let client): state.look?.client = client
            case .failure(let error): state.look?.failure = error
            case nil: break
            }
            state.reader = known
            state.graph = known.graph
            state.isBusy = false
        }
    }
}

extension MountSession {
    struct Key: Hashable {
        var path: String
        var device: String
    }
}

extension MountPlace {
    var session: MountSession.Key { MountSession.Key(path: path, device: device) }
}
