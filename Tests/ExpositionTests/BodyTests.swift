import Foundation
import Testing

@testable import Exposition

@Suite("Body")
struct BodyTests {
    @Test("is the blocks one after the other, with an end mark in OpenMetrics alone")
    func plain() {
        let blocks = [EncodedBlock(text: "a\n"), EncodedBlock(text: ""), EncodedBlock(text: "b\n")]

        #expect(ByteText(Body.plain(blocks, .text)) == "a\nb\n")
        #expect(ByteText(Body.plain(blocks, .openMetrics)) == "a\nb\n# EOF\n")
        #expect(Body.plain([], .text) == [])
        #expect(ByteText(Body.plain([], .openMetrics)) == "# EOF\n")
    }

    @Test("compressed is the plain body again after gzip", arguments: Load.allCases, Format.allCases)
    func compressed(_ load: Load, _ format: Format) throws {
        let blocks = load.blocks
        let body = Body.gzip(blocks, format)

        #expect(try decompressed(body) == Body.plain(blocks, format))
    }

    @Test("compressed is made of pieces that many bodies share")
    func shared() throws {
        let (one, other) = (EncodedBlock(text: "one\n"), EncodedBlock(text: "other\n"))
        let first = Body.gzip([one, other], .text)
        let swapped = Body.gzip([other, one, other], .text)
        let open = Body.gzip([one], .openMetrics)

        #expect(ByteText(try decompressed(first)) == "one\nother\n")
        #expect(ByteText(try decompressed(swapped)) == "other\none\nother\n")
        #expect(ByteText(try decompressed(open)) == "one\n# EOF\n")
        #expect(Body.gzip([one, other], .text) == first)
        #expect(one.deflated(.text).bytes == DeflatedPiece(of: Array("one\n".utf8)).bytes)
    }

    @Test("keeps the two formats of a block apart")
    func formats() throws {
        let block = EncodedBlock(text: Array("text\n".utf8), openMetrics: Array("openmetrics\n".utf8))
        for _ in 1...2 {
            let text = Body.gzip([block], .text)
            let openMetrics = Body.gzip([block], .openMetrics)
            #expect(ByteText(try decompressed(text)) == "text\n")
            #expect(ByteText(try decompressed(openMetrics)) == "openmetrics\n# EOF\n")
        }
    }

    @Test("is whole also where pieces could not be compressed", arguments: [0, 1, 65535, 65536, 200_000])
    func stored(_ length: Int) throws {
        var random = Generator(seed: 11)
        let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
        let pieces = [DeflatedPiece(storing: bytes), DeflatedPiece(of: bytes), DeflatedPiece(storing: bytes)]

        #expect(try decompressed(Body.gzip(pieces)) == bytes + bytes + bytes)
    }

    @Test("has room for pieces of any length that cannot be compressed")
    func incompressible() {
        var random = Generator(seed: 10)
        let bytes = (0..<200_000).map { _ in UInt8.random(in: 0...255, using: &random) }
        for length in Array(0...600) + [4095, 4096, 16383, 16384, 32767, 32768, 65535, 65536, 131_072, 200_000] {
            let piece = DeflatedPiece(of: Array(bytes.prefix(length)))
            #expect(piece.length == length && piece.bytes.count <= length + length / 1000 + 64)
        }
    }

    @Test("compressed is small where blocks repeat themselves")
    func ratio() {
        let block = EncodedBlock(text: String(repeating: "gluster_brick_up{volume=\"photos\"} 1\n", count: 10_000))
        let body = Body.gzip([block], .text)

        #expect(body.count * 50 < Body.plain([block], .text).count)
    }
}

/// What a body is made of.
enum Load: CaseIterable {
    case nothing, one, many, empty, emptyAmongOthers, noise, repetition

    var blocks: [EncodedBlock] {
        var random = Generator(seed: 11)
        switch self {
        case .nothing: return []
        case .one: return [EncodedBlock(text: "one\n")]
        case .many: return (0..<500).map { EncodedBlock(text: "block \($0)\n") }
        case .empty: return Array(repeating: EncodedBlock(text: ""), count: 3)
        case .emptyAmongOthers: return ["", "a\n", "", "", "b\n", ""].map { EncodedBlock(text: $0) }
        case .noise:
            return [1, 4096, 16384, 65537, 1_000_003].map { length in
                let noise = (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
                return EncodedBlock(text: noise, openMetrics: noise)
            }
        case .repetition: return [EncodedBlock(text: String(repeating: "again and ", count: 300_000))]
        }
    }
}

extension EncodedBlock {
    /// A block that is the same in both formats.
    convenience init(text: String) {
        self.init(text: Array(text.utf8), openMetrics: Array(text.utf8))
    }
}

/// What gzip, which checks length and checksum, makes of it.
private func decompressed(_ body: [UInt8]) throws -> [UInt8] {
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).gz")
    try Data(body).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let gzip = Process()
    gzip.executableURL = URL(filePath: "/bin/gzip")
    gzip.arguments = ["-dc", file.path]
    let output = Pipe()
    gzip.standardOutput = output
    try gzip.run()
    let plain = try output.fileHandleForReading.readToEnd() ?? Data()
    gzip.waitUntilExit()
    #expect(gzip.terminationStatus == 0)
    return Array(plain)
}
