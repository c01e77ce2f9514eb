import Glibc
import Host
import Testing

@testable import Gluster

@Suite("Verdicts on waiting entries")
struct SetVerdictTests {
    private let set = FakeSet()
    private let file = GFID(high: 1, low: 1)

    @Test("takes AFR's word for split-brain of data and metadata")
    func status() {
        set.accuseAll(file, [.data, .metadata])
        set.splitBrain[file] = .success(.data)
        #expect(verdict?.splitBrain == .data)
    }

    @Test("takes it for split-brain where AFR can read no copy, if enough of them are accused")
    func unreadable() {
        set.accuseAll(file, .metadata)
        set.splitBrain[file] = .failure(SystemError("lookup", code: ENOTCONN))
        #expect(verdict?.splitBrain == .metadata)
    }

    @Test("does not judge when AFR does not answer, and tries again")
    func silent() {
        set.accuseAll(file, .data)
        set.splitBrain[file] = .failure(SystemError("lookup", code: ETIMEDOUT))
        var look = SetLook("s", SetLook.Limits())
        let first = look.cycle(set)
        #expect(first.entries.map(\.verdict) == [nil])
        #expect(first.isTruncated)
        set.splitBrain[file] = .success([])
        #expect(look.cycle(set).entries.map(\.verdict?.splitBrain) == [[]])
    }

    @Test("tells split-brain of names, and the names with different files behind them")
    func names() {
        set.accuseAll(file, .entry)
        set.mismatches[file] = [3: 2]
        #expect(verdict?.splitBrain == .entry)
        #expect(verdict?.mismatched == 2)
    }

    @Test("compares names again when some of a directory have changed, though it is listed as before")
    func changedNames() {
        set.accuseAll(file, .entry)
        set.mismatches[file] = [3: 2]
        var look = SetLook("s", SetLook.Limits())
        for _ in 0..<3 { _ = look.cycle(set) }
        _ = set.takeAsked()
        _ = look.cycle(set)
        #expect(set.takeAsked() == [], "nothing has changed")

        set.mismatches[file] = [3: 1]
        set.namesStamps[file] = 2
        #expect(look.cycle(set).entries.first?.verdict?.mismatched == 1)
        _ = set.takeAsked()
        _ = look.cycle(set)
        #expect(set.takeAsked() == [])
    }

    @Test("does not judge a directory while a brick cannot say which names have changed, and tries again")
    func hiddenNames() {
        set.accuseAll(file, .entry)
        set.mismatches[file] = [3: 1]
        set.hidden = [file]
        var look = SetLook("s", SetLook.Limits())
        let first = look.cycle(set)
        #expect(first.entries.map(\.verdict) == [nil])
        #expect(first.isTruncated)
        set.hidden = []
        let second = look.cycle(set)
        #expect(second.entries.first?.verdict?.mismatched == 1)
        #expect(!second.isTruncated)
    }

    @Test("says that it is not complete when a directory has too many names")
    func manyNames() {
        set.accuseAll(file, .entry)
        set.mismatches[file] = [3: 3]
        var look = SetLook("s", SetLook.Limits(names: 2))
        let seen = look.cycle(set)
        let (entries, isTruncated) = (seen.entries, seen.isTruncated)
        #expect(entries.first?.verdict?.mismatched == 2)
        #expect(isTruncated)
    }

    @Test("does not take back a split-brain because a brick that testified is away, and blames nobody for that")
    func testimony() {
        set.accuseAll(file, [.data, .entry])
        set.splitBrain[file] = .success(.data)
        set.mismatches[file] = [3: 2, 1: 0]
        var look = SetLook("s", SetLook.Limits())
        let before = look.cycle(set)
        #expect(before.entries.first?.verdict?.splitBrain == [.data, .entry])
        set.indexes = [[file], nil, nil]
        set.splitBrain[file] = .success([])
        let after = look.cycle(set)
        #expect(after.entries == before.entries)
        #expect(after.isTruncated, "there may be more names than the one brick tells")
    }

    @Test("finds a split-brain that arises while a third brick is away")
    func twoOfThree() {
        set.indexes = [[file], [file], nil]
        set.accusing[file] = [(0, 1, .entry), (0, 2, .entry), (1, 0, .entry), (1, 2, .entry)]
        set.mismatches[file] = [2: 1]
        var look = SetLook("s", SetLook.Limits())
        let seen = look.cycle(set)
        #expect(seen.entries.first?.verdict?.splitBrain == .entry)
        #expect(seen.entries.first?.verdict?.mismatched == 1)
        #expect(seen.entries.first?.verdict?.blamed == [[], [], .entry])
        #expect(seen.isTruncated)
    }

    @Test("asks a brick about every entry when its index is longer than can be read")
    func cutIndex() {
        let many = (0..<30).map { GFID(high: 5, low: $0) }
        set.indexes = [[file], many + [file], []]
        set.accusing[file] = [(0, 1, .metadata), (1, 0, .metadata)]
        set.roles = [.data, .data]
        set.indexes.removeLast()
        set.splitBrain[file] = .success(.metadata)
        var look = SetLook("s", SetLook.Limits(entries: 10, cycles: 2))
        let seen = look.cycle(set)
        #expect(seen.entries.first?.gfid == file)
        #expect(seen.entries.first?.verdict?.splitBrain == .metadata)
        #expect(seen.entries.first?.verdict?.blamed == [[], []])
        #expect(seen.isCut)
        #expect(seen.isTruncated)
    }

    private var verdict: HealVerdict? {
        var look = SetLook("s", SetLook.Limits())
        return look.cycle(set).entries.first?.verdict
    }
}
