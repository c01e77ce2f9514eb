import Dispatch
import Glibc
import Host
import Synchronization

@testable import Probe

/// Directories that fail, hang and change as a test likes.
final class FakeFiles: RootFiles {
    struct Directory: Sendable {
        var mark = MountMark(number: 30, unique: 300, inode: 1)
        var identity = FileIdentity(device: 1, inode: 10)
        /// By operation, `find` being the way there.
        var failures: [String: CInt] = [:]
        var entries: [RootEntry] = []
        var path: String?
    }

    fileprivate struct State {
        var directories: [RootPath: Directory] = [:]
        var open: [CInt: (path: RootPath, identity: FileIdentity, mark: MountMark)] = [:]
        var next: CInt = 100
        var calls: [String] = []
        var hang: String?
    }

    private let state = Mutex(State())
    let gate = DispatchSemaphore(value: 0)
    /// Rings when an operation hangs.
    let hasHung: @Sendable () -> Void

    init(hasHung: @escaping @Sendable () -> Void = {}) {
        self.hasHung = hasHung
    }

    subscript(path: String) -> Directory {
        get { self[path, nil] }
        set { self[path, nil] = newValue }
    }

    subscript(path: String, process: Int32?) -> Directory {
        get { state.withLock { $0.directories[RootPath(path: path, process: process)] ?? Directory() } }
        set { state.withLock { $0.directories[RootPath(path: path, process: process)] = newValue } }
    }

    func remove(_ path: String) { state.withLock { $0.directories[RootPath(path: path)] = nil } }
    /// `open /srv/a`.
    func hang(in operation: String?) { state.withLock { $0.hang = operation } }
    var openHandles: Int { state.withLock { $0.open.count } }

    /// What was asked since the last time.
    func takeCalls() -> [String] {
        state.withLock { state in
            defer { state.calls = [] }
            return state.calls
        }
    }

    func find(_ path: RootPath) throws(SystemError) -> RootHandle {
        try note("find", path)
        return try state.withLock { state throws(SystemError) in
            guard let directory = state.directories[path] else { throw SystemError("stat", code: ENOENT) }
            return state.add(path, directory.identity, directory.mark)
        }
    }

    func mount(of handle: RootHandle) -> MountMark? { state.withLock { $0.open[handle.number]?.mark } }

    func path(of handle: RootHandle) -> String? {
        state.withLock { state in state.open[handle.number].flatMap { state.directories[$0.path]?.path } }
    }

    func identity(of handle: RootHandle) throws(SystemError) -> FileIdentity {
        let (path, identity) = try opened(handle)
        try note("stat", path)
        guard state.withLock({ $0.directories[path]?.identity }) == identity else {
            throw SystemError("stat", code: ESTALE)
        }
        return identity
    }

    func open(_ handle: RootHandle) throws(SystemError) -> RootHandle {
        let (path, identity) = try opened(handle)
        try note("open", path)
        return state.withLock { state in
            let mark = state.open[handle.number]?.mark ?? MountMark(number: 0, inode: 0)
            return state.add(path, identity, mark)
        }
    }

    func entries(of directory: RootHandle) throws(SystemError) -> [RootEntry] {
        let (path, _) = try opened(directory)
        try note("readdir", path)
        return state.withLock { $0.directories[path]?.entries ?? [] }
    }

    func read(_ path: RootPath, limit: UInt64?) throws(SystemError) -> Bool {
        try note("read", path)
        return true
    }

    func read(_ name: String, of directory: RootHandle, limit: UInt64?) throws(SystemError) -> Bool {
        let (path, _) = try opened(directory)
        try note("read", path, " \(name)")
        return !name.hasPrefix("large")
    }

    func close(_ handle: RootHandle) {
        state.withLock { $0.open[handle.number] = nil }
    }

    private func opened(_ handle: RootHandle) throws(SystemError) -> (RootPath, FileIdentity) {
        guard let open = state.withLock({ $0.open[handle.number] }) else { throw SystemError("fstat", code: EBADF) }
        return (open.path, open.identity)
    }

    private func note(_ operation: String, _ path: RootPath, _ rest: String = "") throws(SystemError) {
        let (failure, hangs) = state.withLock { state in
            state.calls.append("\(operation) \(path.process.map { "\($0):" } ?? "")\(path.path)\(rest)")
            return (state.directories[path]?.failures[operation], state.hang == "\(operation) \(path.path)")
        }
        if hangs {
            hasHung()
            gate.wait()
        }
        if let failure { throw SystemError(operation == "find" ? "stat" : operation, code: failure) }
    }
}

extension FakeFiles.State {
    fileprivate mutating func add(_ path: RootPath, _ identity: FileIdentity, _ mark: MountMark) -> RootHandle {
        next += 1
        open[next] = (path, identity, mark)
        return RootHandle(number: next)
    }
}

/// A machine as `/proc` would tell it.
final class FakeHost: SiteHost {
    struct State: Sendable {
        var mounts: [Int32?: [Mount]] = [:]
        /// Nil: not for our eyes.
        var namespaces: [Int32?: String?] = [nil: "mnt:[1]"]
        var rootDirectories: [Int32: String] = [:]
        var starts: [Int32: UInt64] = [:]
        var clients: [RunningProcess] = []
        var surveys = 0
    }

    let state: Mutex<State>

    init(_ mounts: [Mount]) {
        state = Mutex(State(mounts: [nil: mounts]))
    }

    func change(_ body: (inout State) -> Void) { state.withLock { body(&$0) } }
    /// How often our mounts were asked for.
    var surveys: Int { state.withLock { $0.surveys } }

    func mounts(_ process: Int32?) -> MountTable {
        state.withLock { state in
            if process == nil { state.surveys += 1 }
            return MountTable(state.mounts[process] ?? [])
        }
    }

    func namespace(_ process: Int32?) throws(SystemError) -> String {
        guard let name = state.withLock({ $0.namespaces[process] ?? nil }) else {
            throw SystemError("readlink", code: EACCES)
        }
        return name
    }

    func rootDirectory(_ process: Int32) throws(SystemError) -> String {
        state.withLock { $0.rootDirectories[process] ?? "/" }
    }

    func identity(_ process: Int32) -> ProcessIdentity? {
        state.withLock { $0.starts[process] }.map { ProcessIdentity(pid: process, start: $0) }
    }

    func user(_ process: Int32) -> UInt32? { 998 }
    func clients() -> [FuseClient] { state.withLock { $0.clients }.compactMap(FuseClient.parse) }
}

/// A clock that stands still until it is told.
final class FakeClock: Sendable {
    private let offset = Mutex(Duration.zero)
    private let began = ContinuousClock.now

    func advance(_ time: Duration) { offset.withLock { $0 += time } }
    var now: ContinuousClock.Instant { began + offset.withLock { $0 } }
}

extension Mount {
    static func line(_ id: Int, _ mountpoint: String, root: String = "/", source: String = "h:/vol", parent: Int = 1)
        -> Mount
    {
        Mount(
            id: id,
            parent: parent,
            device: "0:\(source.utf8.count)",
            root: root,
            mountpoint: mountpoint,
            type: "fuse.glusterfs",
            source: source
        )
    }

    static let disk = Mount(
        id: 1,
        parent: 0,
        device: "8:1",
        root: "/",
        mountpoint: "/",
        type: "ext4",
        source: "/dev/sda1"
    )
}

/// A source over fakes.
final class World: Sendable {
    let clock = FakeClock()
    let host: FakeHost
    let files: FakeFiles
    let targets: Mutex<[SiteTarget]>
    let bell = DispatchSemaphore(value: 0)
    private let settings: SiteSource.Settings
    private let kept = Mutex<SiteSource?>(nil)

    init(_ mounts: [Mount], _ targets: [SiteTarget], _ change: (inout SiteSource.Settings) -> Void = { _ in }) {
        var settings = SiteSource.Settings()
        settings.freshness = .zero
        change(&settings)
        self.settings = settings
        self.targets = Mutex(targets)
        host = FakeHost([.disk] + mounts)
        files = FakeFiles { [clock, bell] in
            clock.advance(.seconds(4))
            bell.signal()
        }
    }

    var source: SiteSource {
        kept.withLock { kept in
            if let kept { return kept }
            let source = SiteSource(
                targets: { self.targets.withLock { $0 } },
                settings,
                time: { 1000 },
                now: { [clock] in clock.now },
                host: host,
                files: files,
                bell: bell
            )
            kept = source
            return source
        }
    }

    /// The state of the first target.
    func look() async -> SiteState? { await source.sites().first }
}

extension SiteState {
    /// `stat open!stale_handle`.
    var summary: String {
        probes.map { "\($0.operation)\($0.failure.map { "!\($0.kind)" } ?? "")" }.joined(separator: " ")
    }
}
