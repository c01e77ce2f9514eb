import TestSupport
import Testing

@testable import GlusterRPC

@Suite("What glusterd replies")
struct GlusterdReplyTests {
    @Test("names the volumes, in order")
    func volumes() throws {
        #expect(try names(in: Recorded.volumes) == ["photos", "scratch"])
        #expect(try names(in: Recorded.noVolumes) == [])
    }

    @Test("may be a failure, in its words or by its errno")
    func failed() {
        for (message, said) in [("no glusterd", "failed: no glusterd"), ("", "failed: Operation not permitted")] {
            var writer = XDRWriter()
            writer.integer(UInt32(bitPattern: -1))
            writer.integer(1)
            writer.opaque(Array(message.utf8))
            writer.opaque([])
            var reader = XDRReader(writer.bytes)
            #expect(failure { () throws(RPCError) in try Glusterd.dict(of: &reader) } == said)
        }
    }

    @Test(
        "must say how many volumes there are",
        arguments: [nil, "", "x", "-1", "2.0", "3", "99999999999999999999", "9223372036854775807"]
    )
    func badCount(_ count: String?) {
        var values = ["volume0": "a", "volume1": "b"]
        values["count"] = count
        #expect(
            names(values) == (count == "3" ? "malformed reply: no volume2" : "malformed reply: no count of volumes")
        )
    }

    @Test("must name each of them")
    func missingName() {
        #expect(names(["count": "1", "volume1": "b"]) == "malformed reply: no volume0")
    }

    @Test("does no harm, whatever it is")
    func mutations() async {
        // In a process of its own, where nobody else takes memory.
        await #expect(processExitsWith: .success) {
            let tests = GlusterdReplyTests()
            let peak = Fuzz.peakMemory
            for sample in [Recorded.volumes, Recorded.noVolumes, Recorded.unavailable] {
                for bytes in Fuzz.mutations(of: sample, 20_000) { _ = try? tests.names(in: bytes) }
                // The header is whole: what follows is hit more often.
                for bytes in Fuzz.mutations(of: Array(sample.dropFirst(28)), 20_000) {
                    var reader = XDRReader(bytes)
                    _ = try? Glusterd.dict(of: &reader)
                }
                for bytes in Fuzz.truncations(of: sample) {
                    #expect(throws: RPCError.self) { try tests.names(in: bytes) }
                }
            }
            for bytes in Fuzz.mutations(of: DictTests.recorded, 20_000) {
                _ = try? Glusterd.names(try Dict.parse(bytes))
            }
            for bytes in Fuzz.noise(50_000) {
                _ = try? Dict.parse(bytes)
                _ = try? ReplyMessage.results(of: bytes, id: 1)
                var reader = XDRReader(bytes)
                _ = try? Glusterd.dict(of: &reader)
            }
            #expect(Fuzz.peakMemory - peak < 64)
        }
    }

    /// The way of a whole reply: fragments, header, results, dictionary, names.
    private func names(in bytes: [UInt8]) throws(RPCError) -> [String] {
        var assembler = RecordAssembler(limit: 4096)
        guard let record = try assembler.add(bytes) else { throw .malformed("no record") }
        var results = try ReplyMessage.results(of: record, id: 1)
        return try Glusterd.names(try Glusterd.dict(of: &results))
    }

    private func names(_ values: [String: String]) -> String {
        var writer = XDRWriter()
        writer.integer(UInt32(values.count))
        var bytes = writer.bytes
        for (name, value) in values {
            var lengths = XDRWriter()
            lengths.integer(UInt32(name.utf8.count))
            lengths.integer(UInt32(value.utf8.count))
            bytes += lengths.bytes + Array(name.utf8) + [0] + Array(value.utf8)
        }
        return failure { () throws(RPCError) in try Glusterd.names(try Dict.parse(bytes)) }
    }
}
