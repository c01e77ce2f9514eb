import Glibc
import GlusterRPC
import Host

/// Asks the self-heal daemon of this node what it knows of this node's bricks.
///
/// Only replica sets: the daemon heals disperse sets too, but has no answer about them.
actor SelfHealReader {
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }

    private let executor = BlockingExecutor(label: "gluster.self-heal")
    private let processes: @Sendable () -> [GlusterProcess]
    private let deadline: Duration
    private let now: SocketLine.Clock
    private let time: @Sendable () -> Double
    /// By volume: to count, the daemon asks the bricks, and one that hangs is no reason to know nothing of other volumes.
    private var countLines: [String: SocketLine] = [:]
    /// For one volume after the other: asked twice at the same time, the daemon mixes up the times of crawls.
    private var crawlLine: SocketLine
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
        crawlLine = SocketLine(now: now)
    }

    /// The round for `state`.
    func read(_ state: PoolState) async -> SelfHealRound {
        let running = processes().filter { $0.node == state.node && $0.role == .selfHeal }
        let daemon = running.max { $0.identity.start < $1.identity.start }
        let volumes = state.volumes.compactMap { ReplicatedVolume($0) }
        if daemon?.identity != lastDaemon {
            countLines = [:]
            crawlLine = SocketLine(now: now)
        }
        lastDaemon = daemon?.identity
        guard let daemon else { return SelfHealRound(daemon: nil, bricks: volumes.flatMap(\.silentBricks)) }

        let questions = volumes.map { ($0, countLines[$0.name] ?? SocketLine(now: now)) }
        countLines = Dictionary(questions.map { ($0.name, $1) }) { first, _ in first }
        let socket = SelfHealSocket(daemon.socket, deadline: deadline)
        let answers = await inParallel(questions) { [crawlLine, time] volume, countLine in
            await volume.ask(socket, counts: countLine, crawls: crawlLine, time)
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
        /// In `sets`.
        var set: Int
        var child: Int
        var brick: String
    }

    let name: String
    /// Those that have a brick here.
    private let sets: [String]
    private let places: [Place]

    init?(_ volume: PoolVolume) {
        guard
            volume.isStarted, let replicas = volume.counts.replicas, replicas > 1,
            volume.bricks.count.isMultiple(of: replicas)
        else { return nil }
        name = volume.name
        // Of the sets without a brick here it knows nothing, and says so at length: of a large volume that is most.
        let own = volume.bricks.enumerated().filter { $0.element.local != nil }
        let numbers = Set(own.map { $0.offset / replicas }).sorted()
        sets = numbers.map { "\(volume.name)-replicate-\($0)" }
        let indexes = Dictionary(uniqueKeysWithValues: zip(numbers, 0...))
        places = own.compactMap { offset, brick in
            indexes[offset / replicas].map { Place(set: $0, child: offset % replicas, brick: brick.name) }
        }
        if places.isEmpty { return nil }
    }

    /// Its bricks, of which nothing is known.
    var silentBricks: [SelfHealBrick] { places.map { SelfHealBrick(volume: name, brick: $0.brick) } }

    func ask(
        _ socket: SelfHealSocket,
        counts countLine: SocketLine,
        crawls crawlLine: SocketLine,
        _ time: @Sendable () -> Double
    ) async -> Answer {
        let sets = sets
        async let counts = countLine.ask { () throws(RPCError) in try socket.ask(.healCount, sets: sets) }
        let crawls = await crawlLine.ask { () throws(RPCError) in try askTwice(socket, time) }
        let failures = await [counts.failure, crawls.failure]

        var answer = Answer(volume: name, bricks: silentBricks)
        for (index, place) in places.enumerated() {
            if case .success(let dict) = await counts {
                answer.bricks[index].pending = dict[text: "\(place.set)-\(place.child)-hardlinks"].flatMap {
                    UInt64($0)
                }
            }
            if case .success(let lists) = crawls { answer.bricks[index].crawls = lists[index] }
        }
        answer.failure = failures.compactMap { $0 }.first
        return answer
    }

    /// The crawls of each place, told twice alike; nil where they were not. Somebody else may have asked at the same time,
    /// and then a crawl may have been told with the time of another: it would be counted as one more.
    private func askTwice(_ socket: SelfHealSocket, _ time: @Sendable () -> Double) throws(RPCError) -> [[Crawl]?] {
        var last: [[Crawl]?] = []
        for attempt in 0..<3 {
            let dict = try socket.ask(.statistics, sets: sets)
            let now = time()
            let lists = places.map { Crawl.list(dict, set: $0.set, child: $0.child, now: now) }
            let isAlike = zip(lists, last).allSatisfy { $0?.filter { !$0.isRunning } == $1?.filter { !$0.isRunning } }
            if attempt > 0, isAlike { return lists }
            last = lists
        }
        return places.map { _ in nil }
    }
}

extension Result {
    fileprivate var failure: Failure? {
        if case .failure(let error) = self { return error }
        return nil
    }
}
