import Synchronization
import Testing

@testable import Host

@Suite("The service manager")
struct ServiceManagerTests {
    private let sent = Sent()

    private func manager() -> ServiceManager {
        let sent = sent
        return ServiceManager(watchdog: .seconds(30)) { sent.add($0) }
    }

    @Test("is told of the start, of reloads with their time, and of the end")
    func states() throws {
        let manager = manager()
        manager.isReady()
        manager.isReloading()
        manager.isReady()
        manager.isAlive()
        manager.isStopping()
        let all = sent.all
        #expect(all.count == 5)
        #expect([all[0], all[2], all[3], all[4]] == ["READY=1", "READY=1", "WATCHDOG=1", "STOPPING=1"])
        let parts = all[1].split(separator: "\n")
        #expect(parts.count == 2 && parts[0] == "RELOADING=1")
        let time = try #require(parts[1].split(separator: "=").last.flatMap { Int($0) })
        #expect(parts[1].hasPrefix("MONOTONIC_USEC=") && time > 0)
    }

    @Test("is told what we do when it is something else, in one line")
    func status() {
        let manager = manager()
        manager.say("")
        for line in ["a", "a", "b", "a\nREADY=1"] { manager.say(line) }
        #expect(sent.all == ["STATUS=a", "STATUS=b", "STATUS=a READY=1"])
        manager.say(String(repeating: "é", count: 5000))
        #expect(sent.all.last == "STATUS=" + String(repeating: "é", count: 1000))
    }

    @Test(
        "finds threads that no signal interrupts by their state",
        arguments: [
            ("1 (mount) D 0 1", "mount"), ("1 (a) D b) D 0", "a) D b"), ("1 (mount) S 0 1", nil), ("1 (D) R 0", nil),
            ("1 ) D (", nil), ("", nil), ("1 (x)", nil), ("1 () D ", ""),
        ] as [(String, String?)]
    )
    func stuck(_ stat: String, _ name: String?) {
        #expect(stuckName(stat: Array(stat.utf8), place: Array("do_wait".utf8)) == name)
    }

    @Test("takes a thread that waits for a FUSE client for one of them")
    func waitsForClient() {
        let stat = Array("1 (mount) S 0 1".utf8)
        #expect(stuckName(stat: stat, place: Array("request_wait_answer.isra.0".utf8)) == "mount")
        #expect(stuckName(stat: stat, place: Array("0".utf8)) == nil)
        #expect(stuckName(stat: stat, place: []) == nil)
    }
}

private final class Sent: Sendable {
    private let messages = Mutex<[String]>([])

    var all: [String] { messages.withLock { $0 } }

    func add(_ message: String) {
        messages.withLock { $0.append(message) }
    }
}
