/// Writes values as XDR (RFC 4506): big-endian, padded to four bytes.
package struct XDRWriter {
    package private(set) var bytes: [UInt8] = []

    package init() {}

    package mutating func integer(_ value: UInt32) {
        for shift in stride(from: UInt32(24), through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: value >> shift))
        }
    }

    /// Bytes as they are, without a length: Gluster's dictionaries know no padding.
    mutating func unpadded(_ value: [UInt8]) {
        bytes.append(contentsOf: value)
    }

    package mutating func opaque(_ value: [UInt8]) {
        integer(UInt32(truncatingIfNeeded: value.count))
        bytes.append(contentsOf: value)
        bytes.append(contentsOf: repeatElement(0, count: (4 - value.count % 4) % 4))
    }
}

/// Reads XDR from bytes that may be anything.
package struct XDRReader {
    private var rest: ArraySlice<UInt8>

    package init(_ bytes: some Sequence<UInt8>) {
        rest = ArraySlice(bytes)
    }

    package mutating func integer() throws(RPCError) -> UInt32 {
        try take(4, "an integer").reduce(0) { $0 << 8 | UInt32($1) }
    }

    package mutating func opaque() throws(RPCError) -> [UInt8] {
        let length = Int(try integer())
        let value = Array(try take(length, "\(length) bytes"))
        _ = try take((4 - length % 4) % 4, "padding")
        return value
    }

    package mutating func string() throws(RPCError) -> String {
        String(decoding: try opaque(), as: UTF8.self)
    }

    mutating func take(_ count: Int, _ what: String) throws(RPCError) -> ArraySlice<UInt8> {
        guard count <= rest.count else { throw .malformed("it ends where \(what) should stand") }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }
}
