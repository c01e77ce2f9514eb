import CLinux
import Glibc
import GlusterRPC
import Host
import Synchronization

/// The pool as this node's glusterd tells it, asked once for all collectors that want to know.
///
/// A question may block for as long as glusterd takes to answer, two seconds at most.
public actor PoolSource: PoolReading {
    public nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }

    public struct Settings: Sendable, Hashable {
        public var glusterdSocket = "/var/run/glusterd.socket"
        /// Where glusterd writes its state for us, and for nobody else.
        public var stateDirectory = "/run/gluster_caddy_exporter"
        /// What is there on every machine on which a glusterd has ever run.
        var serverMark = "/var/lib/glusterd/glusterd.info"
        /// How long glusterd may take to answer.
        public var deadline = Duration.seconds(2)
        /// How old a state may be to serve another collector.
        public var freshness = Duration.seconds(7)
        /// In bytes: some thousands of volumes.
        var sizeLimit = 16 << 20

        public init() {}
    }

    private let executor = BlockingExecutor(label: "gluster.pool")
    private var settings: Settings
    private var glusterd: Glusterd
    private let directory: Mutex<StateDirectory>
    let now: @Sendable () -> ContinuousClock.Instant
    let memory = PoolMemory()
    private let releaseSource = LateSource("")
    let profileReader = ProfileReader()
    let selfHealReader: SelfHealReader
    private var hasSeenGlusterd = false
    private var hasSwept = false
    private var last: (state: PoolState, taken: ContinuousClock.Instant)?
    /// Why glusterd is left alone for a while.
    private var hang: LocalSocketError?
    private var backOff = BackOff(first: .seconds(5), limit: .seconds(30))

    /// `time` is the Unix time.
    public init(_ settings: Settings, time: @escaping @Sendable () -> Double) {
        self.init(settings, time: time, now: { .now })
    }

    init(
        _ settings: Settings,
        time: @escaping @Sendable () -> Double = { 0 },
        now: @escaping @Sendable () -> ContinuousClock.Instant
    ) {
        self.settings = settings
        self.now = now
        selfHealReader = SelfHealReader(time: time)
        glusterd = Glusterd(socket: settings.glusterdSocket, deadline: settings.deadline)
        directory = Mutex(StateDirectory(settings.stateDirectory))
    }

    /// Goes by other settings from now on. What is known of the pool stays, unless its glusterd is another one.
    public func apply(_ settings: Settings) {
        if settings.stateDirectory != self.settings.stateDirectory {
            let next = StateDirectory(settings.stateDirectory)
            directory.withLock { directory in
                directory.removeOwn()
                directory = next
            }
            hasSwept = false
        }
        glusterd = Glusterd(socket: settings.glusterdSocket, deadline: settings.deadline)
        if settings.glusterdSocket != self.settings.glusterdSocket {
            hasSeenGlusterd = false
            last = nil
            memory.forget()
            hang = nil
            backOff.succeeded()
        }
        self.settings = settings
    }

    /// Says where the release of this node's client library is to be had, once it is known; empty before.
    public nonisolated func readRelease(_ source: @escaping @Sendable () -> String) {
        releaseSource.come(from: source)
    }

    nonisolated var release: String? {
        let release = releaseSource.value
        return release.isEmpty ? nil : release
    }

    /// The bricks of this node by volume, as glusterd told them last; nil when it never did.
    ///
    /// They change seldom: where no collector asks for the state, a minute-old one will do.
    public func ownBricks() -> [String: Set<String>]? { recent?.localBricks }

    /// The identities of volumes by name, as glusterd told them last; nil when it never did. As old as ``ownBricks()``.
    public func identities() -> [String: VolumeIdentity]? { recent?.identities }

    private var recent: PoolState? {
        if let last, now() - last.taken < .seconds(60) { return last.state }
        return try? lastState()
    }

    /// What would be watched with these settings, in words.
    public static func plan(_ settings: Settings) async -> String {
        let source = PoolSource(settings, now: { .now })
        defer { source.stop() }
        do {
            guard let state = try await source.state() else { return "pool: this machine is no server" }
            let peers = state.peers.map(\.host).sorted().joined(separator: ", ")
            return "pool: node \(state.node), peers: \(peers.isEmpty ? "none" : peers)"
        } catch {
            return "pool: \(error)"
        }
    }

    /// - Throws: ``LocalSocketError``, or ``StateDirectoryError``.
    public func state() throws -> PoolState? {
        if let last, now() - last.taken < settings.freshness { return last.state }
        if let hang, !backOff.isDue(now()) { throw hang }
        guard hasSeenGlusterd || isServer else {
            memory.note(nil, at: now())
            return nil
        }
        do {
            let state = try ask()
            hang = nil
            backOff.succeeded()
            last = (state, now())
            memory.note(state, at: now())
            return state
        } catch {
            memory.noteFailure(at: now())
            hang = (error as? LocalSocketError).flatMap { $0.kind == "timeout" ? $0 : nil }
            if hang != nil { backOff.failed(now()) } else { backOff.succeeded() }
            throw error
        }
    }

    /// The state as it was when glusterd answered last: bricks go on without it.
    func lastState() throws -> PoolState? {
        do {
            return try state()
        } catch {
            guard let last else { throw error }
            return last.state
        }
    }

    private func ask() throws -> PoolState {
        let directory = directory.withLock { $0 }
        let place: OpenStateDirectory
        do throws(StateDirectoryError) {
            place = try directory.open()
        } catch {
            _ = try calling { () throws(RPCError) in try glusterd.volumes() }  // A closed socket is the first trouble.
            throw error
        }
        if !hasSwept { directory.removeAbandoned() }
        hasSwept = true
        directory.removeOwn()

        let name = directory.newName()
        defer { place.remove(name) }
        try calling { () throws(RPCError) in
            do throws(RPCError) {
                try glusterd.writeState(to: name, in: directory.path)
            } catch .failed(let code, let message) {
                // The same trouble is to be told in the same words each time.
                throw .failed(code: code, message: message.replacing(name, with: "state"))
            }
        }
        let bytes: [UInt8]
        do throws(OpenStateDirectory.ReadError) {
            bytes = try place.read(name, limit: settings.sizeLimit)
        } catch {
            switch error {
            case .directory(let error): throw error
            case .oversized(let limit): throw LocalSocketError(settings.glusterdSocket, .oversized(limit: limit))
            }
        }
        return try calling { () throws(RPCError) in try PoolState.parse(bytes) }
    }

    /// Makes an error of the call one of this socket.
    private func calling<Answer>(_ call: () throws(RPCError) -> Answer) throws(LocalSocketError) -> Answer {
        do throws(RPCError) {
            let answer = try call()
            hasSeenGlusterd = true
            return answer
        } catch {
            throw LocalSocketError(settings.glusterdSocket, error)
        }
    }

    /// Removes the files that glusterd wrote after all.
    public nonisolated func stop() {
        directory.withLock { $0 }.removeOwn()
    }

    /// Whether there is, or should be, a glusterd: its socket, or what it has left behind.
    private var isServer: Bool {
        unsafe clinux_find(settings.glusterdSocket) != ENOENT || clinux_find(settings.serverMark) != ENOENT
    }
}
