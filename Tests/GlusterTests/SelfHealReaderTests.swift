import GlusterRPC
import Host
import Synchronization
import TestSupport
import Testing

@testable import Gluster

@Suite("The reader of self-heal", .timeLimit(.minutes(1)))
struct SelfHealReaderTests {
    /// As the daemon of the first of three nodes gave it, with 7 entries waiting.
    static let counts = [
        "0-0-hardlinks": "7", "0-1-status": "Brick is not connected", "0-2-status": "Brick is remote",
        "1-0-hardlinks": "2", "1-1-hardlinks": "3", "1-2-hardlinks": "4",
    ]

    @Test("asks for the sets of a volume at once, and keeps this node's bricks")
    func proper() async {
        let asked = Mutex<[[String: String?]]>([])
        let server = FakeServer.translator { name, dict in
            asked.withLock { $0.append(["name": name, "xl-0": dict[text: "xl-0"], "xl-1": dict[text: "xl-1"]]) }
            return dict[integer: "xl-op"] == 8 ? .values(Self.counts) : .values(CrawlTests.recorded)
        }
        let reader = SelfHealReader(processes: { [.daemon(server)] }, time: { CrawlTests.now })
        let round = await reader.read(PoolState(node: "us", operatingVersion: 100_000, volumes: [.replicated("v")]))
        #expect(round.daemons == [ProcessIdentity(pid: 5, start: 50)])
        #expect(round.bricks.map(\.daemon?.pid) == [5, 5])
        #expect(round.failures.isEmpty)
        #expect(round.bricks.map(\.brick) == ["n1:/v/1", "n1:/v/4"])
        #expect(round.bricks.map(\.pending) == [7, 2])
        #expect(round.bricks.map { $0.crawls?.count } == [2, 0])
        let question = ["name": "", "xl-0": "v-replicate-0", "xl-1": "v-replicate-1"]
        // Once to count, and for the crawls twice.
        #expect(asked.withLock { $0 } == [question, question, question])
    }

    @Test("asks only for sets that have a brick here: in the answer, they are counted from 0")
    func ownSets() async {
        let asked = Mutex<[[String: String?]]>([])
        let server = FakeServer.translator { _, dict in
            asked.withLock { $0.append(["count": dict[text: "count"], "xl-0": dict[text: "xl-0"]]) }
            return dict[integer: "xl-op"] == 8 ? .values(Self.counts) : .values(CrawlTests.recorded)
        }
        var volume = PoolVolume.replicated("v")
        volume.bricks[0].local = nil
        let reader = SelfHealReader(processes: { [.daemon(server)] }, time: { CrawlTests.now })
        let round = await reader.read(PoolState(node: "us", operatingVersion: 100_000, volumes: [volume]))
        #expect(round.bricks.map(\.brick) == ["n1:/v/4"])
        #expect(round.bricks.map(\.pending) == [7])
        #expect(round.bricks.map { $0.crawls?.count } == [2])
        let question = ["count": "1", "xl-0": "v-replicate-1"]
        #expect(asked.withLock { $0 } == [question, question, question])
    }

    @Test("believes crawls that were told twice alike, and nothing while they are not")
    func mixedUp() async {
        // Another had asked at the same time: one crawl has the time of another.
        let mixed = CrawlTests.recorded.merging(["statistics_strt_time-0-0-0": "Sat Nov 21 01:00:00 2026\n"]) { $1 }
        let asked = Mutex(0)
        let state = PoolState(node: "us", operatingVersion: 100_000, volumes: [.replicated("v")])
        func server(_ isMixed: @escaping @Sendable (Int) -> Bool) -> FakeServer {
            .translator { _, dict in
                guard dict[integer: "xl-op"] == 7 else { return .values(Self.counts) }
                return .values(
                    asked.withLock { asked in
                        asked += 1
                        return isMixed(asked) ? mixed : CrawlTests.recorded
                    }
                )
            }
        }
        let once = server { $0 == 1 }
        let right = await SelfHealReader(processes: { [.daemon(once)] }, time: { CrawlTests.now }).read(state)
        #expect(
            right.bricks[0].crawls == Crawl.list(Dict(text: CrawlTests.recorded), set: 0, child: 0, now: CrawlTests.now)
        )

        asked.withLock { $0 = 0 }
        let always = server { $0 % 2 == 1 }
        let unknown = await SelfHealReader(processes: { [.daemon(always)] }, time: { CrawlTests.now }).read(state)
        #expect(unknown.bricks.map { $0.crawls == nil } == [true, true])
        #expect(unknown.bricks.map(\.pending) == [7, 2])
        #expect(unknown.failures.isEmpty)
    }

    @Test("asks only about started volumes of replica sets that have bricks here")
    func chosen() async {
        let asked = Mutex<Set<String>>([])
        let server = FakeServer.translator { _, dict in
            asked.withLock { _ = $0.insert(dict[text: "xl-0"] ?? "") }
            return .values([:])
        }
        var stopped = PoolVolume.replicated("stopped")
        stopped.isStarted = false
        var foreign = PoolVolume.replicated("foreign")
        for index in foreign.bricks.indices { foreign.bricks[index].local = nil }
        var disperse = PoolVolume.replicated("disperse")
        disperse.counts.replicas = 1
        disperse.counts.disperse = 3
        var unknown = PoolVolume.replicated("unknown")
        unknown.counts.replicas = nil
        var odd = PoolVolume.replicated("odd")
        odd.counts.replicas = 4
        let volumes = [stopped, foreign, disperse, unknown, odd, .replicated("v")]
        let reader = SelfHealReader(processes: { [.daemon(server)] }, time: { 0 })
        let round = await reader.read(PoolState(node: "us", operatingVersion: 100_000, volumes: volumes))
        #expect(asked.withLock { $0 } == ["v-replicate-0"])
        #expect(round.bricks.map(\.pending) == [nil, nil])
    }

    @Test("knows the bricks, and nothing of them, while this node has no daemon")
    func none() async {
        let server = FakeServer.translator { _, _ in .values(Self.counts) }
        let reader = SelfHealReader(processes: { [.daemon(server, node: "other")] }, time: { 0 })
        let round = await reader.read(PoolState(node: "us", operatingVersion: 1, volumes: [.replicated("v")]))
        #expect(
            round
                == SelfHealRound(
                    daemons: [],
                    bricks: ["n1:/v/1", "n1:/v/4"].map { SelfHealBrick(volume: "v", brick: $0) }
                )
        )
    }

    @Test("takes the newest of two daemons that have a volume, and the one of two that does not fail")
    func two() async {
        let failing = FakeServer.translator { _, _ in .failed("ending") }
        let old = FakeServer.translator { _, _ in .values(Self.counts.mapValues { _ in "1" }) }
        let new = FakeServer.translator { _, _ in .values(Self.counts) }
        for other in [GlusterProcess.daemon(old), .daemon(failing), .daemon(failing, start: 70)] {
            let reader = SelfHealReader(processes: { [.daemon(new, start: 60), other] }, time: { 0 })
            let round = await reader.read(PoolState(node: "us", operatingVersion: 1, volumes: [.replicated("v")]))
            #expect(round.daemons.count == 2)
            #expect(round.bricks.map(\.daemon?.start) == [60, 60])
            #expect(round.bricks.map(\.pending) == [7, 2])
            #expect(round.failures.isEmpty)
        }
    }

    @Test("asks each of several daemons: glusterd starts one for each volume when it cannot reach the one it had")
    func several() async {
        let asked = Mutex<[String: Int]>([:])
        /// One that has a volume, and leaves out what it does not have.
        func server(_ volume: String) -> FakeServer {
            .translator { _, dict in
                asked.withLock { $0[volume, default: 0] += 1 }
                guard dict[text: "xl-0"] == "\(volume)-replicate-0" else { return .values([:]) }
                return dict[integer: "xl-op"] == 8 ? .values(Self.counts) : .values(CrawlTests.recorded)
            }
        }
        let (first, second) = (server("a"), server("b"))
        let reader = SelfHealReader(
            processes: { [.daemon(first), .daemon(second, start: 60)] },
            time: { CrawlTests.now }
        )
        let state = PoolState(
            node: "us",
            operatingVersion: 1,
            volumes: [.replicated("a"), .replicated("b"), .replicated("off")]
        )
        for questions in [9, 6] {
            let round = await reader.read(state)
            #expect(round.failures.isEmpty)
            // Whoever has a volume is asked about it alone the next time: once to count, and for the crawls twice.
            let counts = asked.withLock { asked in
                defer { asked = [:] }
                return asked
            }
            #expect(counts == ["a": questions, "b": questions])
            #expect(round.bricks.map(\.brick) == ["a", "b", "off"].flatMap { ["n1:/\($0)/1", "n1:/\($0)/4"] })
            #expect(round.bricks.map(\.pending) == [7, 2, 7, 2, nil, nil])
            #expect(round.bricks.map { $0.crawls?.count } == [2, 0, 2, 0, nil, nil])
            #expect(round.bricks.map(\.daemon?.start) == [50, 50, 60, 60, nil, nil])
        }
    }

    @Test("finds a volume with another daemon when the one that had it has it no more")
    func moved() async {
        let hasIt = Atomic(true)
        let old = FakeServer.translator { _, dict in
            guard hasIt.load(ordering: .relaxed) else { return .values([:]) }
            return .values(dict[integer: "xl-op"] == 8 ? Self.counts : CrawlTests.recorded)
        }
        let new = FakeServer.translator { _, dict in
            guard !hasIt.load(ordering: .relaxed) else { return .values([:]) }
            return .values(dict[integer: "xl-op"] == 8 ? Self.counts : CrawlTests.recorded)
        }
        let reader = SelfHealReader(
            processes: { [.daemon(old), .daemon(new, start: 60)] },
            time: { CrawlTests.now }
        )
        let state = PoolState(node: "us", operatingVersion: 1, volumes: [.replicated("v")])
        #expect(await reader.read(state).bricks.map(\.daemon?.start) == [50, 50])
        hasIt.store(false, ordering: .relaxed)
        let round = await reader.read(state)
        #expect(round.bricks.map(\.daemon?.start) == [60, 60])
        #expect(round.bricks.map(\.pending) == [7, 2])
    }

    @Test("says of which volume nothing is known where one of several daemons hangs, and loses nothing of the others")
    func oneOfSeveralHangs() async {
        let hanging = FakeServer.translator { _, _ in .silence }
        let other = FakeServer.translator { _, dict in
            guard dict[text: "xl-0"] == "a-replicate-0" else { return .values([:]) }
            return .values(dict[integer: "xl-op"] == 8 ? Self.counts : CrawlTests.recorded)
        }
        let reader = SelfHealReader(
            processes: { [.daemon(other), .daemon(hanging, start: 60)] },
            deadline: .milliseconds(200),
            time: { CrawlTests.now }
        )
        let state = PoolState(node: "us", operatingVersion: 1, volumes: [.replicated("a"), .replicated("b")])
        for _ in 0..<2 {
            let round = await reader.read(state)
            #expect(round.failures.mapValues(\.kind) == ["b": "timeout"])
            #expect(round.bricks.map(\.pending) == [7, 2, nil, nil])
            #expect(round.bricks.map { $0.crawls?.count } == [2, 0, nil, nil])
        }
    }

    @Test("loses nothing of other volumes, nor of the crawls, when counting hangs")
    func hanging() async {
        let hangs = Atomic(0)
        let server = FakeServer.translator { _, dict in
            guard dict[integer: "xl-op"] == 8 else { return .values(CrawlTests.recorded) }
            guard dict[text: "xl-0"] == "slow-replicate-0" else { return .values(Self.counts) }
            hangs.add(1, ordering: .relaxed)
            return .silence
        }
        let clock = ContinuousClock.now
        let reader = SelfHealReader(
            processes: { [.daemon(server)] },
            deadline: .milliseconds(200),
            now: { clock },
            time: { CrawlTests.now }
        )
        let state = PoolState(
            node: "us",
            operatingVersion: 1,
            volumes: [.replicated("v"), .replicated("slow")]
        )
        for _ in 0..<2 {
            let round = await reader.read(state)
            #expect(round.failures.mapValues(\.kind) == ["slow": "timeout"])
            #expect(round.bricks.map(\.pending) == [nil, nil, 7, 2])
            #expect(round.bricks.map { $0.crawls?.count } == [2, 0, 2, 0])
        }
        #expect(hangs.load(ordering: .relaxed) == 1)
    }
}

extension PoolVolume {
    /// Two sets of three; the first brick of each is ours.
    fileprivate static func replicated(_ name: String) -> PoolVolume {
        var volume = PoolVolume(name: name)
        volume.counts.replicas = 3
        volume.bricks = (0..<6).map {
            PoolBrick(
                host: "n\($0 % 3 + 1)",
                path: "/\(name)/\($0 + 1)",
                local: $0 % 3 == 0 ? .init(isStarted: true, port: nil) : nil
            )
        }
        return volume
    }
}

extension GlusterProcess {
    fileprivate static func daemon(_ server: FakeServer, node: String = "us", start: UInt64 = 50) -> GlusterProcess {
        GlusterProcess(
            identity: ProcessIdentity(pid: 5, start: start),
            role: .selfHeal,
            socket: server.path,
            node: node
        )
    }
}
