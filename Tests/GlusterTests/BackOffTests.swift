import Testing

@testable import Gluster

@Suite("A back-off")
struct BackOffTests {
    private let start = ContinuousClock.now

    @Test("is due at once, then after twice as long each time, up to its limit")
    func doubles() {
        var backOff = BackOff(first: .seconds(1), limit: .seconds(5), now: start)
        #expect(backOff.isDue(start))
        #expect(backOff.wait(start) == .zero)
        var now = start
        for seconds in [1, 2, 4, 5, 5] {
            backOff.failed(now)
            #expect(backOff.wait(now) == .seconds(seconds))
            #expect(!backOff.isDue(now + .seconds(seconds) - .nanoseconds(1)))
            now += .seconds(seconds)
            #expect(backOff.isDue(now))
            #expect(backOff.wait(now + .seconds(9)) == .zero)
        }
    }

    @Test("begins anew after a success")
    func success() {
        var backOff = BackOff(first: .seconds(1), limit: .seconds(60), now: start)
        for _ in 0..<10 { backOff.failed(start) }
        backOff.succeeded()
        backOff.failed(start)
        #expect(backOff.wait(start) == .seconds(1))
    }

    @Test("can be held before its first try")
    func hold() {
        let backOff = BackOff(holding: .seconds(60), now: start)
        #expect(!backOff.isDue(start + .seconds(59)))
        #expect(backOff.isDue(start + .seconds(60)))
    }
}

@Suite("Holds")
struct HoldTests {
    private let start = ContinuousClock.now

    @Test("last a minute, then twice as long each time, an hour at most")
    func doubles() {
        var holds = Holds()
        #expect(holds.current(start) == [:])
        var now = start
        for seconds in [60, 120, 240, 480, 960, 1920, 3600, 3600] as [UInt32] {
            holds.add(.volume("a"), now)
            #expect(holds.current(now) == [.volume("a"): seconds])
            #expect(holds.current(now + .seconds(seconds) - .milliseconds(1)) == [.volume("a"): 1])
            now += .seconds(seconds)
            #expect(holds.current(now) == [:])
        }
    }

    @Test("are each subject's own")
    func apart() {
        var holds = Holds()
        holds.add(.volume("a"), start)
        holds.add(.brick(volume: "a", brick: "h:/b"), start + .seconds(30))
        #expect(holds.current(start + .seconds(30)) == [.volume("a"): 30, .brick(volume: "a", brick: "h:/b"): 60])
        #expect(holds.current(start + .seconds(70)) == [.brick(volume: "a", brick: "h:/b"): 20])
    }
}
