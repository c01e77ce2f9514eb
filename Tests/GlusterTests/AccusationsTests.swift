import Testing

@testable import Gluster

@Suite("Accusations between copies")
struct AccusationsTests {
    @Test("are twelve bytes: data, metadata, entry")
    func value() {
        #expect(Accusations.kinds([0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0]) == .data)
        #expect(Accusations.kinds([0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0]) == .metadata)
        #expect(Accusations.kinds([0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0]) == [.data, .entry])
        #expect(Accusations.kinds([UInt8](repeating: 0, count: 12)) == [])
        #expect(Accusations.kinds([]) == nil)
        #expect(Accusations.kinds([UInt8](repeating: 1, count: 11)) == nil)
        #expect(Accusations.kinds([UInt8](repeating: 1, count: 16)) == nil)
    }

    @Test("of the one that was away blame it")
    func behind() {
        let accusations = replica3([(0, 2, .data), (1, 2, [.data, .metadata])])

        #expect(accusations.blamed == [[], [], [.data, .metadata]])
        #expect(accusations.undecided == [])
    }

    @Test("by a copy that cannot accuse back, for it is away now, blame it all the same")
    func away() {
        var accusations = Accusations([.data, .data, .data])
        accusations.acquit(by: 0)
        accusations.add(.data, of: 2, by: 1)

        #expect(accusations.blamed == [[], [], .data])
    }

    @Test("of all by all are undecided, and blame nobody")
    func all() {
        var pairs: [(Int, Int, HealKinds)] = []
        for one in 0..<3 {
            for other in 0..<3 { pairs.append((one, other, [.data, .entry])) }
        }
        let accusations = replica3(pairs)

        #expect(accusations.undecided == [.data, .entry])
        #expect(accusations.condemned == [.data, .entry])
        #expect(accusations.blamed == [[], [], []])
    }

    @Test("of one by two, and of the two by the one, are undecided, condemn not all, and blame the one")
    func outvoted() {
        let accusations = replica3([(0, 1, .data), (0, 2, .data), (1, 0, .data), (2, 0, .data)])

        #expect(accusations.undecided == .data)
        #expect(accusations.condemned == [])
        #expect(accusations.blamed == [.data, [], []])
    }

    @Test("of each kind stand alone")
    func kinds() {
        let accusations = replica3([(0, 1, .data), (1, 0, .metadata)])

        #expect(accusations.undecided == [])
        #expect(accusations.blamed == [.metadata, .data, []])
    }

    @Test("leave a data split-brain undecided though nobody accuses the arbiter: it has no data")
    func arbiter() {
        var accusations = Accusations([.data, .data, .arbiter])
        accusations.add([.data, .metadata], of: 1, by: 0)
        accusations.add([.data, .metadata], of: 0, by: 1)

        #expect(accusations.undecided == .data)
    }

    @Test("between two copies condemn both")
    func two() {
        var accusations = Accusations([.data, .data])
        accusations.add(.metadata, of: 1, by: 0)
        accusations.add(.metadata, of: 0, by: 1)

        #expect(accusations.undecided == .metadata)
        #expect(accusations.condemned == .metadata)
        #expect(accusations.blamed == [[], []])
    }

    @Test("that AFR has decided itself are told in its words")
    func status() {
        let words = "data-split-brain:yes    metadata-split-brain:no    Choices:photos-client-0,photos-client-1"
        #expect(SplitBrainStatus.parse(words) == .data)
        #expect(SplitBrainStatus.parse("data-split-brain:yes metadata-split-brain:yes Choices:") == [.data, .metadata])
        #expect(SplitBrainStatus.parse("data-split-brain:no    metadata-split-brain:no") == [])
        #expect(SplitBrainStatus.parse("The file is not under data or metadata split-brain") == [])
        #expect(SplitBrainStatus.parse("") == nil)
        #expect(SplitBrainStatus.parse("something else") == nil)
    }

    private func replica3(_ pairs: [(by: Int, of: Int, HealKinds)]) -> Accusations {
        var accusations = Accusations([.data, .data, .data])
        for brick in 0..<3 { accusations.acquit(by: brick) }
        for (one, other, kinds) in pairs { accusations.add(kinds, of: other, by: one) }
        return accusations
    }
}
