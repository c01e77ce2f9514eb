import Dispatch
import Testing

@testable import gluster_caddy_exporter

@Suite("The end of the daemon's parts", .timeLimit(.minutes(1)))
struct StopTests {
    @Test("is waited for, for all at the same time")
    func together() {
        let (first, second) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        let parts: [(String, @Sendable () -> Void)] = [
            (
                "a",
                {
                    second.signal(); first.wait()
                }
            ),
            (
                "b",
                {
                    second.wait(); first.signal()
                }
            ),
        ]
        #expect(inTime(.seconds(600), parts) == [])
    }

    @Test("is not waited for longer than that, and what has not come to it is told")
    func hanging() {
        let gate = DispatchSemaphore(value: 0)
        #expect(inTime(.zero, [("hung", { gate.wait() })]) == ["hung"])
        gate.signal()
    }
}
