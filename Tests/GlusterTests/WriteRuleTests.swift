import Testing

@testable import Gluster

@Suite("How many bricks may still fail")
struct WriteRuleTests {
    @Test("is what trying out every failure and every return tells", arguments: 1...6)
    func everySet(_ count: Int) {
        let rules = [.any, .majority] + (0...count + 1).map { WriteRule.atLeast($0) }
        for rule in rules {
            for arbiters in 0...1 {
                let roles = (0..<count).map { $0 < count - arbiters ? Brick.Role.data : .arbiter }
                for up in 0..<UInt32(1) << count {
                    let spare = rule.spare(roles, up: (0..<count).map { up & 1 << $0 != 0 })
                    #expect(
                        spare == BruteForce(rule, count, arbiters).spare(up),
                        "\(rule) \(roles) \(String(up, radix: 2))"
                    )
                }
            }
        }
    }

    @Test("of a pair without quorum is one, and both lost is an outage")
    func pair() {
        let rule = WriteRule.any
        #expect(rule.spare([.data, .data], up: [true, true]) == 1)
        #expect(rule.spare([.data, .data], up: [true, false]) == 0)
        #expect(rule.spare([.data, .data], up: [false, false]) == -1)
    }

    @Test("of a pair with quorum depends on the first brick")
    func pairWithQuorum() {
        let rule = WriteRule.majority
        #expect(rule.spare([.data, .data], up: [true, true]) == 0)  // The first may be next.
        #expect(rule.spare([.data, .data], up: [true, false]) == 0)
        #expect(rule.spare([.data, .data], up: [false, true]) == -1)
        #expect(rule.spare([.data, .data], up: [false, false]) == -1)
    }

    @Test("of four bricks with quorum counts half of them with the first among them")
    func four() {
        let four = [Brick.Role](repeating: .data, count: 4)
        let rule = WriteRule.majority
        #expect(rule.spare(four, up: [true, true, true, true]) == 1)
        #expect(rule.spare(four, up: [true, true, true, false]) == 0)
        #expect(rule.spare(four, up: [false, true, true, true]) == 0)
        #expect(rule.spare(four, up: [true, true, false, false]) == 0)
        #expect(rule.spare(four, up: [false, true, true, false]) == -1)
        #expect(rule.spare(four, up: [false, false, false, true]) == -1)
    }

    @Test("of three replicas is one")
    func three() {
        let three = [Brick.Role](repeating: .data, count: 3)
        #expect(WriteRule.majority.spare(three, up: [true, true, true]) == 1)
        #expect(WriteRule.majority.spare(three, up: [false, true, true]) == 0)
        #expect(WriteRule.majority.spare(three, up: [false, false, true]) == -1)
        #expect(WriteRule.majority.spare(three, up: [false, false, false]) == -2)
    }

    @Test("counts an arbiter for the quorum, never as data")
    func arbiter() {
        let roles = [Brick.Role.data, .data, .arbiter]
        #expect(WriteRule.majority.spare(roles, up: [true, true, false]) == 0)
        #expect(WriteRule.majority.spare(roles, up: [true, false, true]) == 0)
        #expect(WriteRule.majority.spare(roles, up: [false, false, true]) == -1)
        #expect(WriteRule.any.spare(roles, up: [false, false, true]) == -1)
        #expect(WriteRule.atLeast(1).spare(roles, up: [false, false, true]) == -1)
    }

    @Test(
        "with a fixed quorum is what stands above it",
        arguments: [(1, [2, 1, 0, -1]), (2, [1, 0, -1, -2]), (3, [0, -1, -2, -3])]
    )
    func fixed(_ quorum: Int, _ spare: [Int]) {
        let three = [Brick.Role](repeating: .data, count: 3)
        let rule = WriteRule.atLeast(quorum)
        #expect((0...3).map { down in rule.spare(three, up: (0..<3).map { $0 >= down }) } == spare)
    }

    @Test("of a disperse set 4+2 is its redundancy")
    func disperse() {
        let six = [Brick.Role](repeating: .data, count: 6)
        let rule = WriteRule.atLeast(4)
        #expect((0...6).map { down in rule.spare(six, up: (0..<6).map { $0 >= down }) } == [2, 1, 0, -1, -2, -3, -4])
    }

    @Test("is more than all of them where no number of bricks is enough")
    func impossible() {
        #expect(WriteRule.atLeast(4).spare([.data, .data, .data], up: [true, true, true]) == -4)
        #expect(WriteRule.any.spare([.arbiter], up: [true]) == -2)
        #expect(WriteRule.any.spare([], up: []) == -1)
    }
}

/// Tries every set of bricks; a set is a number with a bit for each.
private struct BruteForce {
    private let all: UInt32
    private let accepted: Set<UInt32>

    init(_ rule: WriteRule, _ count: Int, _ arbiters: Int) {
        let all = UInt32(1) << count - 1
        let data = all >> arbiters
        self.all = all
        accepted = Set(
            (0...all).filter { up in
                guard up & data != 0 else { return false }
                switch rule {
                case .any: return true
                case .atLeast(let quorum): return up.nonzeroBitCount >= quorum
                case .majority:
                    let down = (all & ~up).nonzeroBitCount
                    // Bit 0 is the first brick, unless that is an arbiter.
                    return up.nonzeroBitCount > down || up.nonzeroBitCount == down && up & data & 1 == 1
                }
            }
        )
    }

    func spare(_ up: UInt32) -> Int {
        guard accepted.contains(up) else {
            let returns = (0...all).filter { $0 & up == 0 && accepted.contains(up | $0) }
            return -(returns.map(\.nonzeroBitCount).min() ?? all.nonzeroBitCount + 1)
        }
        let losses = (0...all).filter { $0 & ~up == 0 && !accepted.contains(up & ~$0) }
        return losses.map(\.nonzeroBitCount).min()! - 1
    }
}
