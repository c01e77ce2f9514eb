import CZlib

/// Puts blocks together to a document.
public enum Body {
    /// The blocks one after the other, with the end mark that OpenMetrics wants.
    public static func plain(_ blocks: [EncodedBlock], _ format: Format) -> [UInt8] {
        var body: [UInt8] = []
        body.reserveCapacity(blocks.reduce(8) { $0 + $1.bytes(format).count })
        for block in blocks {
            body.append(contentsOf: block.bytes(format))
        }
        body.append(contentsOf: end(of: format))
        return body
    }

    /// The same document as one gzip member, from pieces that are already compressed.
    public static func gzip(_ blocks: [EncodedBlock], _ format: Format) -> [UInt8] {
        gzip(blocks.map { $0.deflated(format) } + [DeflatedPiece(of: Array(end(of: format)))])
    }

    static func gzip(_ pieces: [DeflatedPiece]) -> [UInt8] {
        var body: [UInt8] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]  // No name, no time, system unknown.
        var checksum: UInt32 = 0
        var length = 0
        for piece in pieces {
            body.append(contentsOf: piece.bytes)
            checksum = czlib_crc32_combine(checksum, piece.checksum, piece.length)
            length += piece.length
        }
        body.append(contentsOf: [0x03, 0x00])  // An empty last block: no piece is the last by itself.
        append(checksum, to: &body)
        append(UInt32(truncatingIfNeeded: length), to: &body)
        return body
    }

    private static func end(of format: Format) -> String.UTF8View {
        (format == .openMetrics ? "# EOF\n" : "").utf8
    }

    private static func append(_ value: UInt32, to body: inout [UInt8]) {
        for shift in stride(from: UInt32(0), to: 32, by: 8) {
            body.append(UInt8(truncatingIfNeeded: value >> shift))
        }
    }
}
