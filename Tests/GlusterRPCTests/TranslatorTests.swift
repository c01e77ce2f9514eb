import Foundation
import Synchronization
import TestSupport
import Testing

@testable import GlusterRPC

@Suite("A dictionary that is sent")
struct DictEncodeTests {
    @Test("has a NUL behind each text, and names in order")
    func text() {
        #expect(
            Dict(text: ["peek": "on", "info-op": "3"]).wire
                == [0, 0, 0, 2, 0, 0, 0, 7, 0, 0, 0, 2] + Array("info-op\u{0}3\u{0}".utf8)
                + [0, 0, 0, 4, 0, 0, 0, 3] + Array("peek\u{0}on\u{0}".utf8)
        )
        #expect(Dict().wire == [0, 0, 0, 0])
    }

    @Test("is read as it was written")
    func roundTrip() throws {
        let dict = Dict(text: ["": "", "é": "ü", "long": String(repeating: "x", count: 1000)])
        #expect(try Dict.parse(dict.wire) == dict)
    }
}

@Suite("A question to a translator")
struct TranslatorQuestionTests {
    @Test("of a brick has its path, and asks for nothing but a look")
    func brick() {
        let bytes = TranslatorCall.arguments(name: "/b/1", operation: 2, Dict(text: ["peek": "on"]))
        #expect(
            bytes == [0, 0, 0, 4] + Array("/b/1".utf8) + [0, 0, 0, 2]
                + [0, 0, 0, 20, 0, 0, 0, 1, 0, 0, 0, 4, 0, 0, 0, 3] + Array("peek\u{0}on\u{0}".utf8)
                + [0, 0, 0, 0]
        )
    }

    @Test("of the self-heal daemon names the sets by their place, and starts no heal")
    func selfHeal() {
        let dict = SelfHealSocket.input(.statistics, ["v-replicate-0", "v-replicate-1"])
        #expect(
            dict
                == Dict(text: [
                    "xl-op": "7", "count": "2", "xl-0": "v-replicate-0", "xl-1": "v-replicate-1", "v-replicate-0": "0",
                    "v-replicate-1": "1",
                ])
        )
        #expect(SelfHealSocket.Question.allCases.map(\.operation) == [8, 7])
    }
}

@Suite("A translator's answer")
struct TranslatorAnswerTests {
    @Test("is its dictionary")
    func output() throws {
        #expect(try answer(0, 0, "", ["-1-27-hits": "3"]) == Dict(text: ["-1-27-hits": "3"]))
    }

    @Test("may be that the brick is elsewhere")
    func elsewhere() throws {
        var reader = XDRReader(Answer(-1, 0, "xlator /bricks/x is not loaded").bytes)
        #expect(try BrickSocket.profile(&reader) == nil)
    }

    @Test("may be a failure, in its words, by its errno, or without any reason")
    func failed() {
        for (code, message, said) in [
            (0, "no", "failed: no"), (13, "", "failed: Permission denied"), (0, "", "failed: it gives no reason"),
            (0, "no\u{0}", "failed: no"),
        ] {
            #expect(failure { () throws(RPCError) in try self.answer(-1, code, message) } == said)
        }
    }

    @Test("does no harm, whatever it is")
    func mutations() async {
        // In a process of its own, where nobody else takes memory.
        await #expect(processExitsWith: .success) {
            let peak = Fuzz.peakMemory
            let values = (1...58).map { ("-1-\($0)-avglatency", "59377.442857") }
            let sample = Answer(0, 0, "", Dictionary(values) { first, _ in first }).bytes
            for bytes in Fuzz.mutations(of: sample, 5_000) {
                var reader = XDRReader(bytes)
                _ = try? BrickSocket.profile(&reader)
            }
            for bytes in Fuzz.truncations(of: sample) {
                #expect(throws: RPCError.self) {
                    var reader = XDRReader(bytes)
                    _ = try BrickSocket.profile(&reader)
                }
            }
            for bytes in Fuzz.noise(20_000) {
                var reader = XDRReader(bytes)
                _ = try? TranslatorCall.output(of: &reader)
            }
            #expect(Fuzz.peakMemory - peak < 64)
        }
    }

    private func answer(
        _ result: Int32,
        _ code: Int,
        _ message: String,
        _ values: [String: String] = [:]
    ) throws(RPCError) -> Dict {
        var reader = XDRReader(Answer(result, code, message, values).bytes)
        return try TranslatorCall.output(of: &reader)
    }
}

@Suite("A Gluster process over its local socket", .timeLimit(.minutes(1)))
struct TranslatorSocketTests {
    private static let hits = ["-1-27-hits": "3"]

    @Test("is asked in one record, procedure 2 for a brick")
    func brick() throws {
        let asked = Mutex<[UInt8]>([])
        let arguments = TranslatorCall.arguments(
            name: "/bricks/1",
            operation: 2,
            Dict(text: ["info-op": "3", "peek": "on"])
        )
        let call = CallMessage.encode(.brickInfo, id: 1, arguments: arguments)
        let server = FakeServer(unix: { peer in
            asked.withLock { $0 = peer.receive(call.count) }
            peer.send(Answer(0, 0, "", Self.hits).record)
            peer.waitForEnd()
        })
        #expect(try BrickSocket(server.path).profile(of: "/bricks/1") == Dict(text: Self.hits))
        #expect(asked.withLock { $0 } == call)
    }

    @Test("is asked in one record, procedure 3 for the self-heal daemon", arguments: SelfHealSocket.Question.allCases)
    func selfHeal(_ question: SelfHealSocket.Question) throws {
        let asked = Mutex<[UInt8]>([])
        let input = SelfHealSocket.input(question, ["v-replicate-0"])
        let arguments = TranslatorCall.arguments(name: "", operation: 3, input)
        let call = CallMessage.encode(.selfHeal, id: 1, arguments: arguments)
        let server = FakeServer(unix: { peer in
            asked.withLock { $0 = peer.receive(call.count) }
            peer.send(Answer(0, 0, "", ["0-0-hardlinks": "7"]).record)
            peer.waitForEnd()
        })
        let answer = try SelfHealSocket(server.path).ask(question, sets: ["v-replicate-0"])
        #expect(answer[integer: "0-0-hardlinks"] == 7)
        #expect(asked.withLock { $0 } == call)
    }

    @Test("that cuts its answer short is told from one that answers", arguments: [0, 3, 27, 40, 60])
    func cutShort(_ length: Int) {
        let server = FakeServer(unix: { peer in
            _ = peer.receive(44)
            peer.send(Array(Answer(0, 0, "", Self.hits).record.prefix(length)))
            shutdown(peer.socket, CInt(SHUT_WR))
            peer.waitForEnd()
        })
        #expect(throws: RPCError.malformed("the connection ended before the reply")) {
            try BrickSocket(server.path).profile(of: "/bricks/1")
        }
    }

    @Test("that announces too large an answer is not listened to")
    func oversized() {
        let server = FakeServer(unix: { peer in
            peer.send([0x80, 0x80, 0, 1])
            peer.waitForEnd()
        })
        #expect(throws: RPCError.oversized(limit: 8 << 20)) { try BrickSocket(server.path).profile(of: "/bricks/1") }
        #expect(throws: RPCError.oversized(limit: 8 << 20)) {
            try SelfHealSocket(server.path).ask(.healCount, sets: [])
        }
    }

    @Test("that never says anything is left at the deadline")
    func silent() {
        let server = FakeServer(unix: { $0.waitForEnd() })
        let brick = BrickSocket(server.path, deadline: .milliseconds(50))
        let daemon = SelfHealSocket(server.path, deadline: .milliseconds(50))
        #expect(failure { () throws(RPCError) in try brick.profile(of: "/bricks/1") }.isTimeout)
        #expect(failure { () throws(RPCError) in try daemon.ask(.statistics, sets: []) }.isTimeout)
    }
}

/// An answer in the making.
private struct Answer {
    var bytes: [UInt8]

    init(_ result: Int32, _ code: Int, _ message: String, _ values: [String: String] = [:]) {
        var writer = XDRWriter()
        writer.integer(UInt32(bitPattern: result))
        writer.integer(UInt32(code))
        writer.opaque(values.isEmpty ? [] : Dict(text: values).wire)
        writer.opaque(Array(message.utf8))
        bytes = writer.bytes
    }

    /// As it travels: with its mark and the header of a reply to call 1.
    var record: [UInt8] {
        var writer = XDRWriter()
        for word in [UInt32(bytes.count + 24) | 0x8000_0000, 1, 1, 0, 0, 0, 0] { writer.integer(word) }
        return writer.bytes + bytes
    }
}
