import Foundation
import Testing

@testable import LogTail

private let writer = "/lib/systemd/systemd-journal-remote"

@Suite(.enabled(if: FileManager.default.isExecutableFile(atPath: writer)))
struct JournalTests {
    /// Journal files that a test writes, and a tailer of them.
    private final class World {
        let directory = NSTemporaryDirectory() + "journal-\(UUID().uuidString)"
        var tailer: JournalTailer
        var taken: [UInt8] = []
        private var count = 0
        private let window = Window(TailLimits(line: 64, chunk: 64))
        /// Why the journal may not be read.
        var obstacle: String?

        init(chunk: Int = 64 << 10) throws {
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
            tailer = JournalTailer(
                unit: "caddy.service",
                directory: directory,
                place: nil,
                limits: TailLimits(line: 64, chunk: chunk)
            )
            tailer = newTailer(nil)
        }

        private func newTailer(_ place: JournalPosition?) -> JournalTailer {
            JournalTailer(
                unit: "caddy.service",
                directory: directory,
                place: place,
                limits: tailer.limits,
                obstacle: { [unowned self] in obstacle ?? JournalAccess.problem($0) }
            )
        }

        deinit { try? FileManager.default.removeItem(atPath: directory) }

        var text: String { String(decoding: taken, as: UTF8.self) }

        func look() {
            while lookOnce() {}
        }

        /// True: there is more to do.
        func lookOnce() -> Bool {
            tailer.step(window, now: .now) { self.taken += bytes(of: $0) }
        }

        func restart() {
            let positions = PositionText.decode(PositionText.encode(["x": tailer.position].compactMapValues { $0 }))
            var place: JournalPosition?
            if case .journal(let journal) = positions?["x"] { place = journal }
            tailer = newTailer(place)
        }

        /// Entries are fields in the order of their writing; a value with a newline is written as binary.
        func write(_ entries: [[(String, String)]], file: String = "a") throws {
            var data = Data()
            for entry in entries {
                count += 1
                data += Data("__REALTIME_TIMESTAMP=\(1_795_207_846_000_000 + count)\n".utf8)
                data += Data(
                    "__MONOTONIC_TIMESTAMP=\(1000 + count)\n_BOOT_ID=\(String(repeating: "a", count: 32))\n".utf8
                )
                for (name, value) in entry {
                    if value.contains("\n") {
                        let length = unsafe withUnsafeBytes(of: UInt64(value.utf8.count).littleEndian) {
                            unsafe Data($0)
                        }
                        data += Data("\(name)\n".utf8) + length + Data("\(value)\n".utf8)
                    } else {
                        data += Data("\(name)=\(value)\n".utf8)
                    }
                }
                data += Data("\n".utf8)
            }
            let process = Process()
            process.executableURL = URL(fileURLWithPath: writer)
            process.arguments = ["-o", "\(directory)/\(file).journal", "-"]
            let input = Pipe()
            process.standardInput = input
            process.standardError = FileHandle.nullDevice
            try process.run()
            input.fileHandleForWriting.write(data)
            try input.fileHandleForWriting.close()
            process.waitUntilExit()
        }

        static func entry(_ message: String, unit: String = "caddy.service", _ more: [(String, String)] = [])
            -> [(String, String)]
        {
            [("_SYSTEMD_UNIT", unit), ("MESSAGE", message)] + more
        }
    }

    @Test("begins at the end, and follows only the unit's own messages")
    func follows() throws {
        let world = try World()
        try world.write([World.entry("history")])
        world.look()
        try world.write([
            World.entry("one", [("MESSAGE", "second field of that name")]),
            World.entry("other", unit: "nginx.service"),
            [("_SYSTEMD_UNIT", "init.scope"), ("UNIT", "caddy.service"), ("MESSAGE", "Started Caddy")],
            [("_SYSTEMD_UNIT", "caddy.service"), ("PRIORITY", "3")],
            World.entry("two\nlines"),
        ])
        world.look()
        #expect(world.text == "one\ntwo\nlines\n")
        #expect(world.tailer.progress.lagBytes == 0)
        #expect(world.tailer.progress.problem == nil)
    }

    @Test("joins what journald cut, up to the limit, also over a restart")
    func joins() throws {
        let world = try World()
        world.look()
        let cut = [("_STREAM_ID", "s1"), ("_LINE_BREAK", "line-max")]
        try world.write([
            World.entry("{\"one\":", cut), World.entry("other", [("_STREAM_ID", "s2")]), World.entry("1,", cut),
        ])
        world.look()
        world.restart()
        try world.write([World.entry("2}", [("_STREAM_ID", "s1")])])
        let long = String(repeating: "x", count: 40)
        try world.write([World.entry(long, cut), World.entry(long, cut), World.entry(long, [("_STREAM_ID", "s1")])])
        try world.write([World.entry("end", [("_STREAM_ID", "s1")])])
        world.look()
        #expect(world.text == "other\n{\"one\":1,2}\nend\n")
        #expect(world.tailer.progress.oversizedLines == 1)
    }

    @Test("goes on behind its entry after a restart, over several files")
    func resumes() throws {
        let world = try World()
        world.look()
        try world.write([World.entry("1"), World.entry("2")])
        world.look()
        try world.write([World.entry("3")])
        try world.write([World.entry("4")], file: "b")
        world.restart()
        world.look()
        #expect(world.text == "1\n2\n3\n4\n")
        #expect(world.tailer.progress.gaps == 0)
    }

    @Test("counts a gap when its entry is gone, and goes on with the next one", arguments: [false, true])
    func vacuumed(restart: Bool) throws {
        let world = try World()
        world.look()
        try world.write([World.entry("1"), World.entry("2")])
        world.look()
        remove(world.directory + "/a.journal")
        try world.write([World.entry("3"), World.entry("4")], file: "b")
        if restart { world.restart() }
        world.look()
        #expect(world.text == "1\n2\n3\n4\n")
        #expect(world.tailer.progress.gaps == 1)
    }

    @Test("takes nothing for new that was there before it may be read", arguments: [false, true])
    func denied(restart: Bool) throws {
        let world = try World()
        world.obstacle = "may not be read"
        try world.write([World.entry("history")])
        world.look()
        #expect(world.tailer.position == nil)
        #expect(world.tailer.progress.problem == "may not be read")
        #expect(world.tailer.progress.lagBytes == nil)
        try world.write([World.entry("more history")])
        world.look()
        if restart { world.restart() }
        world.obstacle = nil
        world.look()
        #expect(world.tailer.progress.problem == nil)
        try world.write([World.entry("new")])
        world.look()
        #expect(world.text == "new\n")
    }

    @Test("keeps its place while it may not read any more")
    func deniedLater() throws {
        let world = try World()
        world.look()
        try world.write([World.entry("1")])
        world.look()
        world.obstacle = "may not be read"
        try world.write([World.entry("2")])
        world.look()
        #expect(world.text == "1\n")
        world.obstacle = nil
        world.look()
        #expect(world.text == "1\n2\n")
        #expect(world.tailer.progress.gaps == 0)
    }

    @Test("does not know how much is left while it catches up")
    func backlog() throws {
        let world = try World(chunk: 16)
        world.look()
        #expect(world.tailer.progress.lagBytes == 0)
        try world.write((0..<4).map { _ in World.entry("ten bytes.") })
        #expect(world.lookOnce())
        #expect(world.tailer.progress.lagBytes == nil)
        world.look()
        #expect(world.tailer.progress.lagBytes == 0)
    }

    @Test("says that there is no journal")
    func missing() {
        var tailer = JournalTailer(unit: "caddy.service", directory: "/nowhere/at-all", place: nil)
        #expect(!tailer.step(Window(TailLimits()), now: .now) { _ in })
        #expect(tailer.progress.problem == "there is no journal in /nowhere/at-all")
        #expect(tailer.progress.lagBytes == nil)
    }
}
