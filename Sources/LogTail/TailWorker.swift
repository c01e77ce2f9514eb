import Dispatch
import Host
import Synchronization

/// A thread that follows some logs.
final class TailWorker: Sendable {
    private struct State {
        var followers: [Follower] = []
        var isStopped = false
    }

    /// Without a word from the kernel, every log is looked at so often.
    private static let interval = Duration.seconds(1)
    /// After a change, so long is waited for more of them: a writer may write many lines a second.
    private static let rest = Duration.milliseconds(20)

    private let positions: PositionStore
    private let limits: TailLimits
    private let waker: Waker
    private let state = Mutex(State())
    private let running = DispatchGroup()
    private let release: @Sendable ([Follower]) -> [Follower]

    /// `release` takes those of the logs that have to go elsewhere, before any of them is looked at. Throws when there is
    /// no thread, or no descriptor, for it.
    init(
        _ name: String,
        positions: PositionStore,
        limits: TailLimits,
        release: @escaping @Sendable ([Follower]) -> [Follower] = { _ in [] }
    ) throws(SystemError) {
        self.release = release
        self.positions = positions
        self.limits = limits
        waker = try Waker()
        running.enter()
        do {
            try startThread(name) { self.run() }
        } catch {
            running.leave()
            throw error
        }
    }

    func add(_ follower: Follower) {
        state.withLock { $0.followers.append(follower) }
        waker.wake()
    }

    /// Asks it to end.
    func stop() {
        state.withLock { $0.isStopped = true }
        waker.wake()
    }

    /// Whether it has ended in that time; one that hangs in the kernel does not.
    func hasEnded(within time: Duration) -> Bool {
        running.wait(timeout: .now() + time.seconds) == .success
    }

    private func run() {
        let window = Window(limits)
        let watch = try? Watch()
        var due = ContinuousClock.now
        var changed: Set<String>? = []
        var busy: Set<ObjectIdentifier> = []
        while var followers = next() {
            let now = ContinuousClock.now
            let isDue = now >= due || changed == nil
            if isDue {
                due = now + Self.interval
                followers = keep(followers)
                watch?.set(Set(followers.flatMap(\.directories)))
            }
            var stillBusy: Set<ObjectIdentifier> = []
            for follower in followers {
                let name = ObjectIdentifier(follower)
                let isWanted = isDue || busy.contains(name) || follower.isTouched(by: changed)
                if isWanted, follower.step(window, now: .now) { stillBusy.insert(name) }
            }
            busy = stillBusy
            positions.saveIfDue()
            changed = busy.isEmpty ? wait(until: due, watch, followers) : watch?.changes()
        }
        running.leave()
    }

    /// What has changed; nil when it may be anything.
    private func wait(until due: ContinuousClock.Instant, _ watch: Watch?, _ followers: [Follower]) -> Set<String>? {
        let descriptor = followers.count == 1 ? followers.first?.descriptor ?? watch?.file : watch?.file
        guard waker.wait(max(.zero, due - .now), socket: descriptor) else {
            return ContinuousClock.now < due ? nil : []
        }
        _ = waker.wait(Self.rest)
        return descriptor == watch?.file ? watch?.changes() : nil
    }

    /// Those that stay here.
    private func keep(_ followers: [Follower]) -> [Follower] {
        let released = Set(release(followers).map { ObjectIdentifier($0) })
        guard !released.isEmpty else { return followers }
        state.withLock { $0.followers.removeAll { released.contains(ObjectIdentifier($0)) } }
        return followers.filter { !released.contains(ObjectIdentifier($0)) }
    }

    /// Those that are still followed; nil at the end. The files of all others are closed, which may hang, on this thread.
    private func next() -> [Follower]? {
        let (kept, gone) = state.withLock { state in
            let all = state.followers
            state.followers = state.isStopped ? [] : all.filter { !$0.isStopped }
            let kept = Set(state.followers.map { ObjectIdentifier($0) })
            return (state.isStopped ? nil : state.followers, all.filter { !kept.contains(ObjectIdentifier($0)) })
        }
        for follower in gone where follower.isStopped { positions.leave(follower.source) }
        return kept
    }
}

extension Follower {
    /// Where the file is, and where a link there leads to.
    fileprivate var directories: [String] { places.map { String($0[..<($0.lastIndex(of: "/") ?? $0.startIndex)]) } }

    fileprivate func isTouched(by paths: Set<String>?) -> Bool {
        guard let paths else { return true }
        return !paths.isEmpty && places.contains { paths.contains($0) }
    }
}
