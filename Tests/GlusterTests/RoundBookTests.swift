import Host
import Testing

@testable import Gluster

@Suite("The book of rounds")
struct RoundBookTests {
    private var book = RoundBook()

    init() {
        book.targets = [VolumeTarget(name: "b", host: "h"), VolumeTarget(name: "a", host: "h")]
    }

    @Test("closes a round when the worker, all volumes and all watched bricks have answered")
    mutating func complete() {
        let answers: [Report] = [
            .alive(round: 1, abandoned: 0), graph("a", watched: ["h:/1", "h:/2"]), volume("a", 1), volume("b", 1),
            brick("a", "h:/1", 1), brick("a", "h:/2", 1),
        ]
        for answer in answers {
            #expect(!book.isComplete(1))
            book.apply(answer, during: 1)
        }
        #expect(book.isComplete(1))
        #expect(!book.isComplete(2))
    }

    @Test("keeps a look at waiting entries for as long as the worker renews it, and two minutes more")
    mutating func looks() {
        let look = HealLook(subvolume: "s", entries: [WaitingEntry(gfid: .root)])
        let start = ContinuousClock.now
        book.apply(.look(round: 1, volume: "a", subvolume: "s", look), during: 9, at: start)
        book.apply(.look(round: 1, volume: "gone", subvolume: "s", look), during: 9, at: start)
        book.apply(.look(round: 1, volume: "b", subvolume: "s", nil), during: 9, at: start)
        #expect(book.snapshot(9, at: start + .seconds(120)).volumes.map(\.looks) == [["s": look], [:]])
        #expect(book.snapshot(9, at: start + .seconds(121)).volumes[0].looks == [:])
        book.apply(.look(round: 6, volume: "a", subvolume: "s", nil), during: 9, at: start + .seconds(121))
        #expect(book.snapshot(10, at: start + .seconds(240)).volumes[0].looks == ["s": look])
        book.restart()
        #expect(book.snapshot(10, at: start + .seconds(240)).volumes[0].looks == [:])
    }

    @Test("closes no round that the worker has not taken, whatever else has come")
    mutating func notAlive() {
        for report in [volume("a", 2), volume("b", 2)] { book.apply(report, during: 2) }
        book.apply(.alive(round: 1, abandoned: 0), during: 2)
        #expect(!book.isComplete(2))
        #expect(book.isAlive(in: 1))
        #expect(!book.isAlive(in: 2))
    }

    @Test("closes a round without volumes at once")
    mutating func noVolumes() {
        book.targets = []
        book.apply(.alive(round: 1, abandoned: 3), during: 1)
        #expect(book.isComplete(1))
        #expect(book.abandoned == 3)
        #expect(book.snapshot(1) == GlusterSnapshot(round: 1, volumes: []))
    }

    @Test("shows volumes by name, bricks in the volume's order, and nothing that is not known")
    mutating func snapshot() {
        book.apply(graph("a", watched: ["h:/2", "h:/1"]), during: 4)
        book.apply(.connections(round: 4, volume: "a", ["h:/1": true]), during: 4)
        book.apply(volume("a", 4), during: 4)
        book.apply(brick("a", "h:/1", 4), during: 4)
        let brick = BrickReading(volume: "a", brick: "h:/1", answer: .failure(failure))
        #expect(
            book.snapshot(4)
                == GlusterSnapshot(
                    round: 4,
                    volumes: [
                        VolumeState(
                            name: "a",
                            graph: VolumeGraph(volume: "a", subvolumes: []),
                            answer: .given(reading("a")),
                            arrived: [reading("a")],
                            connected: ["h:/1": true],
                            bricks: [
                                BrickState(name: "h:/2", answer: .unknown),
                                BrickState(name: "h:/1", answer: .given(brick), arrived: [brick]),
                            ]
                        ),
                        VolumeState(name: "b"),
                    ]
                )
        )
    }

    @Test("tells who is overdue from who was never asked")
    mutating func overdue() {
        book.apply(volume("a", 1), during: 1)
        book.apply(graph("a", watched: ["h:/1"]), during: 1)
        book.apply(brick("a", "h:/1", 1), during: 1)
        #expect(book.snapshot(1).volumes.map(\.answer) == [.given(reading("a")), .unknown])
        let next = book.snapshot(2)
        #expect(next.volumes.map(\.answer) == [.overdue, .unknown])
        #expect(next.volumes[0].bricks == [BrickState(name: "h:/1", answer: .overdue)])
    }

    @Test("counts an open as overdue from the round after the one in which it began")
    mutating func opening() {
        book.apply(.opening(.volume("a")), during: 3)
        #expect(book.opening == [.volume("a"): 3])
        #expect(book.snapshot(3).volumes[0].answer == .unknown)
        #expect(book.snapshot(4).volumes[0].answer == .overdue)
        book.apply(.opened(.volume("a")), during: 4)
        #expect(book.opening == [:])
        #expect(book.snapshot(4).volumes[0].answer == .unknown)
    }

    @Test("hands over each reading once, late ones in the round in which they came")
    mutating func late() {
        book.apply(volume("a", 1), during: 1)
        _ = book.snapshot(1)
        #expect(book.snapshot(1).volumes[0].arrived == [])
        #expect(book.snapshot(2).volumes[0].answer == .overdue)
        book.apply(volume("a", 2, seconds: 9), during: 3)  // The answer to 2 comes while 3 runs…
        #expect(book.snapshot(3).volumes[0].answer == .overdue)
        book.apply(volume("a", 3, seconds: 8), during: 4)
        book.apply(volume("a", 4, seconds: 7), during: 4)
        let state = book.snapshot(4).volumes[0]
        #expect(state.answer == .given(reading("a", seconds: 7)))
        #expect(state.arrived == [reading("a", seconds: 8), reading("a", seconds: 7)])  // …and went with 3.
    }

    @Test("takes no late word of a watch that was replaced for a newer one, and hands it over all the same")
    mutating func older() {
        let answer = BrickAnswer(
            capacity: Capacity(size: 1, free: 1, available: 1, inodes: 1, inodesFree: 1),
            roundTrip: 1,
            pending: 7,
            dirty: nil,
            node: nil
        )
        let now = BrickReading(volume: "a", brick: "h:/1", answer: .success(answer))
        for report in [
            graph("a", watched: ["h:/1"]), volume("a", 5), .brick(round: 5, now),
            .connections(round: 5, volume: "a", ["h:/1": true]), .connections(round: 4, volume: "a", ["h:/1": false]),
            volume("a", 4, seconds: 9), brick("a", "h:/1", 4),
        ] { book.apply(report, during: 5) }
        let state = book.snapshot(5).volumes[0]
        #expect(state.answer == .given(reading("a")))
        #expect(state.arrived == [reading("a"), reading("a", seconds: 9)])
        #expect(state.connected == ["h:/1": true])
        #expect(state.bricks.map(\.answer) == [.given(now)])
    }

    @Test("neither takes an older look for a newer one, nor has it renewed")
    mutating func olderLook() {
        let look = HealLook(subvolume: "s", entries: [WaitingEntry(gfid: .root)])
        let start = ContinuousClock.now
        book.apply(.look(round: 5, volume: "a", subvolume: "s", look), during: 5, at: start)
        book.apply(.look(round: 4, volume: "a", subvolume: "s", HealLook(subvolume: "s")), during: 5, at: start)
        #expect(book.snapshot(5, at: start).volumes[0].looks == ["s": look])
        book.apply(.look(round: 4, volume: "a", subvolume: "s", nil), during: 5, at: start + .seconds(60))
        #expect(book.snapshot(5, at: start + .seconds(121)).volumes[0].looks == [:])
        book.apply(.look(round: 5, volume: "a", subvolume: "s", nil), during: 5, at: start + .seconds(60))
        #expect(book.snapshot(5, at: start + .seconds(121)).volumes[0].looks == ["s": look])
    }

    @Test("shows connections of this round only")
    mutating func connections() {
        book.apply(.connections(round: 1, volume: "a", ["h:/1": true]), during: 1)
        #expect(book.snapshot(1).volumes[0].connected == ["h:/1": true])
        #expect(book.snapshot(2).volumes[0].connected == [:])
    }

    @Test("forgets bricks that a new graph does not have")
    mutating func newGraph() {
        book.apply(graph("a", watched: ["h:/1", "h:/2"]), during: 1)
        for report in [brick("a", "h:/1", 1), brick("a", "h:/2", 1), volume("a", 1), volume("b", 1)] {
            book.apply(report, during: 1)
        }
        book.apply(graph("a", watched: ["h:/2", "h:/3"]), during: 2)
        #expect(book.snapshot(2).volumes[0].bricks.map(\.name) == ["h:/2", "h:/3"])
        #expect(book.snapshot(2).volumes[0].bricks.map(\.answer) == [.overdue, .unknown])
        book.apply(graph("a", watched: ["h:/1"]), during: 3)
        #expect(book.snapshot(3).volumes[0].bricks.map(\.answer) == [.unknown])
    }

    @Test("forgets what the last worker said, but not what volumes are made of")
    mutating func restart() {
        let reports: [Report] = [
            .alive(round: 1, abandoned: 9), .release("10.3"), .opening(.volume("b")), graph("a", watched: ["h:/1"]),
            .connections(round: 1, volume: "a", ["h:/1": true]), volume("a", 1), brick("a", "h:/1", 1),
        ]
        for report in reports { book.apply(report, during: 1) }
        book.restart()
        #expect(!book.isAlive(in: 1))
        #expect(book.abandoned == 0)
        #expect(book.opening == [:])
        #expect(book.release == "10.3")
        #expect(
            book.snapshot(1).volumes == [
                VolumeState(
                    name: "a",
                    graph: VolumeGraph(volume: "a", subvolumes: []),
                    bricks: [BrickState(name: "h:/1", answer: .unknown)]
                ),
                VolumeState(name: "b"),
            ]
        )
    }

    @Test("does not wait for bricks that a new worker has not found yet")
    mutating func restartWithoutVolume() {
        book.apply(graph("a", watched: ["h:/1"]), during: 1)
        book.restart()
        for report in [.alive(round: 2, abandoned: 0), volume("a", 2), volume("b", 2)] { book.apply(report, during: 2) }
        #expect(book.isComplete(2))
        book.apply(graph("a", watched: ["h:/1"]), during: 3)
        for report in [.alive(round: 3, abandoned: 0), volume("a", 3), volume("b", 3)] { book.apply(report, during: 3) }
        #expect(!book.isComplete(3))
    }

    @Test("does not wait for what writes, and hands it over when it comes, beside the answer of the round")
    mutating func writes() {
        let probes = [ProbeReading(operation: .fsync, duration: 9)]
        book.apply(.writes(round: 1, volume: "a", probes), during: 1)
        for report in [.alive(round: 1, abandoned: 0), volume("a", 1), volume("b", 1)] { book.apply(report, during: 1) }
        #expect(book.isComplete(1))
        #expect(book.snapshot(1).volumes[0].arrived == [reading("a")])
        book.apply(.writes(round: 1, volume: "a", probes), during: 2)
        book.apply(volume("a", 2), during: 2)
        let state = book.snapshot(2).volumes[0]
        #expect(state.answer == .given(reading("a")))
        #expect(state.arrived.map(\.probes) == [probes, reading("a").probes])
    }

    @Test("forgets volumes that are no target any more, and hears no late word about them")
    mutating func vanished() {
        let reports = [graph("a", watched: ["h:/1"]), volume("a", 1), brick("a", "h:/1", 1)]
        for report in reports { book.apply(report, during: 1) }
        book.targets = [VolumeTarget(name: "b", host: "h")]
        #expect(book.snapshot(1).volumes == [VolumeState(name: "b")])
        for report in reports { book.apply(report, during: 2) }
        book.apply(.connections(round: 2, volume: "a", ["h:/1": true]), during: 2)
        book.targets = [VolumeTarget(name: "a", host: "h")]
        #expect(book.snapshot(2).volumes == [VolumeState(name: "a")])
    }

    @Test("forgets what it knows of a volume that was made anew, and of no other")
    mutating func madeAnew() {
        book.targets = [VolumeTarget(name: "b", host: "h"), VolumeTarget(name: "a", host: "h")]
        for name in ["a", "b"] {
            for report in [graph(name, watched: ["h:/1"]), volume(name, 1), brick(name, "h:/1", 1)] {
                book.apply(report, during: 1)
            }
        }
        var anew = VolumeTarget(name: "a", host: "h")
        anew.generation = 1
        book.targets = [VolumeTarget(name: "b", host: "h", probeDirectory: "/p"), anew]
        #expect(book.snapshot(1).volumes[0] == VolumeState(name: "a"))
        #expect(book.snapshot(1).volumes[1].graph != nil)
    }

    private let failure = SystemError("statfs", code: 107)

    private func reading(_ name: String, seconds: Double = 1) -> VolumeReading {
        VolumeReading(
            volume: name,
            capacity: .failure(failure),
            probes: [ProbeReading(operation: .statfs, duration: seconds, failure: failure)]
        )
    }

    private func volume(_ name: String, _ round: UInt64, seconds: Double = 1) -> Report {
        .volume(round: round, reading(name, seconds: seconds))
    }

    private func brick(_ volume: String, _ name: String, _ round: UInt64) -> Report {
        .brick(round: round, BrickReading(volume: volume, brick: name, answer: .failure(failure)))
    }

    private func graph(_ name: String, watched: [String]) -> Report {
        .graph(VolumeGraph(volume: name, subvolumes: []), watched: watched)
    }
}
