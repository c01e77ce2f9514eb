import TestSupport
import Testing

@testable import GlusterRPC

@Suite("XDR")
struct XDRTests {
    @Test("is big-endian, and padded to four bytes")
    func exactBytes() {
        var writer = XDRWriter()
        writer.integer(0x0102_0304)
        writer.opaque(Array("abcde".utf8))
        writer.opaque([])
        #expect(writer.bytes == [1, 2, 3, 4, 0, 0, 0, 5, 97, 98, 99, 100, 101, 0, 0, 0, 0, 0, 0, 0])
    }

    @Test("comes back as it was written, of any length")
    func roundTrip() throws {
        for length in 0...9 {
            let value = [UInt8](repeating: 7, count: length)
            var writer = XDRWriter()
            writer.opaque(value)
            writer.integer(.max)
            #expect(writer.bytes.count.isMultiple(of: 4))
            var reader = XDRReader(writer.bytes)
            #expect(try reader.opaque() == value)
            #expect(try reader.integer() == .max)
            #expect(throws: RPCError.malformed("it ends where an integer should stand")) { try reader.integer() }
        }
    }

    @Test("makes U+FFFD of what is not UTF-8")
    func strings() throws {
        var writer = XDRWriter()
        writer.opaque([0x67, 0x72, 0xfc, 0x6e])
        var reader = XDRReader(writer.bytes)
        #expect(try reader.string() == "gr\u{fffd}n")
    }

    @Test("says where it ends when it is cut short")
    func truncations() {
        var writer = XDRWriter()
        writer.opaque(Array("abcde".utf8))
        let expectations = Fuzz.truncations(of: writer.bytes).map { bytes in
            var reader = XDRReader(bytes)
            return failure { () throws(RPCError) in try reader.opaque() }
        }
        #expect(
            expectations == [String](repeating: "malformed reply: it ends where an integer should stand", count: 4)
                + [String](repeating: "malformed reply: it ends where 5 bytes should stand", count: 5)
                + [String](repeating: "malformed reply: it ends where padding should stand", count: 3)
        )
    }

    @Test("reads no length that is longer than what is there", arguments: [UInt32.max, 0x8000_0000, 0x7fff_ffff, 5])
    func lies(_ length: UInt32) {
        var writer = XDRWriter()
        writer.integer(length)
        writer.integer(0)
        var reader = XDRReader(writer.bytes)
        #expect(throws: RPCError.malformed("it ends where \(length) bytes should stand")) { try reader.opaque() }
    }
}

/// What the error says; "none" when there was none.
func failure<Value>(_ body: () throws(RPCError) -> Value) -> String {
    do throws(RPCError) {
        _ = try body()
        return "none"
    } catch {
        return error.description
    }
}
