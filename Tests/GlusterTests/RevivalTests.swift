import Host
import Testing

@testable import Gluster

@Suite struct RevivalTests {
    private let start = ContinuousClock.now

    /// A graph that was opened at the start, and found dead with these bricks there.
    private func dead(_ looks: [String: Bool]...) -> Revival {
        var revival = Revival(now: start)
        revival.opened(start)
        for reached in looks { revival.noted(isActive: false, reached) }
        return revival
    }

    @Test("a brick that was not there before promises something, once the pause is over")
    func news() {
        let revival = dead(["a": true, "b": false, "c": false], ["a": true, "b": true, "c": false])
        #expect(!revival.isDue(start + .seconds(2)) { true })
        #expect(revival.isDue(start + .seconds(4)) { false })
    }

    @Test("so does one that went away and came back")
    func again() {
        let revival = dead(
            ["a": true, "b": true, "c": false],
            ["a": true, "b": false, "c": false],
            ["a": true, "b": true, "c": false]
        )
        #expect(revival.isDue(start + .seconds(4)) { false })
    }

    @Test("and all of them, from the first look on")
    func all() {
        #expect(dead(["a": true, "b": true]).isDue(start + .seconds(4)) { false })
    }

    @Test(
        "while nothing changes, or nobody can say, it is asked whether it may be tried",
        arguments: [
            ["a": true, "b": false, "c": false], [:],
        ]
    )
    func unknown(_ reached: [String: Bool]) {
        let revival = dead(reached, reached)
        #expect(!revival.isDue(start + .seconds(4)) { false })
        #expect(revival.isDue(start + .seconds(4)) { true })
    }

    @Test("it is not tried while no brick is there, nor when the graph lives")
    func none() {
        #expect(!dead(["a": false, "b": false]).isDue(start + .seconds(4)) { true })
        var revival = dead(["a": true, "b": true])
        revival.noted(isActive: true, ["a": true, "b": true])
        #expect(!revival.isDue(start + .seconds(4)) { true })
    }

    @Test("each new graph that is dead too doubles the pause")
    func pause() {
        var revival = dead(["a": true, "b": true])
        revival.opened(start + .seconds(4))
        revival.noted(isActive: false, ["a": true, "b": true])
        #expect(!revival.isDue(start + .seconds(9)) { true })
        #expect(revival.isDue(start + .seconds(11)) { true })
    }

    @Test("a ration is used up, and comes back one at a time, and no more than there was")
    func ration() {
        var ration = Ration(2, every: .seconds(10), now: start)
        let taken = [100, 100, 100, 109, 110, 111, 160, 161, 162].map { ration.take(start + .seconds($0)) }
        #expect(taken == [true, true, false, false, true, false, true, true, false])
    }
}
