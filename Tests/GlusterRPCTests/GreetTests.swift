import Foundation
import TestSupport
import Testing

@testable import GlusterRPC

@Suite("A greeting over TCP", .timeLimit(.minutes(1)))
struct GreetTests {
    @Test("is understood when the procedure is said to be unavailable, as a real glusterd says")
    func unavailable() throws {
        let server = FakeServer(tcp: { peer in
            let expected: [UInt8] =
                [0x80, 0, 0, 40, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2, 0x00, 0xdb, 0xb4, 0xa9, 0, 0, 0, 2]
                + [UInt8](repeating: 0, count: 20)
            if peer.receive(44) == expected { peer.send(Recorded.unavailable) }
        })
        try greet(server)
    }

    @Test("is understood when it succeeds")
    func success() throws {
        let server = FakeServer(tcp: { peer in
            _ = peer.receive(44)
            peer.send(Array(Recorded.unavailable.dropLast()) + [0])
            peer.waitForEnd()
        })
        try greet(server)
    }

    @Test("fails on silence, at the deadline")
    func silence() {
        let server = FakeServer(tcp: { $0.waitForEnd() })
        #expect(failure { () throws(RPCError) in try greet(server, deadline: .milliseconds(100)) }.isTimeout)
    }

    @Test("fails where nobody listens")
    func refused() {
        #expect(throws: RPCError.errno(step: "connect to 127.0.0.1:1", code: ECONNREFUSED)) {
            try Glusterd.greet(host: "127.0.0.1", port: 1)
        }
    }

    @Test("fails when what comes is no reply")
    func nonsense() {
        let server = FakeServer(tcp: { peer in
            _ = peer.receive(44)
            peer.send(Array("HTTP/1.1 400 Bad Request\r\n\r\n".utf8))
        })
        #expect(throws: RPCError.oversized(limit: 4096)) { try greet(server) }
    }

    @Test("needs a host that has an address")
    func noAddress() {
        #expect(throws: RPCError.errno(step: "connect to :1", code: ENXIO)) {
            try Glusterd.greet(host: "", port: 1)
        }
    }

    private func greet(_ server: FakeServer, deadline: Duration = .seconds(10)) throws(RPCError) {
        try Glusterd.greet(host: "127.0.0.1", port: server.port, deadline: deadline)
    }
}
