import Glibc
import GlusterRPC

/// Asks the self-heal daemon of this node what it knows of this node's bricks.
///
/// Only replica sets: the daemon heals disperse sets too, but has no answer about them.
actor SelfHealReader {
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }

    /// Each question has a line of its own: to count, the daemon asks the bricks, and one that hangs is no reason to know
    /// nothing else.
    fileprivate struct Lines {
        let counts: SocketLine
        let crawls: SocketLine

        init(now: @escaping SocketLine.Clock) {
            counts = SocketLine(now: now)
            crawls = SocketLine(now: now)
        }
    }

    private let executor = BlockingExecutor(label: "gluster.self-heal")
    private let processes: @Sendable () -> [GlusterProcess]
    private let deadline: Duration
    private let now: SocketLine.Clock
    private let time: @Sendable () -> Double
    /// By volume.
    private var lines: [String: Lines] = [:]
    private var lastDaemon: ProcessIdentity?

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

    /// The round for `state`, all volumes asked at the same time.
    func read(_ state: PoolState) async -> SelfHealRound {
        let running = processes().filter { $0.node == state.node && $0.role == .selfHeal }
        let daemon = running.max { $0.identity.start < $1.identity.start }
        let volumes = state.volumes.compactMap { ReplicatedVolume($0) }
        if daemon?.identity != lastDaemon { lines = [:] }
        lastDaemon = daemon?.identity
        guard let daemon else { return SelfHealRound(daemon: nil, bricks: volumes.flatMap(\.silentBricks)) }

        let questions = volumes.map { ($0, lines[$0.name] ?? Lines(now: now)) }
        lines = Dictionary(questions.map { ($0.name, $1) }) { first, _ in first }
        let socket = SelfHealSocket(daemon.socket, deadline: deadline)
        let answers = await inParallel(questions) { [time] volume, lines in
            await volume.ask(socket, through: lines, time)
        }

        var round = SelfHealRound(daemon: daemon.identity, bricks: [])
        for answer in answers.sorted(by: { $0.volume < $1.volume }) {
            round.bricks += answer.bricks
            round.failures[answer.volume] = answer.failure.map { LocalSocketError(daemon.socket, $0) }
        }
        return round
    }
}

/// A started volume of replica sets that has bricks on this node.
private struct ReplicatedVolume: Sendable {
    struct Answer: Sendable {
        var volume: String
        var bricks: [SelfHealBrick]
        var failure: RPCError?
    }

    private struct Place: Sendable {
        var set: Int
        var child: Int
        var brick: String
    }

    let name: String
    private let sets: [String]
    private let places: [Place]

    init?(_ volume: PoolVolume) {
        guard
            volume.isStarted, let replicas = volume.counts.replicas, replicas > 1,
            volume.bricks.count.isMultiple(of: replicas)
        else { return nil }
        name = volume.name
        sets = (0..<volume.bricks.count / replicas).map { "\(volume.name)-replicate-\($0)" }
        places = volume.bricks.enumerated().filter { $0.element.local != nil }
            .map { Place(set: $0.offset / replicas, child: $0.offset % replicas, brick: $0.element.name) }
        if places.isEmpty { return nil }
    }

    /// Its bricks, of which nothing is known.
    var silentBricks: [SelfHealBrick] { places.map { SelfHealBrick(volume: name, brick: $0.brick) } }

    func ask(
        _ socket: SelfHealSocket,
        through lines: SelfHealReader.Lines,
        _ time: @Sendable () -> Double
    ) async -> Answer {
        let sets = sets
        async let counts = lines.counts.ask { () throws(RPCError) in try socket.ask(.healCount, sets: sets) }
        let crawls = await lines.crawls.ask { () throws(RPCError) in try socket.ask(.statistics, sets: sets) }
        let results = await [counts, crawls]

        var answer = Answer(volume: name, bricks: silentBricks)
        let now = time()
        for (index, place) in places.enumerated() {
            if case .success(let dict) = results[0] {
                answer.bricks[index].pending = dict[text: "\(place.set)-\(place.child)-hardlinks"].flatMap {
                    UInt64($0)
                }
            }
            if case .success(let dict) = results[1] {
                answer.bricks[index].crawls = Crawl.list(dict, set: place.set, child: place.child, now: now)
            }
        }
        for case .failure(let error) in results where answer.failure == nil { answer.failure = error }
        return answer
    }
}
