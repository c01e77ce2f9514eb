import TestSupport
import Testing

@testable import GlusterRPC

@Suite("A dictionary")
struct DictTests {
    /// From a real glusterd's answer to LIST_VOLUME.
    static let recorded: [UInt8] =
        [0, 0, 0, 3]
        + [0, 0, 0, 5, 0, 0, 0, 2] + Array("count\0".utf8) + Array("2\0".utf8)
        + [0, 0, 0, 7, 0, 0, 0, 8] + Array("volume1\0".utf8) + Array("scratch\0".utf8)
        + [0, 0, 0, 7, 0, 0, 0, 7] + Array("volume0\0".utf8) + Array("photos\0".utf8)

    @Test("has its values as bytes, as text and as numbers")
    func recorded() throws {
        let dict = try Dict.parse(Self.recorded)
        #expect(
            dict.values == [
                "count": Array("2\0".utf8), "volume0": Array("photos\0".utf8), "volume1": Array("scratch\0".utf8),
            ]
        )
        #expect(dict[text: "volume0"] == "photos")
        #expect(dict[integer: "count"] == 2)
        #expect(dict[text: "volume2"] == nil)
        #expect(dict[integer: "volume0"] == nil)
        #expect(dict[integer: "volume2"] == nil)
    }

    @Test("is empty without a byte, and with a count of 0")
    func empty() throws {
        #expect(try Dict.parse([]).values.isEmpty)
        #expect(try Dict.parse([0, 0, 0, 0]).values.isEmpty)
    }

    @Test("has text up to the first NUL, if there is one, with U+FFFD for what is not UTF-8")
    func text() throws {
        let dict = try Dict.parse(wire([("a", [0x41]), ("b", [0x42, 0, 0x43, 0]), ("c", [0xff, 0]), ("d", [])]))
        #expect(["a", "b", "c", "d"].map { dict[text: $0] } == ["A", "B", "\u{fffd}", ""])
        #expect(dict[integer: "d"] == nil)
    }

    @Test("keeps the last of two values under one name")
    func duplicates() throws {
        let dict = try Dict.parse(wire([("a", [0x31]), ("a", [0x32])]))
        #expect(dict.values == ["a": [0x32]])
    }

    @Test("may have an empty name")
    func emptyName() throws {
        #expect(try Dict.parse(wire([("", [0x31])])).values == ["": [0x31]])
    }

    @Test(
        "does not believe a count that its bytes cannot hold",
        arguments: [4, 8, 1000, 0x7fff_ffff, 0x8000_0000, UInt32.max] as [UInt32]
    )
    func lyingCount(_ count: UInt32) {
        let bytes = word(count) + Self.recorded.dropFirst(4)
        let expected =
            count == 4
            ? RPCError.malformed("it ends where an integer should stand")
            : .malformed("a dictionary says it has \(count) pairs")
        #expect(throws: expected) { try Dict.parse(bytes) }
    }

    @Test("leaves what its count does not mention")
    func smallCount() throws {
        #expect(try Dict.parse(word(1) + Self.recorded.dropFirst(4)).values.keys.sorted() == ["count"])
    }

    @Test(
        "does not believe lengths that its bytes do not have",
        arguments: [0x7fff_ffff, 0x8000_0000, UInt32.max] as [UInt32]
    )
    func lyingLengths(_ length: UInt32) {
        let end = Array("a\0bcdefgh".utf8)
        #expect(throws: RPCError.malformed("it ends where a key should stand")) {
            try Dict.parse(word(1) + word(length) + word(1) + end)
        }
        #expect(throws: RPCError.malformed("it ends where a value should stand")) {
            try Dict.parse(word(1) + word(1) + word(length) + end)
        }
    }

    @Test("wants a NUL behind each name")
    func missingNUL() {
        #expect(throws: RPCError.malformed("a key does not end in NUL")) {
            try Dict.parse(word(1) + word(1) + word(1) + Array("abc".utf8))
        }
        #expect(throws: RPCError.malformed("it ends where a NUL should stand")) {
            try Dict.parse(word(1) + word(5) + word(0) + Array("abcde".utf8))
        }
    }

    @Test("is not read from the beginning of one")
    func truncations() {
        for bytes in Fuzz.truncations(of: Self.recorded).dropFirst() {
            #expect(throws: RPCError.self) { try Dict.parse(bytes) }
        }
    }

    @Test("travels with its text ended by NUL, in the order of the names")
    func wire() throws {
        let dict = Dict(text: ["b": "2", "a": "", "é": "ü"])
        #expect(dict.wire == wire([("a", [0]), ("b", [0x32, 0]), ("é", [0xc3, 0xbc, 0])]))
        #expect(try Dict.parse(dict.wire) == dict)
        #expect(Dict().wire == [0, 0, 0, 0])
    }

    @Test("arrives as it was sent, whatever its values are")
    func wireAndBack() throws {
        for bytes in Fuzz.mutations(of: Self.recorded, 2000) {
            guard let dict = try? Dict.parse(bytes) else { continue }
            #expect(try Dict.parse(dict.wire) == dict)
        }
    }

    private func word(_ value: UInt32) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) }
    }

    private func wire(_ pairs: [(String, [UInt8])]) -> [UInt8] {
        pairs.reduce(into: word(UInt32(pairs.count))) { bytes, pair in
            bytes += word(UInt32(pair.0.utf8.count)) + word(UInt32(pair.1.count))
            bytes += Array(pair.0.utf8) + [0] + pair.1
        }
    }
}
