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

    @Test("are forgotten with their volumes, and so are commands with their worker")
    func vanished() {
        var state = SupervisorState()
        let subjects = [Subject.volume("a"), .brick(volume: "a", brick: "n:/a"), .volume("b")]
        for subject in subjects {
            state.apply([.opening(subject)], at: start)
            _ = state.fault(Supervisor.Limits(), at: start + .seconds(31))
            state.lost(.openHung)
        }
        #expect(state.holds.current(start + .seconds(31)).count == 3)
        let target = VolumeTarget(name: "b", host: "127.0.0.1", port: 24007)
        state.watch(WatchList(targets: [target]))
        #expect(state.holds.current(start + .seconds(31)) == [.volume("b"): 60])
        #expect(!state.commands.isEmpty)
        state.lost(.spawn)
        #expect(state.commands.isEmpty)
    }

    @Test("begin with a minute again once an open came back")
    func forgotten() {
        var state = SupervisorState()
        let subject = Subject.volume("a")
        var now = start
        for seconds in [60, 120, 240] as [UInt32] {
            state.apply([.opening(subject)], at: now)
            #expect(state.fault(Supervisor.Limits(), at: now + .seconds(31)) == .openHung)
            now += .seconds(31)
            state.lost(.openHung)
            // What it said in its last moment is read late: the subject hung for longer than it may.
            state.apply([.opened(subject)], at: now)
            #expect(state.holds.current(now) == [subject: seconds])
            now += .seconds(seconds)
        }
        state.apply([.opening(subject), .opened(subject)], at: now)
        state.apply([.opening(subject)], at: now)
        _ = state.fault(Supervisor.Limits(), at: now + .seconds(31))
        #expect(state.holds.current(now + .seconds(31)) == [subject: 60])
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
