import Glibc
import Testing

@testable import Gluster

@Suite("The look at waiting entries")
struct SetLookTests {
    private let set = FakeSet()
    private let file = GFID(high: 1, low: 1)
    private let other = GFID(high: 1, low: 2)

    @Test("counts an entry of several indexes once, and says whom the others blame")
    func blame() {
        set.indexes = [[file, other], [file], []]
        set.accusing = [file: [(0, 2, .data), (1, 2, .data)], other: [(0, 1, .metadata)]]
        var look = SetLook("s", SetLook.Limits())
        let seen = look.cycle(set)
        let (entries, isTruncated) = (seen.entries, seen.isTruncated)

        #expect(entries.map(\.gfid) == [file, other])
        #expect(entries.map(\.verdict?.blamed) == [[[], [], .data], [[], .metadata, []]])
        #expect(!isTruncated)
    }

    @Test("asks only bricks that list an entry, and only when there is news")
    func incremental() {
        set.indexes = [[file], [], []]
        set.accusing = [file: [(0, 2, .data)]]
        var look = SetLook("s", SetLook.Limits())
        _ = look.cycle(set)
        #expect(set.takeAsked() == [file])
        #expect(set.listed == 3)

        let second = look.cycle(set)
        #expect(set.listed == 6, "once more: what came in the same tick of the clock has the same stamp")
        let third = look.cycle(set)
        #expect(set.listed == 6)
        #expect(set.takeAsked() == [])
        #expect(second.entries == third.entries)

        set.stamps[0] = 2
        set.indexes[0] = [file, other]
        let entries = look.cycle(set).entries
        #expect(set.takeAsked() == [other])
        #expect(entries.map(\.gfid) == [file, other])
    }

    @Test("asks again of an entry that another brick lists now, that was known for long, or when a brick came back")
    func suspicion() {
        let start = ContinuousClock.now
        var look = SetLook("s", SetLook.Limits())
        set.indexes = [[file], [], nil]
        _ = look.cycle(set, now: { start })
        #expect(set.takeAsked() == [file])

        set.indexes[1] = [file]
        set.stamps[1] = 2
        _ = look.cycle(set, now: { start })
        #expect(set.takeAsked() == [file], "listed by one more")

        set.indexes[2] = []
        _ = look.cycle(set, now: { start })
        #expect(set.takeAsked() == [file], "a brick is back")

        _ = look.cycle(set, now: { start + .seconds(299) })
        #expect(set.takeAsked() == [])
        _ = look.cycle(set, now: { start + .seconds(301) })
        #expect(set.takeAsked() == [file], "five minutes are over")
    }

    @Test("asks again when a brick was restarted, though it was never seen to be away and lists the same")
    func restarted() {
        set.indexes = [[file], [], []]
        set.accusing = [file: [(0, 2, .data)]]
        var look = SetLook("s", SetLook.Limits())
        _ = look.cycle(set)
        _ = look.cycle(set)
        #expect(set.takeAsked() == [file])

        set.starts[1] = 2
        set.accusing = [file: [(0, 1, .data), (0, 2, .data)]]
        #expect(look.cycle(set).entries.first?.verdict?.blamed == [[], .data, .data])
        #expect(set.takeAsked() == [file])
        _ = look.cycle(set)
        #expect(set.takeAsked() == [], "once")
    }

    @Test("forgets what waits no longer, and an entry that waits again is new")
    func gone() {
        set.indexes = [[file, other], [], []]
        var look = SetLook("s", SetLook.Limits())
        _ = look.cycle(set)
        _ = set.takeAsked()
        set.indexes[0] = [other]
        set.stamps[0] = 2
        #expect(look.cycle(set).entries.map(\.gfid) == [other])
        set.indexes[0] = [other, file]
        set.stamps[0] = 3
        #expect(look.cycle(set).entries.map(\.gfid) == [other, file])
        #expect(set.takeAsked() == [file])
    }

    @Test("is bounded in a cycle, goes on in the next, and says so")
    func bounded() {
        let entries = (0..<10).map { GFID(high: 2, low: $0) }
        set.indexes = [entries, [], []]
        var look = SetLook("s", SetLook.Limits(entries: 4))
        for expected in [4, 8, 10] {
            let seen = look.cycle(set)
            let (waiting, isTruncated) = (seen.entries, seen.isTruncated)
            #expect(waiting.count { $0.verdict != nil } == expected)
            #expect(waiting.count == 10)
            #expect(isTruncated == (expected < 10))
        }
        #expect(set.takeAsked() == entries)
    }

    @Test("knows only so many entries, and says so")
    func tooMany() {
        set.indexes = [(0..<100).map { GFID(high: 2, low: $0) }, (50..<150).map { GFID(high: 2, low: $0) }, []]
        var look = SetLook("s", SetLook.Limits(entries: 10, cycles: 2))
        for _ in 0..<3 { _ = look.cycle(set) }
        let seen = look.cycle(set)
        let (waiting, isTruncated) = (seen.entries, seen.isTruncated)

        #expect(waiting.count == 20)
        #expect(waiting.allSatisfy { $0.verdict != nil })
        #expect(isTruncated)
    }

    @Test("stops when its time is over, and goes on in the next cycle")
    func time() {
        var clock = ContinuousClock.now
        set.indexes = [(0..<200).map { GFID(high: 2, low: $0) }, [], []]
        var look = SetLook("s", SetLook.Limits())
        func cycle() -> (seen: Int, isTruncated: Bool) {
            let seen = look.cycle(
                set,
                now: {
                    clock += .milliseconds(60)
                    return clock
                }
            )
            return (seen.entries.count { $0.verdict != nil }, seen.isTruncated)
        }
        let first = cycle()
        #expect(first.seen > 0 && first.seen < 200)
        #expect(first.isTruncated)
        let second = cycle()
        #expect(second.seen == 200)
        #expect(!second.isTruncated)
    }

    @Test("lets the bricks rest between portions")
    func rests() {
        set.indexes = [(0..<200).map { GFID(high: 2, low: $0) }, [], []]
        var look = SetLook("s", SetLook.Limits())
        var rests = 0
        _ = look.cycle(set, rest: { rests += 1 })

        #expect(rests == 3)
    }

    @Test("keeps the index of a brick that is away, and what was known of its entries")
    func away() {
        set.indexes = [[file], [], []]
        set.accusing = [file: [(0, 2, .data)]]
        var look = SetLook("s", SetLook.Limits())
        let before = look.cycle(set)
        set.indexes[0] = nil
        let after = look.cycle(set)

        #expect(before.entries == after.entries)
        #expect(!after.isTruncated)
    }

    @Test("keeps a verdict when a brick fails in the middle, and tries again")
    func failing() {
        set.indexes = [[file], [], []]
        set.accusing = [file: [(0, 1, .data)]]
        var look = SetLook("s", SetLook.Limits(recheck: .zero))
        let before = look.cycle(set)
        set.failing = [file]
        #expect(look.cycle(set).entries == before.entries)
        #expect(set.takeAsked() == [file])
        set.failing = []
        _ = look.cycle(set)
        #expect(set.takeAsked() == [file])
    }

    @Test("says that it is not complete while a look at an entry fails, though an older verdict stands")
    func stale() {
        set.indexes = [[file], [], []]
        var look = SetLook("s", SetLook.Limits(recheck: .zero))
        #expect(!look.cycle(set).isTruncated)
        set.failing = [file]
        #expect(look.cycle(set).isTruncated)
    }

    @Test("gives entries that fail, or that only a brick lists that is away, no precedence over others")
    func starving() {
        let failing = (0..<5).map { GFID(high: 4, low: $0) }
        set.indexes = [failing, [file], []]
        set.failing = Set(failing)
        var look = SetLook("s", SetLook.Limits(entries: 5))
        _ = look.cycle(set)
        #expect(set.takeAsked() == failing)
        _ = look.cycle(set)
        #expect(set.takeAsked().first == file)

        set.indexes[0] = nil
        set.failing = []
        set.indexes[1] = [file, other]
        set.stamps[1] = 2
        _ = look.cycle(set)
        #expect(set.takeAsked() == [file, other])
    }

    @Test("finds the paths of a few, split-brain first, each once")
    func paths() {
        let many = (0..<30).map { GFID(high: 3, low: $0) }
        set.indexes = [many, [], []]
        for gfid in many { set.paths[gfid] = "/\(gfid.low)" }
        var look = SetLook("s", SetLook.Limits(paths: 3))
        #expect(look.cycle(set).entries.compactMap(\.path) == ["/0", "/1", "/2"])
        #expect(set.pathsAsked == 3)
        _ = look.cycle(set)
        #expect(set.pathsAsked == 3)

        set.accuseAll(many[20], .entry)
        set.indexes[0] = many
        set.stamps = [2, 2, 2]
        let paths = look.cycle(set).entries.compactMap(\.path)
        #expect(paths == ["/0", "/1", "/20"])
        _ = look.cycle(set)
        _ = look.cycle(set)
        #expect(set.pathsAsked == 4, "each once")
    }

    @Test("asks each brick for a path until one knows, and again at the next look when none did")
    func unknownPath() {
        set.indexes = [[file], [], []]
        var look = SetLook("s", SetLook.Limits())
        #expect(look.cycle(set).entries.first?.path == nil)
        #expect(set.pathsAsked == 3)
        _ = look.cycle(set)
        #expect(set.pathsAsked == 6)
    }
}
