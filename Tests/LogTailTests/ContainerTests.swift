import TestSupport
import Testing

@testable import LogTail

struct ContainerTests {
    private func unwrap(_ framing: LogSource.Framing, _ text: String, limit: Int = 64) -> (String, Unwrapper) {
        var unwrapper = Unwrapper(framing: framing, limit: limit)
        var taken: [UInt8] = []
        unsafe unwrapper.unwrap(Array(text.utf8).span.bytes) { taken += bytes(of: $0) }
        return (String(decoding: taken, as: UTF8.self), unwrapper)
    }

    @Test("takes lines out of Docker's JSON, whatever the order of its members")
    func docker() {
        let (text, unwrapper) = unwrap(
            .docker,
            #"""
            {"log":"{\"level\":\"error\"}\n","stream":"stderr","time":"2026-11-20T21:05:02.881Z"}
            {"stream":"stdout","attrs":{"a":["}",1]},"log":"\u00e9\ud83d\ude00\ud800\t\\\n","time":""}
            {"log":"no end","stream":"stderr"}
            {"log":"\n","stream":"stderr"}

            """#
        )
        #expect(text == "{\"level\":\"error\"}\né😀\u{fffd}\t\\\nno end\n")
        #expect(unwrapper.unparsed == 0)
        #expect(unwrapper.pieces.isEmpty)
    }

    @Test("joins pieces by their stream")
    func pieces() {
        let (text, unwrapper) = unwrap(
            .cri,
            """
            2026-11-20T21:05:02.881Z stderr P one
            2026-11-20T21:05:02.881Z stdout F other
            2026-11-20T21:05:02.881Z stderr P , two
            2026-11-20T21:05:02.881Z stderr F :x , three
            2026-11-20T21:05:02.881Z stdout P:tag begun

            """
        )
        #expect(text == "other\none, two:x , three\n")
        #expect(unwrapper.pieces.unfinished == ["stdout": Array("begun".utf8)])
    }

    @Test("counts what is not wrapped, and gives none of it")
    func unparsed() {
        let bad = [
            "plain", "{}", "[]", #"{"log":"x\n"}"#, #"{"log":1,"stream":"stderr"}"#, #"{"log":"x","stream":"s"}"#,
            #"{"log":"x\n","stream":"stderr"} "# + "x", #"{"log":"x\n","stream":"stderr""#, "",
        ]
        let (text, unwrapper) = unwrap(.docker, bad.joined(separator: "\n") + "\n")
        #expect(text == "")
        #expect(unwrapper.unparsed == UInt64(bad.count))
        #expect(unwrap(.cri, "x stderr F a\n2026 err F a\n2026 stderr X a\n2026 stderr F\n\n").1.unparsed == 5)
    }

    @Test("skips a joined line that is too long, and only that")
    func tooLong() {
        let piece = String(repeating: "x", count: 40)
        let lines = ["P \(piece)", "P \(piece)", "P \(piece)", "F \(piece)", "F next"]
        let (text, unwrapper) = unwrap(.cri, lines.map { "2026-11-20T21:05:02Z stderr \($0)\n" }.joined())
        #expect(text == "next\n")
        #expect(unwrapper.oversized == 1)
        #expect(unwrapper.pieces.isEmpty)
    }

    @Test("joins a line over a rotation and a restart")
    func rotation() throws {
        let world = try LogWorld(framing: .docker)
        world.look()
        world.write(#"{"log":"first ","stream":"stderr"}"# + "\n")
        world.look()
        move(world.path, world.path + ".1")
        world.openNew()
        world.write(#"{"log":"second\n","stream":"stderr"}"# + "\n")
        world.restart()
        world.look()
        #expect(world.text == "first second\n")
        #expect(world.progress.rotations == 1)
    }

    @Test("survives noise")
    func noise() {
        let sample = Array(#"{"log":"\u00e9 a\n","stream":"stderr","time":"x"}"#.utf8)
        for bytes in Array(Fuzz.mutations(of: sample, 3000)) + Array(Fuzz.truncations(of: sample)) {
            var unwrapper = Unwrapper(framing: .docker, limit: 64)
            var lines = 0
            unsafe unwrapper.unwrap((bytes + [10]).span.bytes) { _ in lines += 1 }
            #expect(lines + Int(unwrapper.unparsed) + unwrapper.pieces.unfinished.count > 0)
        }
    }
}
