import Glibc
import Testing

@testable import Host

@Suite("A process' start")
struct StartTimeTests {
    @Test("is so many ticks after the machine's")
    func boot() {
        #expect(ProcessIdentity.bootTime(stat: Array("cpu 1 2\nbtime 1795212066\nprocesses 7\n".utf8)) == 1_795_212_066)
        for text in ["", "btime", "btime \n", "btime x\n", " btime 1\n"] {
            #expect(ProcessIdentity.bootTime(stat: Array(text.utf8)) == nil)
        }
    }

    @Test("is known of this process, which runs, and not of one before it")
    func own() throws {
        let own = try #require(ProcessTable().processes { _ in true }.first { $0.identity.pid == getpid() }).identity
        #expect(own.isRunning())
        #expect(try #require(own.startTime()) > 1_000_000_000)
        #expect(!ProcessIdentity(pid: own.pid, start: own.start + 1).isRunning())
        #expect(ProcessIdentity(pid: own.pid, start: 0).startTime(proc: "/nowhere") == nil)
    }
}
