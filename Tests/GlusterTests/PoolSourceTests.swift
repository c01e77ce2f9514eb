import Foundation
import GlusterRPC
import Synchronization
import TestSupport
import Testing

@testable import Gluster

@Suite("The source of the pool", .timeLimit(.minutes(1)))
struct PoolSourceTests {
    private let directory = FileManager.default.temporaryDirectory.appending(path: "pool-\(UUID().uuidString)").path
    private let time = ManualTime()
    private var settings = PoolSource.Settings()

    init() {
        settings.stateDirectory = directory
        settings.serverMark = "/nowhere"
        settings.freshness = .zero
        settings.deadline = .seconds(30)
    }

    @Test("asks glusterd, reads what it wrote, and leaves no file")
    mutating func state() async throws {
        defer { end() }
        let glusterd = StateGlusterd(try PoolStateTests.bytes("healthy"))
        let source = source(glusterd.socket)
        #expect(try await source.state() == (try PoolStateTests.sample("healthy")))
        glusterd.set(.proper, content: try PoolStateTests.bytes("features"))
        #expect(try await source.state() == (try PoolStateTests.sample("features")))
        #expect(try left() == [])
        #expect(glusterd.asked.count == 2)
        #expect(glusterd.asked.allSatisfy { $0.hasPrefix("\(directory)/state.\(getpid()).") })
        #expect(Set(glusterd.asked).count == 2)
    }

    @Test("gives collectors that ask at the same time, or soon after, the same state")
    mutating func shared() async throws {
        defer { end() }
        settings.freshness = .seconds(7)
        let glusterd = StateGlusterd(try PoolStateTests.bytes("healthy"))
        let source = source(glusterd.socket)
        try await withThrowingTaskGroup { group in
            for _ in 0..<10 { group.addTask { _ = try await source.state() } }
            try await group.waitForAll()
        }
        #expect(glusterd.asked.count == 1)
        time.advance(.seconds(6))
        _ = try await source.state()
        #expect(glusterd.asked.count == 1)
        time.advance(.seconds(1))
        _ = try await source.state()
        #expect(glusterd.asked.count == 2)
    }

    @Test("has nothing to say where there is no server, and then makes no directory")
    mutating func noServer() async throws {
        let socket = FakeServer.newPath()
        let source = source(socket)
        #expect(try await source.state() == nil)
        #expect(!FileManager.default.fileExists(atPath: directory))

        defer { end() }
        var glusterd: StateGlusterd? = StateGlusterd(try PoolStateTests.bytes("healthy"), at: socket)
        #expect(try await source.state() != nil)
        #expect(glusterd != nil)
        glusterd = nil
        await #expect(throws: missing(socket)) { try await source.state() }
    }

    @Test("misses the glusterd of a server, even where it has never seen one")
    mutating func downFromTheStart() async throws {
        defer { end() }
        settings.serverMark = "/proc/self/status"
        let socket = FakeServer.newPath()
        let source = source(socket)
        await #expect(throws: missing(socket)) { try await source.state() }
    }

    @Test("tells what glusterd answered instead, in the same words each time")
    mutating func failing() async throws {
        defer { end() }
        let glusterd = StateGlusterd([])
        glusterd.set(.failing("Failed to open file at \(directory)/NAME"))
        let source = source(glusterd.socket)
        let words = RPCError.failed(code: 0, message: "Failed to open file at \(directory)/state")
        for _ in 0..<2 {
            await #expect(throws: LocalSocketError(glusterd.socket, words)) { try await source.state() }
        }
    }

    @Test("does not take half a state, nor one without end, nor none")
    mutating func content() async throws {
        defer { end() }
        settings.sizeLimit = 20000
        let bytes = try PoolStateTests.bytes("healthy")
        let glusterd = StateGlusterd(Array(bytes.prefix(5000)))
        let source = source(glusterd.socket)
        let half = RPCError.malformed("the state of the pool ends before its section [Misc]")
        await #expect(throws: LocalSocketError(glusterd.socket, half)) { try await source.state() }

        glusterd.set(.proper, content: [UInt8](repeating: 0x41, count: 20001))
        let large = RPCError.oversized(limit: 20000)
        await #expect(throws: LocalSocketError(glusterd.socket, large)) { try await source.state() }
        #expect(try left() == [])

        glusterd.set(.elsewhere)
        await #expect(throws: StateDirectoryError(directory, .unseen)) { try await source.state() }

        glusterd.set(.proper, content: bytes)
        #expect(try await source.state() != nil)
        #expect(try left() == [])
    }

    @Test("tells of a directory that is not private, but first of a socket that is not there")
    mutating func notPrivate() async throws {
        defer { end() }
        settings.serverMark = "/proc/self/status"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: false)
        unsafe chmod(directory, 0o777)
        let socket = FakeServer.newPath()
        let source = source(socket)
        await #expect(throws: missing(socket)) { try await source.state() }

        let glusterd = StateGlusterd(try PoolStateTests.bytes("healthy"), at: socket)
        await #expect(throws: StateDirectoryError(directory, .mode(0o777))) { try await source.state() }
        #expect(glusterd.asked == [])
        unsafe chmod(directory, 0o700)
        #expect(try await source.state() != nil)
    }

    @Test("leaves a glusterd that hung alone, 5 s and then longer, and tells of it all the while")
    mutating func hanging() async throws {
        defer { end() }
        settings.deadline = .milliseconds(50)
        let glusterd = StateGlusterd(try PoolStateTests.bytes("healthy"))
        glusterd.set(.silent)
        let source = source(glusterd.socket)
        let hang = LocalSocketError(glusterd.socket, .errno(step: "receive", code: ETIMEDOUT))
        func ask() async { await #expect(throws: hang) { try await source.state() } }
        await ask()
        _ = await glusterd.questions.next()
        for wait in [5, 10, 20, 30, 30] {
            time.advance(.seconds(wait) - .milliseconds(1))
            await ask()
            time.advance(.milliseconds(1))
            await ask()
            _ = await glusterd.questions.next()
        }
        #expect(glusterd.asked.count == 6)
    }

    @Test("forgets the hang once glusterd has come back: the next one is waited out for 5 s again")
    mutating func recovers() async throws {
        defer { end() }
        settings.deadline = .milliseconds(500)
        let glusterd = StateGlusterd(try PoolStateTests.bytes("healthy"))
        let source = source(glusterd.socket)
        for round in 1...2 {
            glusterd.set(.silent)
            await #expect(throws: LocalSocketError.self) { try await source.state() }
            _ = await glusterd.questions.next()
            glusterd.set(.proper)
            time.advance(.seconds(5))
            #expect(try await source.state() != nil)
            _ = await glusterd.questions.next()
            #expect(glusterd.asked.count == 2 * round)
        }
    }

    @Test("names this node's bricks by a state that is not older than a minute")
    mutating func ownBricks() async throws {
        defer { end() }
        let glusterd = StateGlusterd(try PoolStateTests.bytes("healthy"))
        let source = source(glusterd.socket)
        let own = try PoolStateTests.sample("healthy").localBricks
        #expect(own.isEmpty == false)
        for (after, asked) in [(0, 1), (59, 1), (1, 2)] {
            time.advance(.seconds(after))
            #expect(await source.ownBricks() == own)
            #expect(await source.identities()?.keys.sorted() == own.keys.sorted())
            #expect(glusterd.asked.count == asked)
        }
    }

    @Test("removes what a glusterd has written too late, at the next question and when it stops")
    mutating func late() async throws {
        defer { end() }
        let glusterd = StateGlusterd(try PoolStateTests.bytes("healthy"))
        glusterd.set(.elsewhere)
        let source = source(glusterd.socket)
        for _ in 0..<2 {
            await #expect(throws: StateDirectoryError.self) { try await source.state() }
            _ = FileManager.default.createFile(atPath: try #require(glusterd.asked.last), contents: Data())
            #expect(try left().count == 1)
        }
        source.stop()
        #expect(try left() == [])
    }

    @Test("removes what exporters have left that are no more, once")
    mutating func abandoned() async throws {
        defer { end() }
        let glusterd = StateGlusterd(try PoolStateTests.bytes("healthy"))
        let source = source(glusterd.socket)
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: false)
        unsafe chmod(directory, 0o700)
        for name in ["state.1.1", "state.2147483647.1"] {
            _ = FileManager.default.createFile(atPath: "\(directory)/\(name)", contents: Data())
        }
        _ = try await source.state()
        #expect(try left() == ["state.1.1"])
    }

    @Test("can say what it would be told")
    mutating func plan() async throws {
        defer { end() }
        settings.glusterdSocket = FakeServer.newPath()
        #expect(await PoolSource.plan(settings) == "pool: this machine is no server")
        let glusterd = StateGlusterd(try PoolStateTests.bytes("healthy"), at: settings.glusterdSocket)
        #expect(
            await PoolSource.plan(settings)
                == "pool: node 1a498638-5ca2-4b22-b42a-17e2dbe32911, peers: 127.1.1.2, 127.1.1.3"
        )
        glusterd.set(.failing("no"))
        #expect(await PoolSource.plan(settings) == "pool: \(glusterd.socket): failed: no")
    }

    private func source(_ socket: String) -> PoolSource {
        var settings = settings
        settings.glusterdSocket = socket
        let time = time
        return PoolSource(settings, now: { time.now })
    }

    private func missing(_ socket: String) -> LocalSocketError {
        LocalSocketError(socket, .errno(step: "connect to \(socket)", code: ENOENT))
    }

    private func left() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: directory).sorted()
    }

    private func end() {
        try? FileManager.default.removeItem(atPath: directory)
    }
}

/// A clock that goes on when it is told to.
final class ManualTime: Sendable {
    private let instant = Mutex(ContinuousClock.now)

    var now: ContinuousClock.Instant { instant.withLock { $0 } }

    func advance(_ time: Duration) {
        instant.withLock { $0 += time }
    }
}
