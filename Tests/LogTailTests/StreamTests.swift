import Foundation
import TestSupport
import Testing

@testable import LogTail

struct StreamTests {
    /// Writes, rolls, compressions, looks, short looks and restarts in an order that a number decides.
    @Test("gives every byte once, whatever happens between two looks", arguments: 1...150)
    func anyOrder(seed: UInt64) throws {
        var random = SplitMix(state: seed)
        let world = try LogWorld(line: 200, chunk: 64, step: Int.random(in: 1...700, using: &random))
        world.look()
        var plain: [String] = []
        var number = 0
        var partial = false
        for _ in 0..<120 {
            switch Int.random(in: 0..<12, using: &random) {
            case 0..<5:
                number += 1
                let text = "line \(number) " + String(repeating: "x", count: Int.random(in: 0..<90, using: &random))
                world.write(partial ? "\n" : text + "\n")
                partial = false
            case 5 where !partial:
                number += 1
                world.write("part \(number)")
                partial = true
            case 6, 7:
                if partial || world.written.isEmpty { continue }
                plain.append(world.roll())
            case 8:
                guard let name = plain.randomElement(using: &random) else { continue }
                plain.removeAll { $0 == name }
                try LogWorld.compress(name)
            case 9: _ = world.lookOnce()
            case 10: world.restart()
            default: world.look()
            }
        }
        if partial { world.write("\n") }
        world.write("end\n")
        world.look()
        #expect(world.difference == nil)
        #expect(world.progress.gaps == 0)
        #expect(world.progress.cutLines == 0)
        #expect(world.progress.lagBytes == 0)
    }

    /// What was written before the file is emptied is looked at first: else nobody could have it.
    @Test("gives every byte once with emptied files in between", arguments: 1...60)
    func emptied(seed: UInt64) throws {
        var random = SplitMix(state: seed)
        let world = try LogWorld(line: 200, chunk: 64)
        world.look()
        for number in 0..<80 {
            world.write(
                "line \(number) " + String(repeating: "y", count: Int.random(in: 0..<60, using: &random)) + "\n"
            )
            switch Int.random(in: 0..<6, using: &random) {
            case 0:
                world.look()
                if Bool.random(using: &random) {
                    try? FileManager.default.removeItem(atPath: world.path + ".1")
                    try FileManager.default.copyItem(atPath: world.path, toPath: world.path + ".1")
                }
                world.truncate()
            case 1: world.restart()
            case 2: world.look()
            default: break
            }
        }
        world.look()
        #expect(world.difference == nil)
    }

    @Test("survives damaged compressed files, and goes on after them")
    func damaged() throws {
        let content = Array((0..<50).map { "line \($0)\n" }.joined().utf8)
        let archive = LogWorld.gzip(content)
        for bytes in Array(Fuzz.mutations(of: archive, 300)) + Array(Fuzz.truncations(of: archive)) {
            let world = try LogWorld()
            world.look()
            world.write("1\n")
            world.look()
            world.roll()
            world.write("2\n")
            let name = world.roll()
            remove(name)
            try Data(bytes).write(to: URL(fileURLWithPath: name + ".gz"))
            world.write("3\n")
            world.look(limit: 1000)
            #expect(world.text.hasPrefix("1\n"))
            #expect(world.text.hasSuffix("\n3\n"))
            #expect(world.progress.gaps <= 1)
            if bytes != archive, world.taken != Array("1\n".utf8) + content + Array("3\n".utf8) {
                #expect(world.progress.gaps == 1)
            }
        }
    }

    @Test("reads what the real gzip makes, in several members")
    func realGzip() throws {
        let world = try LogWorld()
        world.look()
        world.write("1\n")
        world.look()
        world.write(Array(repeating: "a line that compresses well\n", count: 20000).joined())
        let name = world.roll()
        let gzip = Process()
        gzip.executableURL = URL(fileURLWithPath: "/bin/gzip")
        gzip.arguments = [name]
        try gzip.run()
        gzip.waitUntilExit()
        let more = Data(LogWorld.gzip(Array("appended\n".utf8)))
        let file = try #require(FileHandle(forWritingAtPath: name + ".gz"))
        try file.seekToEnd()
        file.write(more)
        try file.close()
        world.write("3\n")
        world.restart()
        world.look()
        let text = String(decoding: world.written, as: UTF8.self)
        #expect(world.text == text.dropLast(2) + "appended\n3\n")
        #expect(world.progress.gaps == 0)
    }
}
