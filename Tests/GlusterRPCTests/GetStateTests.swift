import Synchronization
import TestSupport
import Testing

@testable import GlusterRPC

@Suite("GET_STATE", .timeLimit(.minutes(1)))
struct GetStateTests {
    /// From a real glusterd, with shorter paths.
    private static let reply = reply(Dict(text: ["ofilepath": "/d/s1", "filename": "s1", "odir": "/d/"]).wire)

    @Test("names a directory, with its slash, and a file in it", arguments: ["/d", "/d/"])
    func question(_ directory: String) throws {
        let asked = Mutex<[UInt8]>([])
        let dict: [UInt8] =
            [0, 0, 0, 2]
            + [0, 0, 0, 8, 0, 0, 0, 3] + Array("filename\0s1\0".utf8)
            + [0, 0, 0, 4, 0, 0, 0, 4] + Array("odir\0/d/\0".utf8)
        let call: [UInt8] =
            [0x80, 0, 0, 88] + [0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2]
            + [0, 0x12, 0xe5, 0xbf, 0, 0, 0, 2, 0, 0, 0, 46] + [UInt8](repeating: 0, count: 16)
            + [0, 0, 0, 41] + dict + [0, 0, 0]
        let server = FakeServer(unix: { peer in
            asked.withLock { $0 = peer.receive(call.count) }
            peer.send(Self.reply)
            peer.waitForEnd()
        })
        try Glusterd(socket: server.path).writeState(to: "s1", in: directory)
        #expect(asked.withLock { $0 } == call)
    }

    @Test("may fail, in glusterd's words")
    func failed() {
        let words = "Output directory /d/ does not exist."
        #expect(answer(Self.reply([], result: -1, code: 2, words)) == "failed: \(words)")
    }

    @Test("is told from an answer that is cut short", arguments: [0, 3, 28, 40, 60])
    func cutShort(_ length: Int) {
        #expect(
            answer(Array(Self.reply.prefix(length))) == "malformed reply: the connection ended before the reply"
        )
    }

    @Test("does not believe lengths that the reply does not have")
    func lengths() {
        var words = Self.reply
        words[36] = 0x7f
        #expect(answer(words) == "malformed reply: it ends where 2130706432 bytes should stand")
        var dict = Self.reply
        dict[43] = 255
        #expect(answer(dict) == "malformed reply: it ends where 255 bytes should stand")
        var key = Self.reply
        key[51] = 0xff
        #expect(answer(key) == "malformed reply: it ends where a key should stand")
    }

    @Test("does not listen to too large an answer")
    func oversized() {
        #expect(answer([0xc0, 0, 0, 0]) == "more than 4194304 bytes")
    }

    @Test("is left at the deadline by who hears nothing")
    func silent() {
        let server = FakeServer(unix: { $0.waitForEnd() })
        let glusterd = Glusterd(socket: server.path, deadline: .milliseconds(100))
        #expect(failure { () throws(RPCError) in try glusterd.writeState(to: "s1", in: "/d") }.isTimeout)
    }

    private func answer(_ bytes: [UInt8]) -> String {
        let server = FakeServer(unix: { peer in
            _ = peer.receive(92)
            peer.send(bytes)
        })
        return failure { () throws(RPCError) in try Glusterd(socket: server.path).writeState(to: "s1", in: "/d") }
    }

    private static func reply(_ dict: [UInt8], result: Int32 = 0, code: UInt32 = 0, _ words: String = "") -> [UInt8] {
        var reply = XDRWriter()
        for word in [1, 1, 0, 0, 0, 0, UInt32(bitPattern: result), code] as [UInt32] { reply.integer(word) }
        reply.opaque(Array(words.utf8))
        reply.opaque(dict)
        return [0x80, 0, 0, UInt8(reply.bytes.count)] + reply.bytes
    }
}
