import Glibc
import GlusterRPC
import Host

/// Asks the self-heal daemons of this node what they know of this node's bricks.
///
/// There is one for all volumes, most of the time: where glusterd could not reach it when a volume was started, it has
/// started another one for that volume, and keeps both.
///
/// Only replica sets: the daemon heals disperse sets too, but has no answer about them.
actor SelfHealReader {
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }

    private let executor = BlockingExecutor(label: "gluster.self-heal")
    private let processes: @Sendable () -> [GlusterProcess]
    private let deadline: Duration
    private let now: SocketLine.Clock
    private let time: @Sendable () -> Double
    private var daemons: [ProcessIdentity: SelfHealDaemon] = [:]
    /// Which daemon has which volume, as the last answers said.
    private var owners: [String: ProcessIdentity] = [:]

    /// `time` is the Unix time.
    init(
        processes: @escaping @Sendable () -> [GlusterProcess] = { ProcessTable().gluster() },
        deadline: Duration = .seconds(2),
        now: @escaping SocketLine.Clock = { .now },
        time: @escaping @Sendable () -> Double
    ) {
        self.processes = processes
        self.deadline = deadline
        self.now = now
        self.time = time
    }

    /// The round for `state`.
    func read(_ state: PoolState) async -> SelfHealRound {
        let volumes = state.volumes.compactMap { SelfHealVolume($0) }
        let newestFirst = daemons(of: state.node, for: volumes.map(\.name))
        let running = Set(newestFirst.map(\.identity))
        let questions = volumes.map { ($0, owners[$0.name]) }
        let answers = await inParallel(questions) { [time] volume, owner in
            await volume.ask(newestFirst, owner: owner, time)
        }

        var round = SelfHealRound(daemons: running, bricks: [])
        for answer in answers.sorted(by: { $0.volume < $1.volume }) {
            round.bricks += answer.bricks
            round.failures[answer.volume] = answer.failure
        }
        owners = Dictionary(answers.map { ($0.volume, $0.owner) }) { first, _ in first }.compactMapValues { $0 }
        return round
    }

    /// Those that run, the newest first. Where there is another one than before, or one less, all are asked again which
    /// volumes they have.
    private func daemons(of node: String, for volumes: [String]) -> [SelfHealDaemon] {
        let running = processes().filter { $0.node == node && $0.role == .selfHeal }
        let identities = Set(running.map(\.identity))
        if identities != Set(daemons.keys) { owners = [:] }
        daemons = daemons.filter { identities.contains($0.key) }
        let newestFirst = running.sorted { $0.identity.start > $1.identity.start }
            .map { process in
                var daemon = daemons[process.identity] ?? SelfHealDaemon(process, deadline: deadline, now: now)
                daemon.open(volumes, now: now)
                return daemon
            }
        for daemon in newestFirst { daemons[daemon.identity] = daemon }
        return newestFirst
    }
}

/// One of this node's self-heal daemons, and the lines to it.
struct SelfHealDaemon: Sendable {
    let identity: ProcessIdentity
    private let path: String
    private let socket: SelfHealSocket
    /// By volume: to count, the daemon asks the bricks, and one that hangs is no reason to know nothing of other volumes.
    private var countLines: [String: SocketLine] = [:]
    /// For one volume after the other: asked twice at the same time, the daemon mixes up the times of crawls.
    private let crawlLine: SocketLine

    init(_ process: GlusterProcess, deadline: Duration, now: @escaping SocketLine.Clock) {
        identity = process.identity
        path = process.socket
        socket = SelfHealSocket(process.socket, deadline: deadline)
        crawlLine = SocketLine(now: now)
    }

    /// Has a line for each of these volumes, and for no other.
    mutating func open(_ volumes: [String], now: @escaping SocketLine.Clock) {
        let questions = volumes.map { ($0, countLines[$0] ?? SocketLine(now: now)) }
        countLines = Dictionary(questions) { first, _ in first }
    }

    func counts(_ volume: SelfHealVolume) async -> Result<Dict, RPCError>? {
        await countLines[volume.name]?.ask { () throws(RPCError) in try socket.ask(.healCount, sets: volume.sets) }
    }

    /// What `question` makes of the daemon's statistics.
    func crawls<Answer: Sendable>(
        _ question: @Sendable (SelfHealSocket) throws(RPCError) -> Answer
    ) async -> Result<Answer, RPCError> {
        await crawlLine.ask { () throws(RPCError) in try question(socket) }
    }

    func error(_ error: RPCError) -> LocalSocketError { LocalSocketError(path, error) }
}
