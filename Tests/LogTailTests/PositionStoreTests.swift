import Foundation
import Synchronization
import TestSupport
import Testing

@testable import LogTail

struct PositionStoreTests {
    private let source = LogSource.file("/var/log/caddy/access log.log", .docker)
    private let position = Position.file(
        FilePosition(
            inode: 12,
            offset: 1 << 40,
            check: Fingerprint(length: 4096, hash: .max),
            modified: -1,
            after: "2026-11-20T21-05-02.881",
            known: [FileStamp(inode: 7, modified: -5), FileStamp(inode: 8, modified: 6)],
            isSkipping: true,
            pieces: Pieces(unfinished: ["stderr": [0, 10, 37, 255]], skipped: ["stdout"])
        )
    )

    private func inDirectory(_ body: (String) throws -> Void) throws {
        let directory = NSTemporaryDirectory() + "positions-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try body(directory)
    }

    @Test("keeps positions over restarts, in a file of its owner's alone, not more often than it has to")
    func keeps() throws {
        try inDirectory { directory in
            let store = PositionStore(directory: directory)
            let now = ContinuousClock.now
            store.set(position, of: source)
            store.saveIfDue(now)
            store.set(.journal(JournalPosition(cursor: "s=a;i=1")), of: .journal(unit: "caddy.service"))
            store.saveIfDue(now + .milliseconds(900))
            #expect(PositionStore(directory: directory).position(of: .journal(unit: "caddy.service")) == nil)
            store.saveIfDue(now + .milliseconds(1000))
            let next = PositionStore(directory: directory)
            #expect(next.position(of: source) == position)
            #expect(
                next.position(of: .journal(unit: "caddy.service")) == .journal(JournalPosition(cursor: "s=a;i=1"))
            )
            let attributes = try FileManager.default.attributesOfItem(atPath: directory + "/log-positions")
            #expect(attributes[.posixPermissions] as? Int == 0o600)
            #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == ["log-positions"])
        }
    }

    @Test("moves to another directory, with what it knows, and keeps what is there of other logs")
    func moves() throws {
        try inDirectory { directory in
            let there = PositionStore(directory: "\(directory)/b")
            let journal = LogSource.journal(unit: "caddy.service")
            there.set(.journal(JournalPosition(cursor: "s=a;i=1")), of: journal)
            there.set(.journal(JournalPosition(cursor: "s=a;i=2")), of: source)
            there.save()

            let store = PositionStore(directory: "\(directory)/a")
            store.set(position, of: source)
            store.move(to: "\(directory)/b")
            for name in ["a", "b"] {
                #expect(PositionStore(directory: "\(directory)/\(name)").position(of: source) == position)
            }
            #expect(
                PositionStore(directory: "\(directory)/b").position(of: journal)
                    == .journal(JournalPosition(cursor: "s=a;i=1"))
            )
            store.set(.journal(JournalPosition(cursor: "s=a;i=3")), of: journal)
            store.save()
            #expect(PositionStore(directory: "\(directory)/a").position(of: journal) == nil)
        }
    }

    @Test("forgets logs that nobody follows any more when there are more than 4,096, and no other ones")
    func forgets() throws {
        try inDirectory { directory in
            let store = PositionStore(directory: directory)
            let logs = (0..<6000).map { LogSource.file("/log-\($0)", .plain) }
            for log in logs {
                store.follow(log)
                store.set(position, of: log)
            }
            store.follow(logs[5999])  // Taken up again before the first one leaves.
            store.save()
            #expect(logs.allSatisfy { store.position(of: $0) != nil })
            for log in logs[2000...] { store.leave(log) }
            store.set(position, of: source)
            store.save()
            #expect(store.position(of: logs[2000]) != nil, "so many may come back")
            for log in logs[1900..<2000] { store.leave(log) }
            store.set(position, of: logs[0])
            store.set(.journal(JournalPosition(cursor: "s=1")), of: source)
            store.save()
            #expect(logs.count { store.position(of: $0) != nil } == 1901)
            #expect(store.position(of: logs[1899]) != nil && store.position(of: logs[1900]) == nil)
            #expect(store.position(of: logs[5999]) != nil)
        }
    }

    @Test("tells once that it cannot write, and goes on in memory")
    func unwritable() {
        let told = Mutex<[String]>([])
        let store = PositionStore(directory: "/nowhere/at-all") { text in told.withLock { $0.append(text) } }
        store.set(position, of: source)
        store.save()
        store.save()
        #expect(store.position(of: source) == position)
        let text = """
            /nowhere/at-all/log-positions cannot be written by user \(NSUserName()) (mkdir: No such file or directory): \
            a restart counts some log lines twice, or not at all; make /nowhere/at-all a directory of user \
            \(NSUserName()) with mode 0700, or set another state.directory
            """
        #expect(told.withLock { $0 } == [text])
    }

    @Test("makes its directory, for its owner alone, but none of those above")
    func makes() throws {
        try inDirectory { parent in
            let directory = parent + "/state"
            let told = Mutex<[String]>([])
            let store = PositionStore(directory: directory) { text in told.withLock { $0.append(text) } }
            #expect(!FileManager.default.fileExists(atPath: directory), "there is nothing to keep yet")
            store.set(position, of: source)
            store.save()
            #expect(told.withLock { $0 } == [])
            let attributes = try FileManager.default.attributesOfItem(atPath: directory)
            #expect(attributes[.posixPermissions] as? Int == 0o700)
            #expect(PositionStore(directory: directory).position(of: source) == position)
            let deep = PositionStore(directory: parent + "/a/b") { text in told.withLock { $0.append(text) } }
            deep.set(position, of: source)
            deep.save()
            #expect(told.withLock { $0.count } == 1)
            #expect(!FileManager.default.fileExists(atPath: parent + "/a"))
        }
    }

    @Test(
        "tells of a damaged file and passes it over, also of an empty one",
        arguments: ["gluster_caddy_exporter log positions 1\nend 0\n", ""]
    )
    func damaged(content: String) throws {
        try inDirectory { directory in
            let path = directory + "/log-positions"
            try content.write(toFile: path, atomically: true, encoding: .utf8)
            let told = Mutex<[String]>([])
            let store = PositionStore(directory: directory) { text in told.withLock { $0.append(text) } }
            #expect(store.position(of: source) == nil)
            #expect(
                told.withLock { $0 } == ["\(path) is damaged and passed over: logs are followed from their end"]
            )
        }
    }

    @Test("takes nothing but what it wrote")
    func noise() {
        let sample = PositionText.encode([source.key: position, "journal:x": .journal(JournalPosition(cursor: "s=1"))])
        #expect(PositionText.decode(sample)?.count == 2)
        for bytes in Array(Fuzz.mutations(of: sample, 3000)) + Array(Fuzz.truncations(of: sample)) where bytes != sample
        {
            #expect(PositionText.decode(bytes) == nil)
        }
        for bytes in Fuzz.noise(1000) { #expect(PositionText.decode(bytes) == nil) }
    }
}
