import Testing

@testable import Host

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
