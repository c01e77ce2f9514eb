import Dispatch
import Glibc
import Host
import Synchronization

@testable import Gluster

/// A host whose mounts a test plays.
final class MountStage: Sendable {
    let files = PlayedFiles()
    let time = ManualTime()
    private let tables = Mutex<[Int32: [String]]>([0: []])
    private let isHidden = Mutex(false)

    /// How long a source waits for what hangs: until so many threads hang at the gate; for ever once that is
    /// open, or below zero.
    struct Deadline: Sendable {
        var gate: Gate?
        var count: @Sendable () -> Int = { 0 }

        static func once(_ gate: Gate, _ count: @autoclosure @escaping @Sendable () -> Int) -> Deadline {
            Deadline(gate: gate, count: count)
        }
        static let never = Deadline()
    }

    func source(
        deadline: Deadline = .never,
        hangLimit: Int = 32,
        namespaces: (@Sendable () async -> [Int32])? = nil
    ) -> MountSource {
        var settings = MountSource.Settings()
        settings.hangLimit = hangLimit
        let time = time
        return MountSource(
            settings,
            namespaces: namespaces ?? { self.tables.withLock { $0.keys.filter { $0 != 0 }.sorted() } },
            MountSource.Machine(
                files: files,
                table: { self.table($0) },
                clients: FuseClients(processes: { [] }, isRunning: { _ in true }, startTime: { _ in nil }),
                log: { PlayedLog(path: $0) },
                now: { time.now },
                sleep: { _ in await deadline.pass() }
            )
        )
    }

    /// `DEVICE ROOT MOUNTPOINT`, of the volume `photos`.
    func mount(_ mounts: String..., in pid: Int32 = 0) {
        tables.withLock { $0[pid, default: []] += mounts }
    }

    func unmountAll() {
        tables.withLock { $0[0] = [] }
    }

    func hideTable() {
        isHidden.withLock { $0 = true }
    }

    func end(_ pid: Int32) {
        tables.withLock { $0[pid] = nil }
    }

    /// Asks again and again, ten seconds later each time, until the answer is as it should be.
    func settle(_ source: MountSource, _ isSettled: ([MountState]) -> Bool) async {
        while !isSettled(await source.mounts()) {
            time.advance(.seconds(10))
            await Task.yield()
        }
        time.advance(.seconds(10))
    }

    private func table(_ pid: Int32?) -> MountTable {
        guard !isHidden.withLock({ $0 }), let lines = tables.withLock({ $0[pid ?? 0] }) else { return MountTable([]) }
        let root = "1 0 8:1 / / rw - ext4 /dev/sda rw"
        let mounts = lines.enumerated().map { "\($0 + 2) 1 \($1) rw - fuse.glusterfs h:/photos rw" }
        return MountTable.parse(Array(([root] + mounts).joined(separator: "\n").utf8))
    }
}

extension MountStage.Deadline {
    func pass() async {
        let count = count()
        guard let gate, !gate.isOpen, count >= 0 else { return await Task<Never, Never>.waitUntilCancelled() }
        await gate.entry(count)
    }
}

extension Task where Success == Never, Failure == Never {
    static func waitUntilCancelled() async {
        for await _ in AsyncStream<Never>(bufferingPolicy: .unbounded, { _ in }) {}
    }

    static func waitForever() async -> [Int32] {
        await waitUntilCancelled()
        return []
    }
}

extension GlusterMount {
    static func photos(_ mountpoint: String) -> GlusterMount {
        GlusterMount(mountpoint: mountpoint, server: "h", volume: "photos")
    }
}

/// Where threads hang until a test opens it.
final class Gate: Sendable {
    private struct State {
        var entered = 0
        var isOpen = false
        var watchers: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private let state = Mutex(State())
    private let bolt = DispatchSemaphore(value: 0)

    var isOpen: Bool { state.withLock { $0.isOpen } }
    var entered: Int { state.withLock { $0.entered } }

    func pass() {
        let (isOpen, pleased) = state.withLock { state in
            state.entered += 1
            let entered = state.entered
            let pleased = state.watchers.filter { $0.count <= entered }
            state.watchers.removeAll { $0.count <= entered }
            return (state.isOpen, pleased)
        }
        for watcher in pleased { watcher.continuation.resume() }
        if !isOpen { bolt.wait() }
        bolt.signal()
    }

    func open() {
        state.withLock { $0.isOpen = true }
        bolt.signal()
    }

    /// Waits until so many have come.
    func entry(_ count: Int) async {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                if state.entered >= count { return true }
                state.watchers.append((count, continuation))
                return false
            }
            if isThere { continuation.resume() }
        }
    }
}

private struct PlayedLog: MountLog {
    let path: String

    /// One message, which tells the path.
    var messages: [MountState.MessageKey: UInt64]? { [MountState.MessageKey(level: "info", event: path): 1] }

    func stop() {}
}

/// Mount points that do as they are told.
final class PlayedFiles: MountFiles {
    enum Fate: Sendable {
        case up(String)
        case failing(CInt)
        case hanging(Gate, String)
        case hangingMeta(Gate, String)
        case failingMeta(CInt, String)
        case meta(MetaSample)
    }

    private let fates = Mutex<[String: Fate]>([:])

    func set(_ path: String, _ fate: Fate) {
        fates.withLock { $0[path] = fate }
    }

    func device(_ path: String) throws(SystemError) -> String {
        switch fates.withLock({ $0[path] }) {
        case .up(let device), .hangingMeta(_, let device), .failingMeta(_, let device): return device
        case .failing(let code): throw SystemError("stat", code: code)
        case .hanging(let gate, let device):
            gate.pass()
            return device
        case .meta(let sample): return try sample.device(path)
        case nil: throw SystemError("stat", code: ENOENT)
        }
    }

    func read(_ path: String) throws(SystemError) -> [UInt8] { try meta(path).read(path) }
    func link(_ path: String) throws(SystemError) -> String { try meta(path).link(path) }
    func list(_ path: String) throws(SystemError) -> [String] { try meta(path).list(path) }

    private func meta(_ path: String) throws(SystemError) -> MetaSample {
        let fate = fates.withLock { fates in fates.first { path.hasPrefix("\($0.key)/") }?.value }
        if case .meta(let sample)? = fate { return sample }
        if case .hangingMeta(let gate, _)? = fate { gate.pass() }
        if case .failingMeta(let code, _)? = fate { throw SystemError("readlink", code: code) }
        throw SystemError("open", code: ENOENT)
    }
}
