import Testing

@testable import Gluster

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
