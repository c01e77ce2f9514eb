import Testing

@testable import Gluster

@Suite("Notices of waiting entries")
struct HealNoticesTests {
    private let behind = HealVerdict(blamed: [[], .data])
    private let split = HealVerdict(splitBrain: [.data, .entry], mismatched: 1)

    @Test("tell each entry once, with what is wrong with it")
    func once() {
        var notices = HealNotices()
        let entries = [
            WaitingEntry(gfid: GFID(high: 0, low: 1), path: "/a", verdict: behind),
            WaitingEntry(gfid: GFID(high: 0, low: 2), verdict: split),
            WaitingEntry(gfid: GFID(high: 0, low: 3), path: "/b"),
            WaitingEntry(gfid: GFID(high: 0, low: 4), verdict: behind),
        ]
        let told = (0...10).flatMap { _ in notices.take(snapshot(entries, pending: 4)) }

        #expect(
            told == [
                HealNotice(volume: "v", subvolume: "v-replicate-0", path: "/a", splitBrain: [], blamed: ["h1:/b"]),
                HealNotice(
                    volume: "v",
                    subvolume: "v-replicate-0",
                    path: "<gfid:00000000-0000-0000-0000-000000000002>",
                    splitBrain: ["data", "entry", "gfid"],
                    blamed: []
                ),
            ]
        )
        #expect(notices.take(snapshot(entries, pending: 4)) == [])
    }

    @Test("are twenty at most in an episode, and ten of entries that will heal")
    func limits() {
        var notices = HealNotices()
        let ordinary = (0..<50).map { WaitingEntry(gfid: GFID(high: 1, low: $0), path: "/\($0)", verdict: behind) }
        let broken = (0..<50).map { WaitingEntry(gfid: GFID(high: 2, low: $0), path: "/s\($0)", verdict: split) }

        #expect(notices.take(snapshot(ordinary, pending: 50)).count == 10)
        #expect(
            notices.take(snapshot(ordinary + broken, pending: 50)).map(\.splitBrain.count)
                == Array(repeating: 3, count: 10)
        )
        #expect(notices.take(snapshot(ordinary + broken, pending: 50)) == [])
    }

    @Test("tell an entry again that waited, and is in split-brain now")
    func worse() {
        var notices = HealNotices()
        var entry = WaitingEntry(gfid: GFID(high: 0, low: 2), path: "/a", verdict: behind)
        #expect(notices.take(snapshot([entry], pending: 1)).map(\.splitBrain) == [[]])
        entry.verdict = split
        #expect(notices.take(snapshot([entry], pending: 1)).map(\.splitBrain) == [["data", "entry", "gfid"]])
        entry.verdict = behind
        #expect(notices.take(snapshot([entry], pending: 1)) == [])
        entry.verdict = split
        #expect(notices.take(snapshot([entry], pending: 1)) == [])
    }

    @Test("wait some rounds for the path of an entry in split-brain")
    func lateName() {
        var notices = HealNotices()
        var entry = WaitingEntry(gfid: GFID(high: 0, low: 2), verdict: split)
        for _ in 0..<10 { #expect(notices.take(snapshot([entry], pending: 1)) == []) }
        entry.path = "/late"
        #expect(notices.take(snapshot([entry], pending: 1)).map(\.path) == ["/late"])
    }

    @Test("begin anew with the next episode, and not because a brick was silent")
    func episodes() {
        var notices = HealNotices()
        let entries = [WaitingEntry(gfid: GFID(high: 0, low: 1), path: "/a", verdict: behind)]
        #expect(notices.take(snapshot(entries, pending: 1)).count == 1)
        #expect(notices.take(snapshot([], pending: nil)) == [])
        #expect(notices.take(snapshot(entries, pending: 1)) == [])
        #expect(notices.take(snapshot([], pending: 0)) == [])
        #expect(notices.take(snapshot(entries, pending: 1)).count == 1)
    }

    private func snapshot(_ entries: [WaitingEntry], pending: UInt64?) -> GlusterSnapshot {
        let bricks = (0..<2).map { Brick(host: "h\($0)", path: "/b", client: "v-client-\($0)", role: .data) }
        let set = Subvolume(name: "v-replicate-0", kind: .replicate, rule: .any, bricks: bricks)
        let states = bricks.map { brick in
            guard let pending else { return BrickState(name: brick.name, answer: .overdue) }
            let capacity = Capacity(size: 1, free: 1, available: 1, inodes: 1, inodesFree: 1)
            let answer = BrickAnswer(capacity: capacity, roundTrip: 0, pending: pending, dirty: 0, node: nil)
            return BrickState(
                name: brick.name,
                answer: .given(BrickReading(volume: "v", brick: brick.name, answer: .success(answer)))
            )
        }
        let look = HealLook(subvolume: set.name, entries: entries)
        let state = VolumeState(
            name: "v",
            graph: VolumeGraph(volume: "v", subvolumes: [set]),
            bricks: states,
            looks: [set.name: look]
        )
        return GlusterSnapshot(round: 1, volumes: [state])
    }
}
