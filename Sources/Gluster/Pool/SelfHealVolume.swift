import Glibc
import GlusterRPC
import Host

/// A started volume of replica sets that has bricks on this node.
struct SelfHealVolume: Sendable {
    struct Answer: Sendable {
        var volume: String
        var bricks: [SelfHealBrick]
        var failure: LocalSocketError?
        /// The daemon that has the volume; nil while none says so.
        var owner: ProcessIdentity?
    }

    private struct Place: Sendable {
        /// In `sets`.
        var set: Int
        var child: Int
        var brick: String
    }

    let name: String
    /// Those that have a brick here.
    let sets: [String]
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
    private var silentBricks: [SelfHealBrick] { places.map { SelfHealBrick(volume: name, brick: $0.brick) } }

    /// What the daemon says that had the volume the last time; what the others say where that one has it no more.
    func ask(
        _ newestFirst: [SelfHealDaemon],
        owner: ProcessIdentity?,
        _ time: @escaping @Sendable () -> Double
    ) async -> Answer {
        var others = newestFirst
        if let index = newestFirst.firstIndex(where: { $0.identity == owner }) {
            var answer = await ask(others.remove(at: index), time)
            // One that hangs or fails has not said that it has it no more.
            if answer.failure != nil { answer.owner = owner }
            if answer.owner != nil { return answer }
        }
        let answers = await inParallel(Array(others.enumerated())) { ($0.offset, await ask($0.element, time)) }
            .sorted { $0.0 < $1.0 }
            .map { $0.1 }
        if let answer = answers.first(where: { $0.owner != nil }) { return answer }
        let failed = answers.first { $0.failure?.cause.isTimeout == true } ?? answers.first { $0.failure != nil }
        // The only one there is has the volume, if any has it: what it says of crawls is of them.
        if let failed, newestFirst.count == 1 { return failed }
        return Answer(volume: name, bricks: silentBricks, failure: failed?.failure)
    }

    private func ask(_ daemon: SelfHealDaemon, _ time: @Sendable () -> Double) async -> Answer {
        async let counting = daemon.counts(self)
        let crawls = await daemon.crawls { socket throws(RPCError) in try askTwice(socket, time) }
        let counts = await counting

        var answer = Answer(volume: name, bricks: silentBricks)
        for (index, place) in places.enumerated() {
            answer.bricks[index].daemon = daemon.identity
            if case .success(let dict)? = counts {
                let brick = "\(place.set)-\(place.child)"
                answer.bricks[index].pending = dict[text: "\(brick)-hardlinks"].flatMap { UInt64($0) }
                // Of a set that it does not have it says nothing at all.
                let isKnown = dict[text: "\(brick)-hardlinks"] != nil || dict[text: "\(brick)-status"] != nil
                if isKnown { answer.owner = daemon.identity }
            }
            if case .success(let lists) = crawls { answer.bricks[index].crawls = lists[index] }
        }
        let failure = counts?.failure ?? crawls.failure
        answer.failure = failure.map { daemon.error($0) }
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
