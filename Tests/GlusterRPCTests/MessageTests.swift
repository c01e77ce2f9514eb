import TestSupport
import Testing

@testable import GlusterRPC

@Suite("Calls and replies")
struct MessageTests {
    @Test("are nothing but these five procedures")
    func procedures() {
        #expect(
            Procedure.allCases.map { [$0.program, $0.version, $0.number] } == [
                [1_238_463, 2, 33], [1_238_463, 2, 46], [14_398_633, 2, 0], [4_867_634, 2, 2], [4_867_634, 2, 3],
            ]
        )
    }

    @Test("begin with a call to the byte as the RFC wants it")
    func listVolumes() {
        let bytes = CallMessage.encode(.listVolumes, id: 0x0102_0304, arguments: [0, 0, 0, 0])
        #expect(
            bytes == [
                0x80, 0, 0, 44,  // last fragment, 44 bytes
                1, 2, 3, 4,  // which call
                0, 0, 0, 0,  // a call
                0, 0, 0, 2,  // RPC version
                0x00, 0x12, 0xe5, 0xbf,  // program
                0, 0, 0, 2,  // its version
                0, 0, 0, 33,  // procedure
                0, 0, 0, 0, 0, 0, 0, 0,  // no credentials
                0, 0, 0, 0, 0, 0, 0, 0,  // no verifier
                0, 0, 0, 0,  // arguments: an empty dictionary
            ]
        )
    }

    @Test("have results that follow the header")
    func success() throws {
        var results = try ReplyMessage.results(of: header(0) + [0, 0, 0, 9], id: 7)
        #expect(try results.integer() == 9)
        #expect(throws: RPCError.self) { try results.integer() }
    }

    @Test("may have a verifier")
    func verifier() throws {
        let reply =
            [0, 0, 0, 7, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 5, 1, 2, 3, 4, 5, 0, 0, 0, 0, 0, 0, 0] as [UInt8]
        var results = try ReplyMessage.results(of: reply + [0, 0, 0, 9], id: 7)
        #expect(try results.integer() == 9)
    }

    @Test(
        "are refused in the words of the RFC",
        arguments: [
            (1, "program unavailable"), (2, "wrong program version"), (3, "procedure unavailable"),
            (4, "garbage arguments"), (5, "system error"), (6, "status 6"), (255, "status 255"),
        ]
    )
    func refused(_ status: UInt8, _ words: String) {
        #expect(throws: RPCError.refused(words)) { try ReplyMessage.results(of: header(status), id: 7) }
    }

    @Test("may be denied")
    func denied() {
        let reply = [0, 0, 0, 7, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 2] as [UInt8]
        #expect(throws: RPCError.refused("denied")) { try ReplyMessage.results(of: reply, id: 7) }
    }

    @Test("must belong together")
    func foreign() {
        #expect(throws: RPCError.malformed("it answers another call")) {
            try ReplyMessage.results(of: header(0), id: 8)
        }
        let call = Array(CallMessage.encode(.greet, id: 7, arguments: []).dropFirst(4))
        #expect(throws: RPCError.malformed("it is not a reply")) { try ReplyMessage.results(of: call, id: 7) }
    }

    @Test("are not read from a piece of the header")
    func truncations() {
        for bytes in Fuzz.truncations(of: header(0)) {
            #expect(throws: RPCError.self) { try ReplyMessage.results(of: bytes, id: 7) }
        }
    }

    /// The header of an accepted reply to call 7.
    private func header(_ status: UInt8) -> [UInt8] {
        [0, 0, 0, 7, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, status]
    }
}

@Suite("RPC errors")
struct RPCErrorTests {
    @Test("say what was tried and what went wrong")
    func descriptions() {
        let errors: [RPCError] = [
            .errno(step: "connect to /run/x", code: 2), .malformed("no count of volumes"), .oversized(limit: 4096),
            .refused("denied"), .failed(code: 13, message: ""), .failed(code: 13, message: "Another transaction"),
        ]
        #expect(
            errors.map(\.description) == [
                "connect to /run/x: No such file or directory", "malformed reply: no count of volumes",
                "more than 4096 bytes", "call refused: denied", "failed: Permission denied",
                "failed: Another transaction",
            ]
        )
    }

    @Test("tell a permission that is missing from everything else")
    func permission() {
        let codes: [CInt] = [1, 13, 2, 111, 110]
        #expect(
            codes.map { RPCError.errno(step: "connect", code: $0).isPermission } == [true, true, false, false, false]
        )
        #expect(!RPCError.failed(code: 13, message: "").isPermission)
        #expect(!RPCError.refused("denied").isPermission)
    }
}
