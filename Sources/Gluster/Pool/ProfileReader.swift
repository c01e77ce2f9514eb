import Glibc
import GlusterRPC
import Host

/// Asks the bricks of this node what they have counted, each process over its own socket, all at the same time.
actor ProfileReader {
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }

    private let executor = BlockingExecutor(label: "gluster.profile")
    private let processes: @Sendable () -> [GlusterProcess]
    private let deadline: Duration
    private let now: SocketLine.Clock
    private var lines: [GlusterProcess: SocketLine] = [:]
    /// Who answered for a brick the last time.
    private var servers: [LocalBrick: GlusterProcess] = [:]

    init(
        processes: @escaping @Sendable () -> [GlusterProcess] = { ProcessTable().gluster() },
        deadline: Duration = .seconds(2),
        now: @escaping SocketLine.Clock = { .now }
    ) {
        self.processes = processes
        self.deadline = deadline
        self.now = now
    }

    /// The round for `state`; `release` is that of this node's client library, `"10.3"`, if it is known.
    ///
    /// Only volumes with profiling on are asked: the others count next to nothing.
    func read(_ state: PoolState, release: String?) async -> ProfileRound {
        let bricks = state.profiledBricks
        guard !bricks.isEmpty else { return ProfileRound(bricks: []) }
        let serving = processes().filter { $0.node == state.node && $0.brickPath != nil }
        lines = Dictionary(uniqueKeysWithValues: Set(serving).map { ($0, lines[$0] ?? SocketLine(now: now)) })
        let searches = bricks.map { brick in
            Search(brick, among: serving, last: servers[brick], lines: lines, deadline: deadline)
        }
        let answers = await inParallel(searches) { ($0.brick, await $0.run()) }
        return round(answers, LatencyUnit.of(operatingVersion: state.operatingVersion, release: release))
    }

    private func round(_ answers: [(LocalBrick, Search.Outcome)], _ unit: LatencyUnit?) -> ProfileRound {
        servers = [:]
        var round = ProfileRound(bricks: [])
        for (brick, outcome) in answers.sorted(by: { $0.0.name < $1.0.name }) {
            switch outcome {
            case .success(let answer):
                servers[brick] = answer.process
                round.bricks.append(
                    BrickProfile(volume: brick.volume, brick: brick.name, answer.dict, unit: unit)
                )
            case .failure(let error): round.failures[brick.name] = error
            }
        }
        return round
    }
}

/// A brick of this node.
struct LocalBrick: Sendable, Hashable {
    var volume: String
    var name: String
    var path: String
}

extension PoolState {
    /// This node's running bricks of started volumes that have profiling on.
    var profiledBricks: Set<LocalBrick> {
        let volumes = volumes.filter { $0.isStarted && $0.isProfiled }
        return Set(
            volumes.flatMap { volume in
                volume.bricks.filter { $0.local?.isStarted == true }
                    .map { LocalBrick(volume: volume.name, name: $0.name, path: $0.path) }
            }
        )
    }
}

extension GlusterProcess {
    fileprivate var brickPath: String? {
        if case .brick(let path) = role { return path }
        return nil
    }
}

/// The search for the process that serves a brick.
private struct Search: Sendable {
    typealias Outcome = Result<(process: GlusterProcess, dict: Dict), LocalSocketError>

    let brick: LocalBrick
    private let deadline: Duration
    /// Whoever answered the last time, and whoever names the brick.
    private var likely: [GlusterProcess] = []
    /// With multiplexing it may be any, and one that names a brick may have lost it to another. They answer at once, and
    /// log nothing.
    private var possible: [GlusterProcess] = []
    private let lines: [GlusterProcess: SocketLine]

    init(
        _ brick: LocalBrick,
        among processes: [GlusterProcess],
        last: GlusterProcess?,
        lines: [GlusterProcess: SocketLine],
        deadline: Duration
    ) {
        self.brick = brick
        self.lines = lines
        self.deadline = deadline
        likely = processes.filter { $0 == last }
        likely += processes.filter { $0.brickPath == brick.path && $0 != last }
        possible = processes.filter { !likely.contains($0) }
    }

    func run() async -> Outcome {
        var first: LocalSocketError?
        for process in likely + possible {
            guard let line = lines[process] else { continue }
            let socket = BrickSocket(process.socket, deadline: deadline)
            let path = brick.path
            switch await line.ask({ () throws(RPCError) in try socket.profile(of: path) }) {
            case .success(let dict?): return .success((process, dict))
            case .success(nil): break
            case .failure(let error):
                let error = LocalSocketError(process.socket, error)
                if error.cause.isTimeout, likely.contains(process) { return .failure(error) }
                first = first ?? error
            }
        }
        let none = LocalSocketError(brick.path, .errno(step: "find its process", code: ENOENT))
        return .failure(first ?? none)
    }
}
