import GlusterRPC
import Host
import Synchronization
import TestSupport
import Testing

@testable import Gluster

@Suite("The reader of profiles", .timeLimit(.minutes(1)))
struct ProfileReaderTests {
    @Test("asks the process that names the brick, and nobody of another node")
    func named() async {
        let one = FakeServer.translator { name, _ in name == "/b/1" ? .hits(7) : .elsewhere }
        let foreign = FakeServer.translator { _, _ in .hits(99) }
        let stage = ProfileStage([.brick(1, "/b/1", one), .brick(2, "/b/1", foreign, node: "other")])
        let round = await stage.reader.read(.profiled("/b/1"), release: nil)
        #expect(round.hits == ["n:/b/1": 7])
        #expect(round.failures.isEmpty)
    }

    @Test("asks only running bricks of this node, of started volumes with profiling on")
    func chosen() async {
        let server = FakeServer.translator { _, _ in .hits(1) }
        let stage = ProfileStage(["/b/1", "/b/2", "/b/3", "/b/4", "/b/5"].enumerated().map { .brick($0, $1, server) })
        var state = PoolState.profiled("/b/1", "/b/2", "/b/3")
        state.volumes[0].bricks[1].local?.isStarted = false
        state.volumes[0].bricks[2].local = nil
        state.volumes += PoolState.profiled("/b/4").volumes + PoolState.profiled("/b/5").volumes
        state.volumes[1].isStarted = false
        state.volumes[2].isProfiled = false
        let round = await stage.reader.read(state, release: nil)
        #expect(round.hits == ["n:/b/1": 1])
        #expect(round.failures.isEmpty)
    }

    @Test("finds a brick among those that serve many, and asks there first the next time")
    func multiplexing() async {
        let journal = Journal()
        let (first, second) = (journal.server("first", serving: ["/b/1"]), journal.server("second", serving: ["/b/2"]))
        let stage = ProfileStage([.brick(1, "/b/1", first), .brick(2, "/b/9", second)])
        for _ in 0..<2 {
            let round = await stage.reader.read(.profiled("/b/2"), release: nil)
            #expect(round.hits == ["n:/b/2": 1])
        }
        #expect(journal.all == ["first", "second", "second"])
    }

    @Test("looks elsewhere when a process does not have the brick that it names any more")
    func moved() async {
        let journal = Journal()
        let (first, second) = (
            journal.server("first", serving: []), journal.server("second", serving: ["/b/1", "/b/2"])
        )
        let stage = ProfileStage([.brick(1, "/b/1", first), .brick(2, "/b/2", second)])
        #expect(await stage.reader.read(.profiled("/b/1"), release: nil).hits == ["n:/b/1": 1])
    }

    @Test("forgets who served a brick when that process is gone")
    func restarted() async {
        let journal = Journal()
        let (old, new) = (journal.server("old", serving: ["/b/1"]), journal.server("new", serving: ["/b/1"]))
        let stage = ProfileStage([.brick(1, "/b/1", old)])
        _ = await stage.reader.read(.profiled("/b/1"), release: nil)
        stage.set([.brick(2, "/b/1", new)])
        _ = await stage.reader.read(.profiled("/b/1"), release: nil)
        #expect(journal.all == ["old", "new"])
    }

    @Test("tells of a brick without a process, of one that nobody serves, and of one that refuses")
    func failures() async {
        let server = FakeServer.translator { name, _ in name == "/b/3" ? .failed("no") : .elsewhere }
        let stage = ProfileStage([.brick(2, "/b/2", server), .brick(3, "/b/3", server)])
        let round = await stage.reader.read(.profiled("/b/1", "/b/2", "/b/3"), release: nil)
        #expect(round.bricks.isEmpty)
        #expect(
            round.failures.mapValues(\.description) == [
                "n:/b/1": "/b/1: find its process: No such file or directory",
                "n:/b/2": "/b/2: find its process: No such file or directory",
                "n:/b/3": "\(server.path): failed: no",
            ]
        )
        #expect(round.failures["n:/b/1"]?.kind == "missing")
    }

    @Test("loses nothing of the others to one that hangs, and leaves that one alone for a while")
    func hanging() async {
        let asked = Mutex<[String]>([])
        let hung = FakeServer.translator { name, _ in
            asked.withLock { $0.append(name) }
            return .silence
        }
        let well = FakeServer.translator { _, _ in .hits(1) }
        let clock = Mutex(ContinuousClock.now)
        let stage = ProfileStage(
            [.brick(1, "/b/1", hung), .brick(2, "/b/2", hung), .brick(3, "/b/3", well)],
            deadline: .milliseconds(100),
            now: { clock.withLock { $0 } }
        )
        for _ in 0..<3 {
            let round = await stage.reader.read(.profiled("/b/1", "/b/3"), release: nil)
            #expect(round.hits == ["n:/b/3": 1])
            #expect(round.failures.mapValues(\.kind) == ["n:/b/1": "timeout"])
        }
        #expect(asked.withLock { $0 } == ["/b/1"])
        clock.withLock { $0 += .seconds(5) }
        _ = await stage.reader.read(.profiled("/b/1", "/b/3"), release: nil)
        #expect(asked.withLock { $0 } == ["/b/1", "/b/1"])
    }

    @Test("asks the bricks of one process one after the other, and no further when it hangs")
    func sharedHang() async {
        let asked = Atomic(0)
        let hung = FakeServer.translator { _, _ in
            asked.add(1, ordering: .relaxed)
            return .silence
        }
        let process = GlusterProcess.brick(1, "/b/1", hung)
        let stage = ProfileStage([process], deadline: .milliseconds(100))
        let round = await stage.reader.read(.profiled("/b/1", "/b/2", "/b/3"), release: nil)
        #expect(round.failures.count == 3)
        #expect(asked.load(ordering: .relaxed) == 1)
    }

    @Test("knows the unit by the pool, or by the release")
    func units() async {
        let server = FakeServer.translator { _, _ in .values(BrickProfileTests.recorded) }
        let stage = ProfileStage([.brick(1, "/b/1", server)])
        var state = PoolState.profiled("/b/1")
        state.operatingVersion = 70200
        let longest = await [
            stage.reader.read(state, release: "8.6"), stage.reader.read(state, release: nil),
            stage.reader.read(.profiled("/b/1"), release: nil),
        ].map { $0.bricks[0].operations["lookup"]?.longest.map { Int(($0 * 1e6).rounded()) } }
        #expect(longest == [452_305, nil, 452])
    }
}

/// A reader among processes that a test makes.
private final class ProfileStage: Sendable {
    let reader: ProfileReader
    private let processes: Box

    final class Box: Sendable {
        let list: Mutex<[GlusterProcess]>

        init(_ list: [GlusterProcess]) { self.list = Mutex(list) }
    }

    init(
        _ list: [GlusterProcess],
        deadline: Duration = .seconds(20),
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        let box = Box(list)
        processes = box
        reader = ProfileReader(processes: { box.list.withLock { $0 } }, deadline: deadline, now: now)
    }

    func set(_ list: [GlusterProcess]) { processes.list.withLock { $0 = list } }
}

extension GlusterProcess {
    fileprivate static func brick(
        _ pid: Int,
        _ path: String,
        _ server: FakeServer,
        node: String = "us"
    ) -> GlusterProcess {
        GlusterProcess(
            identity: ProcessIdentity(pid: Int32(pid), start: UInt64(pid)),
            role: .brick(path: path),
            socket: server.path,
            node: node
        )
    }
}

extension PoolState {
    /// One volume of these bricks, all of them ours and running.
    fileprivate static func profiled(_ paths: String...) -> PoolState {
        var volume = PoolVolume(name: "v")
        volume.isProfiled = true
        volume.bricks = paths.map {
            PoolBrick(host: "n", path: $0, local: .init(isStarted: true, port: 49152))
        }
        return PoolState(node: "us", operatingVersion: 100_000, volumes: [volume])
    }
}

extension ProfileRound {
    fileprivate var hits: [String: UInt64] {
        Dictionary(bricks.map { ($0.brick, $0.operations["lookup"]?.count ?? 0) }) { first, _ in first }
    }
}

extension FakeReply {
    fileprivate static func hits(_ count: Int) -> FakeReply { .values(["-1-27-hits": "\(count)"]) }
}

/// Who was asked, in order.
private final class Journal: Sendable {
    private let entries = Mutex<[String]>([])

    var all: [String] { entries.withLock { $0 } }

    /// Serves these bricks, and notes its name here when it is asked.
    func server(_ name: String, serving bricks: Set<String>) -> FakeServer {
        FakeServer.translator { [self] brick, _ in
            entries.withLock { $0.append(name) }
            return bricks.contains(brick) ? .hits(1) : .elsewhere
        }
    }
}
