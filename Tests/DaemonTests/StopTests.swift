import Dispatch
import Glibc
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

    @Test("is not held up by a standard error that nobody reads")
    func fullPipe() throws {
        var ends: [CInt] = [0, 0]
        try #require(unsafe pipe(&ends) == 0)
        defer { ends.forEach { close($0) } }
        try #require(fcntl(ends[1], F_SETFL, O_NONBLOCK) == 0)
        #expect(canWrite(to: ends[1]))
        let page = [UInt8](repeating: 0, count: 4096)
        while unsafe write(ends[1], page, page.count) > 0 {}
        #expect(!canWrite(to: ends[1]))
    }
}
