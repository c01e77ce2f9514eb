import Foundation
import Glibc
import Testing

@testable import LogTail

struct RotationTests {
    @Test("begins at the end of a file that is there, with the line that is not over yet")
    func beginsAtTheEnd() throws {
        let world = try LogWorld()
        world.write("old\nhal")
        world.look()
        world.write("f\nnew\n")
        world.look()
        #expect(world.text == "half\nnew\n")
        #expect(world.progress.lagBytes == 0)
        #expect(world.progress.problem == nil)
    }

    @Test("reads a file that appears later from its beginning, also after a restart")
    func appears() throws {
        let world = try LogWorld()
        world.look()
        #expect(world.progress.problem == "\(world.path) is missing")
        world.restart()
        world.look()
        world.write("first\n")
        world.look()
        #expect(world.text == "first\n")
        #expect(world.progress.gaps == 0)
        #expect(world.progress.problem == nil)
    }

    @Test("waits for the end of a line, also over a restart, at every byte of it")
    func everyCut() throws {
        let line = Array("{\"level\":\"error\",\"msg\":\"\0\r\u{e9}\"}\r\n".utf8)
        for cut in 0...line.count {
            let world = try LogWorld()
            world.write("a\n")
            world.look()
            world.write(Array(line[..<cut]))
            world.look()
            #expect(world.taken == (cut == line.count ? line : []))
            #expect(world.progress.lagBytes == UInt64(cut == line.count ? 0 : cut))
            world.restart()
            world.look()
            world.write(Array(line[cut...]))
            world.look()
            #expect(world.taken == line)
        }
    }

    @Test("knows which of two ways of naming is in use, though a file's time is more than nanoseconds can tell")
    func farAway() throws {
        let world = try LogWorld()
        try Data("older\n".utf8).write(to: URL(fileURLWithPath: world.path + ".1"))
        world.write("0\n")
        world.look()
        world.write("1\n")
        world.look()
        world.write("2\n")
        let name = world.roll()
        // The year 2400.
        let times = [timespec(tv_sec: 13_569_465_600, tv_nsec: 0), timespec(tv_sec: 13_569_465_600, tv_nsec: 0)]
        unsafe _ = utimensat(AT_FDCWD, name, times, 0)
        world.write("3\n")
        world.restart()
        world.look()
        #expect(world.text == "1\n2\n3\n")
        #expect(world.progress.gaps == 0)
    }

    @Test("does not read a numbered file again that was put aside in the same moment as its successor")
    func sameMoment() throws {
        let world = try LogWorld()
        world.look()
        world.write("1\n")
        world.look()
        world.write("2\n")
        move(world.path, world.path + ".1")
        world.openNew()
        move(world.path + ".1", world.path + ".2")
        move(world.path, world.path + ".1")
        for name in [".1", ".2"] {
            let time = timespec(tv_sec: 1_790_000_000, tv_nsec: 0)
            unsafe _ = utimensat(AT_FDCWD, world.path + name, [time, time], 0)
        }
        world.look()
        world.restart()
        world.look()
        #expect(world.text == "1\n2\n")
    }

    @Test("reads what a renamed file still gets, then its successor")
    func drains() throws {
        let world = try LogWorld()
        world.look()
        world.write("1\n")
        world.look()
        world.write("2\n")
        world.roll(reopen: false)
        world.write("3\n")
        world.look()
        #expect(world.text == "1\n2\n3\n")
        world.openNew()
        world.look()
        #expect(world.progress.rotations == 0, "the new file is empty: the writer may not have come to it yet")
        world.write("4\n")
        world.look()
        #expect(world.text == "1\n2\n3\n4\n")
        #expect(world.progress.rotations == 1)
    }

    @Test("catches up with several files that were rolled between two looks", arguments: [false, true], [false, true])
    func several(compressed: Bool, down: Bool) throws {
        let world = try LogWorld()
        world.look()
        for round in 0..<4 {
            world.write("round \(round)\n")
            if round == 0 { world.look() }
            world.write("more \(round)\n")
            let name = world.roll()
            if compressed { try LogWorld.compress(name) }
        }
        world.write("last\n")
        if down { world.restart() }
        world.look()
        #expect(world.taken == world.written)
        #expect(world.progress.rotations == 4)
        #expect(world.progress.gaps == 0)
        #expect(world.progress.lagBytes == 0)
    }

    @Test("counts a gap when the file it was in is gone after a restart")
    func gap() throws {
        let world = try LogWorld()
        world.look()
        world.write("1\n")
        world.look()
        world.write("lost\n")
        remove(world.roll())
        world.write("2\n")
        try LogWorld.compress(world.roll())
        world.write("3\n")
        world.restart()
        world.look()
        #expect(world.text == "1\n2\n3\n")
        #expect(world.progress.gaps == 1)
    }

    @Test("counts a gap for a file that it cannot decompress, and goes on")
    func otherCompression() throws {
        let world = try LogWorld()
        world.look()
        world.write("1\n")
        world.look()
        world.roll()
        world.write("2\n")
        let name = world.roll()
        move(name, name + ".zst")
        world.write("3\n")
        world.look()
        #expect(world.text == "1\n3\n")
        #expect(world.progress.gaps == 1)
    }

    @Test("begins anew in a file that was emptied, also when it has grown past the position since")
    func truncated() throws {
        let world = try LogWorld()
        world.look()
        world.write("one\n")
        world.look()
        world.truncate()
        world.write("two, and longer than one\n")
        world.look()
        world.truncate()
        world.look()
        world.write("3\n")
        world.look()
        #expect(world.text == "one\ntwo, and longer than one\n3\n")
        #expect(world.progress.truncations == 2)
    }

    @Test("reads the rest of a file from its copy when it was emptied before that was read")
    func copyTruncate() throws {
        let world = try LogWorld()
        world.look()
        world.write("one\n")
        world.look()
        world.write("two\n")
        try FileManager.default.copyItem(atPath: world.path, toPath: world.path + ".1")
        world.truncate()
        world.write("3\n")
        world.look()
        #expect(world.text == "one\ntwo\n3\n")
        #expect(world.progress.truncations == 1)
    }

    @Test("follows numbered files over several rotations", arguments: [false, true])
    func numbered(down: Bool) throws {
        let world = try LogWorld()
        world.look()
        world.write("1\n")
        world.look()
        world.write("2\n")
        move(world.path, world.path + ".1")
        world.openNew()
        world.write("3\n")
        try LogWorld.compress(world.path + ".1")
        move(world.path + ".1.gz", world.path + ".2.gz")
        move(world.path, world.path + ".1")
        world.openNew()
        world.write("4\n")
        if down { world.restart() }
        world.look()
        #expect(world.text == "1\n2\n3\n4\n")
        #expect(world.progress.gaps == 0)
    }

    @Test("skips what is too long without keeping it, and counts it once", arguments: [1, 7, 512])
    func oversized(piece: Int) throws {
        let world = try LogWorld()
        world.look()
        let exact = String(repeating: "e", count: 255) + "\n"
        let long = String(repeating: "x", count: 9000) + "\n"
        var rest = Array(("a\n" + exact + long + "b\n" + "y" + exact + "c\n").utf8)[...]
        while !rest.isEmpty {
            world.write(Array(rest.prefix(piece)))
            rest = rest.dropFirst(piece)
            if piece == 512 { world.restart() }
            world.look()
        }
        #expect(world.text == "a\n" + exact + "b\nc\n")
        if piece != 512 { #expect(world.progress.oversizedLines == 2) }
    }

    @Test("stays with a moved file that its writer stays with")
    func moved() throws {
        let world = try LogWorld()
        world.look()
        world.write("1\n")
        world.look()
        move(world.path, world.directory + "/elsewhere")
        world.write("2\n")
        world.look()
        remove(world.directory + "/elsewhere")
        world.write("3\n")
        world.look()
        #expect(world.text == "1\n2\n3\n")
        world.now += .seconds(1)
        world.look()
        world.now += .seconds(700)
        world.look()
        #expect(world.tailer.current == nil)
        #expect(world.progress.problem == "\(world.path) is missing")
        #expect(world.progress.cutLines == 0)
    }

    @Test("lets a removed file go that ends in a part of a line, ten minutes after it was last written to")
    func removedPart() throws {
        let world = try LogWorld()
        world.look()
        world.write("1\npar")
        world.look()
        remove(world.path)
        world.look()
        world.now += .seconds(599)
        world.write("t")
        world.look()
        world.now += .seconds(599)
        world.look()
        #expect(world.tailer.current != nil, "it is still written to")
        #expect(world.progress.cutLines == 0)
        world.now += .seconds(2)
        world.look()
        #expect(world.tailer.current == nil)
        #expect(world.progress.cutLines == 1)
        #expect(world.progress.problem == "\(world.path) is missing")
    }
}
