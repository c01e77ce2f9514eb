import Foundation
import Glibc
import TestSupport
import Testing

@testable import LogTail

/// A file that is emptied under a writer that does not append gets a hole as long as it was.
@Suite("Hole before a line")
struct HoleTests {
    private static let hole = String(repeating: "\0", count: 1000)

    private func cut(_ text: String, _ piece: Int, limit: Int = 64) -> (text: String, oversized: UInt64, held: Int) {
        var cutter = LineCutter(limit: limit)
        var held: [UInt8] = []
        var taken: [UInt8] = []
        var most = 0
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            held += rest.prefix(piece)
            rest = rest.dropFirst(piece)
            let count = unsafe cutter.cut(held.span.bytes) { taken += bytes(of: $0) }
            held.removeFirst(count)
            most = max(most, held.count)
        }
        return (String(decoding: taken, as: UTF8.self), cutter.oversized, most)
    }

    @Test("is no part of it, is no long line, and is not kept", arguments: [1, 2, 7, 63, 64, 65, 1000, 10_000])
    func cuts(_ piece: Int) {
        let long = String(repeating: "x", count: 64)
        for (text, lines, oversized) in [
            (Self.hole + "a\nb\n", "a\nb\n", 0), ("a\n" + Self.hole + "b\n", "a\nb\n", 0),
            ("a\n\0b\n\0\0c\n", "a\nb\nc\n", 0), (Self.hole + long + "\n" + Self.hole + "b\n", "b\n", 1),
            (Self.hole + "\n\n\0", "\n\n", 0), (Self.hole, "", 0), ("a\0\0b\0\n", "a\0\0b\0\n", 0),
            (Self.hole + "a" + Self.hole + "\nb\n", "b\n", 1), ("", "", 0),
        ] {
            let (taken, count, held) = cut(text, piece)

            #expect(taken == lines)
            #expect(count == UInt64(oversized))
            #expect(held < 64)
        }
    }

    @Test("makes no difference wherever the bytes are torn apart")
    func torn() {
        var random = SplitMix(state: 7)
        for _ in 0..<300 {
            let text = (0..<Int.random(in: 0..<200, using: &random)).map { _ in
                ["\0", "\n", "x", "\0\0\0\0", "line\n"].randomElement(using: &random) ?? ""
            }.joined()
            let whole = cut(text, 10_000, limit: 16)
            let torn = cut(text, Int.random(in: 1..<20, using: &random), limit: 16)

            #expect(torn.text == whole.text)
            #expect(torn.oversized == whole.oversized)
        }
    }

    @Test("is passed over in a file that was copied and emptied, whichever way it is found", arguments: [false, true])
    func copyTruncate(down: Bool) throws {
        let world = try LogWorld()
        let before = (0..<200).map { "line \($0)\n" }.joined()
        world.look()
        world.write("0\n")
        world.look()
        // As Caddy goes on in the file that it made when it rolled for the first time.
        world.roll(reopen: false)
        world.openNew(appends: false)
        world.write(before)
        world.look()
        try FileManager.default.copyItem(atPath: world.path, toPath: world.path + ".1")
        world.truncate()
        if down { world.restart() } else { world.look() }
        world.write("after\n")
        world.look()
        world.write("more\n")
        world.look()

        #expect(world.text == "0\n" + before + "after\nmore\n")
        #expect(world.progress.oversizedLines == 0)
        #expect(world.progress.lagBytes == 0)
        #expect(world.progress.gaps == 0)
    }
}
