import TestSupport
import Testing

@testable import GlusterRPC

@Suite("Record fragments")
struct RecordAssemblerTests {
    /// Two fragments, an empty one among them, and the record behind them.
    private let bytes: [UInt8] =
        [0, 0, 0, 3, 1, 2, 3] + [0, 0, 0, 0] + [0x80, 0, 0, 2, 4, 5] + [0x80, 0, 0, 1, 6]

    @Test("make one record, and the next one waits for its turn")
    func severalFragments() throws {
        var assembler = RecordAssembler(limit: 5)
        #expect(try assembler.add(bytes) == [1, 2, 3, 4, 5])
        #expect(try assembler.add([]) == [6])
        #expect(try assembler.add([]) == nil)
    }

    @Test("may be cut anywhere")
    func everyCut() throws {
        for cut in 0...bytes.count {
            var assembler = RecordAssembler(limit: 5)
            #expect(try records(in: [bytes[..<cut], bytes[cut...]], &assembler) == [[1, 2, 3, 4, 5], [6]])
        }
        var assembler = RecordAssembler(limit: 5)
        #expect(try records(in: bytes.map { [$0] }, &assembler) == [[1, 2, 3, 4, 5], [6]])
    }

    @Test("make an empty record")
    func emptyRecord() throws {
        var assembler = RecordAssembler(limit: 0)
        #expect(try assembler.add([0x80, 0, 0, 0]) == [])
    }

    @Test("that announce too much are refused before anything is kept")
    func oversized() async {
        // In a process of its own, where nobody else takes memory.
        await #expect(processExitsWith: .success) {
            let peak = Fuzz.peakMemory
            for last: UInt8 in [0, 0x80] {
                var assembler = RecordAssembler(limit: 16 << 20)
                #expect(throws: RPCError.oversized(limit: 16 << 20)) {
                    try assembler.add([last | 0x7f, 0xff, 0xff, 0xff])
                }
                #expect(throws: RPCError.oversized(limit: 16 << 20)) { try assembler.add([]) }
            }
            #expect(Fuzz.peakMemory - peak < 64)
        }
    }

    @Test("that are too much together are refused")
    func oversizedTogether() throws {
        var assembler = RecordAssembler(limit: 4)
        #expect(try assembler.add([0, 0, 0, 3, 1, 2, 3]) == nil)
        #expect(throws: RPCError.oversized(limit: 4)) { try assembler.add([0x80, 0, 0, 2]) }
    }

    @Test("of no bytes, however many, are neither a record nor a burden")
    func endlesslyNothing() async {
        // In a process of its own, where nobody else takes memory.
        await #expect(processExitsWith: .success) {
            let peak = Fuzz.peakMemory
            var assembler = RecordAssembler(limit: 16)
            let nothing = [UInt8](repeating: 0, count: 65536)
            for _ in 0..<200 {
                let none = try assembler.add(nothing)
                #expect(none == nil)
            }
            #expect(Fuzz.peakMemory - peak < 64)
            let record = try assembler.add([0x80, 0, 0, 1, 9])
            #expect(record == [9])
        }
    }

    @Test("of any kind give records within the limit, or an error")
    func noise() {
        for bytes in Fuzz.noise(20_000) {
            var assembler = RecordAssembler(limit: 32)
            if let records = try? records(in: bytes.map { [$0 & 0x8f] }, &assembler) {
                #expect(records.allSatisfy { $0.count <= 32 })
            }
        }
    }

    private func records(
        in pieces: [some Sequence<UInt8>],
        _ assembler: inout RecordAssembler
    ) throws(RPCError) -> [[UInt8]] {
        var records: [[UInt8]] = []
        for piece in pieces {
            var record = try assembler.add(piece)
            while let next = record {
                records.append(next)
                record = try assembler.add([])
            }
        }
        return records
    }
}
