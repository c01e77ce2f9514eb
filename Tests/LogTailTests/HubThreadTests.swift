import Foundation
import Glibc
import Host
import Synchronization
import Testing

@testable import LogTail

/// Keeps all lines and the thread that brought the last ones, and tells of each call.
private struct Caller: LineConsumer {
    var text = ""
    var thread: pthread_t?
    let told: DispatchSemaphore
    /// Waited for in each call.
    var gate: DispatchSemaphore?

    mutating func take(_ lines: RawSpan) {
        text += String(decoding: bytes(of: lines), as: UTF8.self)
        thread = pthread_self()
        told.signal()
        gate?.wait()
    }
}

struct HubThreadTests {
    @Test("gives a log a thread of its own when a file system that could hang is mounted where it is")
    func mountedLater() throws {
        let world = try LogWorld()
        world.openNew()
        let remote = Mutex<Set<String>>([])
        let hub = LogHub(positions: PositionStore(directory: nil), limits: world.limits) { paths in
            remote.withLock { $0.intersection(paths) }
        }
        defer { hub.stop() }
        let told = DispatchSemaphore(value: 0)
        let tail = hub.follow(.file(world.path, .plain), Caller(told: told))
        world.write("0\n")
        #expect(told.wait(timeout: .now() + 60) == .success)
        let first = try #require(tail.read(\.thread))
        remote.withLock { $0 = [world.path] }
        let deadline = ContinuousClock.now + .seconds(60)
        var number = 0
        while tail.read(\.thread) == first, ContinuousClock.now < deadline {
            number += 1
            world.write("\(number)\n")
            _ = told.wait(timeout: .now() + 60)
        }
        #expect(tail.read(\.thread) != first)
        while tail.read({ $0.text.utf8.count }) < world.written.count, told.wait(timeout: .now() + 60) == .success {}
        #expect(Array(tail.read(\.text).utf8) == world.written)
        #expect(tail.progress.problem == nil)
        tail.stop()
    }

    @Test("closes what nobody follows any more, on whatever thread it was", arguments: [true, false])
    func closes(isRemote: Bool) throws {
        let world = try LogWorld()
        world.openNew()
        let hub = LogHub(positions: PositionStore(directory: nil), limits: world.limits) { isRemote ? $0 : [] }
        defer { hub.stop() }
        let told = DispatchSemaphore(value: 0)
        let tail = hub.follow(.file(world.path, .plain), Caller(told: told))
        // What is written before the first look at a log that could hang is no news.
        var isTold = false
        for _ in 0..<600 where !isTold {
            world.write("0\n")
            isTold = told.wait(timeout: .now() + .milliseconds(100)) == .success
        }
        try #require(isTold)
        let held = try readers(of: world.path)
        #expect(held == 1)
        let closings = inotify_init1(0)
        defer { close(closings) }
        let watch = unsafe inotify_add_watch(closings, world.path, UInt32(IN_CLOSE_NOWRITE))
        try #require(watch >= 0)
        tail.stop()
        var event = pollfd(fd: closings, events: Int16(POLLIN), revents: 0)
        #expect(unsafe poll(&event, 1, 60_000) == 1)
        #expect(try readers(of: world.path) == 0)
    }

    /// Descriptors of this process that read the file; the world writes to it.
    private func readers(of path: String) throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count { descriptor in
            let file = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(descriptor)")
            let flags = try? String(contentsOfFile: "/proc/self/fdinfo/\(descriptor)", encoding: .utf8)
            guard file == path, let mode = flags?.firstMatch(of: /flags:\s+\d*(\d)\s/)?.1 else { return false }
            return (Int(mode) ?? 0) & 3 == 0
        }
    }

    /// The thread is kept by another log meanwhile.
    @Test(
        "takes for news what is written before the first look, and for history what was there",
        arguments: [nil, "history\n"]
    )
    func beforeTheFirstLook(history: String?) throws {
        let busy = try LogWorld()
        let world = try LogWorld()
        busy.openNew()
        let hub = LogHub(positions: PositionStore(directory: nil), limits: world.limits) { _ in [] }
        defer { hub.stop() }
        let (isBusy, gate) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        let other = hub.follow(.file(busy.path, .plain), Caller(told: isBusy, gate: gate))
        busy.write("1\n")
        #expect(isBusy.wait(timeout: .now() + 60) == .success)
        if let history { world.write(history) }
        let told = DispatchSemaphore(value: 0)
        let tail = hub.follow(.file(world.path, .plain), Caller(told: told))
        world.write("first\n")
        if history == nil {
            world.roll()
            world.write("second\n")
        }
        #expect(!tail.progress.isLookedAt)
        gate.signal()
        let news = history == nil ? "first\nsecond\n" : "first\n"
        while tail.read(\.text) != news, told.wait(timeout: .now() + 10) == .success {}
        #expect(tail.read(\.text) == news)
        #expect(tail.progress.gaps == 0)
        other.stop()
    }
}
