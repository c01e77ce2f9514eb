import Synchronization
import Testing

@testable import gluster_caddy_exporter

@Suite("Reloads", .timeLimit(.minutes(1)))
struct ReloaderTests {
    private let file = Plans(1)
    private let reloader: Reloader<Int>

    init() {
        let file = file
        reloader = Reloader(1, now: { Double(file.reads) }, onEvent: { file.note($0) }, read: { try await file.read() })
        reloader.onChange { old, new in try file.apply(old, new) }
    }

    @Test("put new settings in the place of the old ones, and leave equal ones alone")
    func good() async {
        #expect(reloader.state == ReloadState(isLoaded: true, time: 0))
        #expect(await reload() == nil)
        #expect(file.changes == [] && reloader.state == ReloadState(isLoaded: true, time: 1))
        file.set(.success(2))
        #expect(await reload() == nil)
        file.set(.success(3))
        #expect(await reload() == nil)
        #expect(file.changes == [[1, 2], [2, 3]] && reloader.state == ReloadState(isLoaded: true, time: 3))
    }

    @Test("change nothing when the settings are bad, or cannot take effect, and say so until they are good again")
    func bad() async {
        file.set(.failure(Refused(description: "a.yml:1: no")))
        #expect(await reload() == "a.yml:1: no")
        #expect(file.changes == [] && reloader.state == ReloadState(isLoaded: false, time: 0))
        file.set(.success(-1))
        #expect(await reload() == "in use")
        #expect(file.changes == [] && reloader.state == ReloadState(isLoaded: false, time: 0))
        file.set(.success(1))
        #expect(await reload() == nil)
        #expect(file.changes == [] && reloader.state == ReloadState(isLoaded: true, time: 3))
    }

    @Test("that are asked for while one is under way are one more: nobody is told of what was read before")
    func folded() async {
        let answers = AsyncStream.makeStream(of: String?.self)
        file.hold()
        let first = Task { await reloader.reload { answers.continuation.yield($0) } }
        await file.isRead(1)
        file.set(.failure(Refused(description: "no")))
        for _ in 0..<3 { await reloader.reload { answers.continuation.yield($0) } }
        file.release()
        await first.value
        var told: [String?] = []
        for await answer in answers.stream {
            told.append(answer)
            if told.count == 4 { break }
        }
        #expect(told == [nil, "no", "no", "no"])
        #expect(file.events == [.begins, .ends(nil), .begins, .ends("no")])
        #expect(file.reads == 2)
    }

    @Test("fail before the start has come to its end")
    func early() async {
        let early = Reloader(1, now: { 0 }, read: { 2 })
        let problem = await withCheckedContinuation { answer in
            Task { await early.reload { answer.resume(returning: $0) } }
        }
        #expect(problem == "the exporter has not started yet")
    }

    private func reload() async -> String? {
        await withCheckedContinuation { answer in
            Task { await reloader.reload { answer.resume(returning: $0) } }
        }
    }
}

private struct Refused: Error, CustomStringConvertible {
    let description: String
}

/// A file that a test writes, and what came of reading it.
private final class Plans: Sendable {
    private struct State {
        var plan: Result<Int, Refused>
        var reads = 0
        var changes: [[Int]] = []
        var events: [Reloader<Int>.Event] = []
        var isHeld = false
        var held: CheckedContinuation<Void, Never>?
    }

    private let state: Mutex<State>
    private let begun = AsyncStream.makeStream(of: Int.self)

    init(_ plan: Int) {
        state = Mutex(State(plan: .success(plan)))
    }

    var reads: Int { state.withLock { $0.reads } }
    var changes: [[Int]] { state.withLock { $0.changes } }

    var events: [Reloader<Int>.Event] { state.withLock { $0.events } }

    func note(_ event: Reloader<Int>.Event) {
        state.withLock { $0.events.append(event) }
    }

    func set(_ plan: Result<Int, Refused>) {
        state.withLock { $0.plan = plan }
    }

    /// What is read next takes until ``release()``.
    func hold() {
        state.withLock { $0.isHeld = true }
    }

    func release() {
        state.withLock { state in
            state.isHeld = false
            return state.held.take()
        }?.resume()
    }

    func isRead(_ count: Int) async {
        for await read in begun.stream where read == count { return }
    }

    func read() async throws -> Int {
        let (plan, number) = state.withLock { state in
            state.reads += 1
            return (state.plan, state.reads)
        }
        await withCheckedContinuation { continuation in
            let isHeld = state.withLock { state in
                if state.isHeld { state.held = continuation }
                return state.isHeld
            }
            begun.continuation.yield(number)
            if !isHeld { continuation.resume() }
        }
        return try plan.get()
    }

    /// Negative settings cannot take effect.
    func apply(_ old: Int, _ new: Int) throws {
        guard new > 0 else { throw Refused(description: "in use") }
        state.withLock { $0.changes.append([old, new]) }
    }
}
