import Foundation
import Synchronization
import TestSupport
import Testing

@testable import GlusterRPC

@Suite("glusterd over its local socket", .timeLimit(.minutes(1)))
struct GlusterdTests {
    @Test("is asked in one record, and names its volumes")
    func proper() throws {
        let asked = Mutex<[UInt8]>([])
        let server = FakeServer(unix: { peer in
            asked.withLock { $0 = peer.receive(48) }
            peer.send(Recorded.volumes)
            peer.waitForEnd()
        })
        #expect(try Glusterd(socket: server.path).volumes() == ["photos", "scratch"])
        #expect(asked.withLock { $0 } == CallMessage.encode(.listVolumes, id: 1, arguments: [0, 0, 0, 0]))
    }

    @Test("may send its reply byte by byte, in fragments of one byte")
    func crumbs() throws {
        let server = FakeServer(unix: { peer in
            let record = Recorded.volumes.dropFirst(4)
            for (index, byte) in record.enumerated() {
                let mark: UInt8 = index == record.count - 1 ? 0x80 : 0
                for byte in [mark, 0, 0, 1, byte] { peer.send([byte]) }
            }
            peer.waitForEnd()
        })
        #expect(try Glusterd(socket: server.path).volumes() == ["photos", "scratch"])
    }

    @Test("that cuts its reply short is told from one that answers", arguments: [0, 1, 4, 30, 111])
    func cutShort(_ length: Int) {
        let server = FakeServer(unix: { peer in
            _ = peer.receive(48)
            peer.send(Array(Recorded.volumes.prefix(length)))
        })
        #expect(throws: RPCError.malformed("the connection ended before the reply")) {
            try Glusterd(socket: server.path).volumes()
        }
    }

    @Test("that closes at once is an error")
    func closes() {
        let server = FakeServer(unix: { _ in })
        let said = failure { () throws(RPCError) in try Glusterd(socket: server.path).volumes() }
        // Which one it is depends on who is faster.
        let expected = [
            "send: Broken pipe", "receive: Connection reset by peer",
            "malformed reply: the connection ended before the reply",
        ]
        #expect(expected.contains(said), "\(said)")
    }

    @Test("that announces too large a reply is not listened to")
    func oversized() {
        let server = FakeServer(unix: { peer in
            peer.send([0x80, 0x40, 0, 1])
            peer.waitForEnd()
        })
        #expect(throws: RPCError.oversized(limit: 4 << 20)) { try Glusterd(socket: server.path).volumes() }
    }

    @Test("that never says anything is left at the deadline")
    func silent() {
        let server = FakeServer(unix: { $0.waitForEnd() })
        #expect(
            failure { () throws(RPCError) in try Glusterd(socket: server.path, deadline: .milliseconds(100)).volumes() }
                .isTimeout
        )
    }

    @Test("that says nothing without end is left at the deadline")
    func endless() {
        let server = FakeServer(unix: { peer in
            while peer.send([UInt8](repeating: 0, count: 4096)) {}
        })
        #expect(
            failure { () throws(RPCError) in try Glusterd(socket: server.path, deadline: .milliseconds(100)).volumes() }
                .isTimeout
        )
    }

    @Test("that does not read is left at the deadline")
    func deaf() throws {
        let done = DispatchSemaphore(value: 0)
        let server = FakeServer(unix: { _ in done.wait() })
        defer { done.signal() }
        let stream = try Stream(unix: server.path, within: .milliseconds(100))
        do throws(RPCError) {
            _ = try stream.call(.listVolumes, [UInt8](repeating: 0, count: 8 << 20))
            Issue.record("nobody has read that")
        } catch {
            #expect(error == .errno(step: "send", code: ETIMEDOUT))
        }
    }

    @Test("is missed where there is no socket, and where nobody listens")
    func missing() throws {
        #expect(
            failure { () throws(RPCError) in try Glusterd(socket: "/nowhere/glusterd.socket").volumes() }
                == "connect to /nowhere/glusterd.socket: No such file or directory"
        )
        let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
        try Data().write(to: URL(filePath: file))
        defer { try? FileManager.default.removeItem(atPath: file) }
        #expect(throws: RPCError.errno(step: "connect to \(file)", code: ECONNREFUSED)) {
            try Glusterd(socket: file).volumes()
        }
    }

    @Test("has a path of 107 bytes at most", arguments: [(107, ENOENT), (108, ENAMETOOLONG), (5000, ENAMETOOLONG)])
    func longPath(_ length: Int, _ code: CInt) {
        let path = "/" + String(repeating: "x", count: length - 1)
        #expect(throws: RPCError.errno(step: "connect to \(path)", code: code)) {
            try Glusterd(socket: path).volumes()
        }
    }

    @Test("leaves no descriptor behind, however it ends")
    func descriptors() throws {
        let ended = DispatchSemaphore(value: 0)
        let silent = FakeServer(unix: { peer in
            peer.waitForEnd()
            ended.signal()
        })
        let answering = FakeServer(unix: { peer in
            peer.send(Recorded.volumes)
            peer.waitForEnd()
            ended.signal()
        })
        func count() throws -> Int { try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count }
        let before = try count()
        for _ in 0..<300 {
            #expect(throws: RPCError.self) { try Glusterd(socket: silent.path, deadline: .zero).volumes() }
            #expect(try Glusterd(socket: answering.path).volumes().count == 2)
        }
        for _ in 0..<600 { ended.wait() }
        // Other tests have theirs at the same time, but not for ever.
        for _ in 0..<5_000 where try count() >= before + 250 {}
        #expect(try count() < before + 250)
    }
}

extension String {
    /// Whether the words of an error say so, at whichever step.
    var isTimeout: Bool { hasSuffix(": Connection timed out") }
}
