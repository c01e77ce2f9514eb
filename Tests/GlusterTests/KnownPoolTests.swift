import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Gluster

@Suite("What is known of the pool at once", .timeLimit(.minutes(1)))
struct KnownPoolTests {
    private let time = ManualTime()
    private let memory = PoolMemory()
    private let state = PoolState(node: "u", operatingVersion: 1)

    @Test("is nothing at first, and one who looks is to ask")
    func first() {
        #expect(memory.look(at: time.now) == (.unknown, true))
        #expect(memory.look(at: time.now) == (.unknown, false), "one asks already")
        memory.noteFailure(at: time.now)
        memory.endRefresh(at: time.now)
        #expect(memory.look(at: time.now) == (.unknown, false))
        time.advance(.seconds(5))
        #expect(memory.look(at: time.now) == (.unknown, true))
    }

    @Test("does for a minute, whoever has asked")
    func lifetime() {
        for known in [state, nil] {
            memory.note(known, at: time.now)
            let pool = known.map { KnownPool.state($0, isCurrent: true) } ?? .none
            time.advance(.milliseconds(59_999))
            #expect(memory.look(at: time.now) == (pool, false))
            time.advance(.milliseconds(1))
            #expect(memory.look(at: time.now) == (pool, true))
            memory.endRefresh(at: time.now)
        }
    }

    @Test("stays known when glusterd fails, is not current, and is asked for again after 5 s")
    func failure() {
        memory.note(state, at: time.now)
        memory.noteFailure(at: time.now)
        time.advance(.milliseconds(4999))
        #expect(memory.look(at: time.now) == (.state(state, isCurrent: false), false))
        time.advance(.milliseconds(1))
        #expect(memory.look(at: time.now) == (.state(state, isCurrent: false), true))
        memory.note(state, at: time.now)
        memory.endRefresh(at: time.now)
        #expect(memory.look(at: time.now) == (.state(state, isCurrent: true), false))
    }

    @Test("is nothing of another glusterd, which is asked at once")
    func other() {
        memory.note(state, at: time.now)
        memory.forget()
        #expect(memory.look(at: time.now) == (.unknown, true))
    }

    @Test("is no longer that there is no glusterd, once there is one that fails")
    func appearing() {
        memory.note(nil, at: time.now)
        memory.noteFailure(at: time.now)
        #expect(memory.look(at: time.now).pool == .unknown)
    }

    @Test("is asked by whoever looks, without waiting, where no collector asks")
    func asks() async throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "pool-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let glusterd = StateGlusterd(try PoolStateTests.bytes("healthy"))
        var settings = PoolSource.Settings()
        settings.glusterdSocket = glusterd.socket
        settings.stateDirectory = directory
        settings.deadline = .seconds(30)
        let time = time
        let source = PoolSource(settings, now: { time.now })
        #expect(source.latest() == .unknown)
        _ = await glusterd.questions.next()
        // The actor does one thing after the other: this comes when that question has been answered.
        let state = try #require(try await source.state())
        #expect(source.latest() == .state(state, isCurrent: true))
        #expect(glusterd.asked.count == 1)
    }

    @Test("is told by a source whose glusterd has ended, and by one that never had one")
    func noServer() async throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "pool-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: directory) }
        var settings = PoolSource.Settings()
        settings.glusterdSocket = FakeServer.newPath()
        settings.stateDirectory = directory
        settings.serverMark = "/nowhere"
        settings.freshness = .zero
        let time = time
        let source = PoolSource(settings, now: { time.now })
        #expect(try await source.state() == nil)
        #expect(source.latest() == .none)
        var glusterd: StateGlusterd? = StateGlusterd(try PoolStateTests.bytes("healthy"), at: settings.glusterdSocket)
        let state = try #require(try await source.state())
        #expect(source.latest() == .state(state, isCurrent: true))
        #expect(glusterd != nil)
        glusterd = nil
        await #expect(throws: LocalSocketError.self) { try await source.state() }
        #expect(source.latest() == .state(state, isCurrent: false))
    }
}
