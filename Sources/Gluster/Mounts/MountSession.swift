import Glibc
import Host
import Synchronization

/// One mount, looked at by a thread of its own that may hang there: at most one at a time.
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

    private struct State {
        var isBusy = false
        var look: Look?
        /// Taken out for a look, so that none of it is copied.
        var reader = MetaReader()
        var graph: MetaGraph?
    }

    private let state = Mutex(State())

    var isBusy: Bool { state.withLock { $0.isBusy } }

    /// The last look, be it under way.
    var look: Look? { state.withLock { $0.look } }

    /// What the client's graph in use tells of it, remembered while the mount hangs.
    var graph: MetaGraph? { state.withLock { $0.graph } }

    /// Begins a look; calls `onEnd` once it is over, from its thread. Nothing happens while one is under way.
    ///
    /// - Returns: Whether it began.
    func begin(
        _ place: MountPlace,
        _ files: some MountFiles,
        now: ContinuousClock.Instant,
        onEnd: @escaping @Sendable () -> Void
    ) -> Bool {
        let isBegun = state.withLock { state in
            guard !state.isBusy else { return false }
            state.isBusy = true
            state.look = Look(place: place, began: now)
            return true
        }
        guard isBegun else { return false }
        do {
            try startThread("mount") {
                self.look(at: place, files)
                onEnd()
            }
            return true
        } catch {
            state.withLock { $0.isBusy = false }
            return false
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
