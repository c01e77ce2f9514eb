@testable import Collectors

extension ExporterState {
    /// Any moment: only what lies between two of them is told.
    static let start = ContinuousClock.now
    static let later = start + .milliseconds(2500)

    /// A daemon that has run for a while: one collector succeeds, one overran and is still under way, one is new.
    static let recorded = {
        var healthy = PollReport(collector: "volume")
        healthy.begin(start)
        healthy.fail("worker", words: "no", start + .milliseconds(250), isOver: true)
        healthy.begin(start)
        healthy.succeed(start + .milliseconds(125), at: 1_700_000_000)
        var hung = PollReport(collector: "brick")
        hung.begin(start)
        hung.fail("timeout", words: "no", start + .seconds(2), isOver: false)

        var state = ExporterState()
        state.version = "1.2.3"
        state.revision = "0123456789ab"
        state.swiftVersion = "6.3"
        state.gfapiVersion = "10.3"
        state.reports = [healthy, hung, PollReport(collector: "heal")]
        state.workerRestarts = ["exit": 0, "signal": 1, "silent": 2, "open_hung": 3, "worn": 4, "spawn": 5]
        state.logMessages = ["info": 7, "warning": 2, "error": 0]
        state.cutConnections = ["request": 3, "idle": 40, "answer": 1, "limit": 0, "address_limit": 0]
        state.requests = [200: 1000, 404: 1, 503: 0]
        state.configurationTime = 1_699_999_000.5
        state.process = ProcessReading(
            cpuSeconds: 1.25,
            startTime: 1_699_999_000.25,
            virtualBytes: 0x1p30,
            residentBytes: 0x1p24,
            threads: 9,
            openDescriptors: 17,
            maximumDescriptors: 1024,
            maximumVirtualBytes: 0x1p64
        )
        return state
    }()
}
