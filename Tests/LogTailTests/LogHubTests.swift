import Foundation
import Glibc
import Host
import Synchronization
import Testing

@testable import LogTail

/// Keeps all lines, and tells when there are as many as were waited for.
private struct Lines: LineConsumer {
    var bytes: [UInt8] = []
    var count = 0
    let target: Int
    let done: DispatchSemaphore

    mutating func take(_ lines: RawSpan) {
        let taken = LogTailTests.bytes(of: lines)
        let before = count
        bytes += taken
        count += taken.count { $0 == 10 }
        if before < target, count >= target { done.signal() }
    }
}

struct LogHubTests {
    @Test("counts every line once while a writer rolls and compresses many times a second, over restarts too")
    func stress() throws {
        let world = try LogWorld()
        let directory = NSTemporaryDirectory() + "hub-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        world.openNew()
        let source = LogSource.file(world.path, .plain)
        var taken: [UInt8] = []
        var number = 0
        for round in 0..<4 {
            let hub = LogHub(positions: PositionStore(directory: directory))
            let known = taken.count { $0 == 10 }
            let target = 20_000 * (round + 1)
            let done = DispatchSemaphore(value: 0)
            if round == 0 {
                // The place to begin at has to be known before the first line is written.
                let first = hub.follow(source, Lines(target: 1, done: done))
                while first.progress.lagBytes == nil { sched_yield() }
                hub.stop()
            }
            let running = LogHub(positions: PositionStore(directory: directory))
            let tail = running.follow(source, Lines(target: target - known, done: done))
            var old: String?
            while number < target {
                world.write((0..<50).map { "{\"line\":\(number + $0)}\n" }.joined())
                number += 50
                guard number % 1000 == 0 else { continue }
                let name = world.roll()
                if let old { try LogWorld.compress(old) }
                old = name
                // Half of the rounds end in the middle of it, with lines that nobody has seen yet.
            }
            if let old { try LogWorld.compress(old) }
            if round % 2 == 1 { #expect(done.wait(timeout: .now() + 60) == .success) }
            running.stop()
            taken += tail.read(\.bytes)
            #expect(tail.progress.gaps == 0)
        }
        #expect(taken.count == world.written.count)
        #expect(taken == world.written)
    }

    @Test("a file that hangs costs its own thread only, and says so")
    func hangs() throws {
        let status = TailStatus()
        let tail = Tail(Lines(target: 1, done: DispatchSemaphore(value: 0)), status: status) {}
        let now = ContinuousClock.now
        #expect(!tail.progress.isLookedAt)
        status.begin(now)
        #expect(!tail.progress(at: now + .seconds(9)).isLookedAt)
        #expect(tail.progress(at: now + .seconds(9)).problem == nil)
        #expect(tail.progress(at: now + .seconds(11)).problem == "the file system does not answer")
        #expect(tail.progress(at: now + .seconds(99)) == tail.progress(at: now + .seconds(11)), "one event, not many")
        status.end(TailProgress())
        #expect(tail.progress(at: now + .seconds(12)).problem == nil)
        #expect(tail.progress.isLookedAt)
    }

    @Test("knows files that could hang without touching them")
    func remote() {
        let mounts = MountTable.parse(
            Array(
                """
                1 1 8:1 / / rw - ext4 /dev/a rw
                2 1 0:5 / /mnt/g rw - fuse.glusterfs h:/v rw
                3 1 0:6 / /srv rw - nfs4 h:/v rw
                4 1 0:7 / /net rw - autofs systemd-1 rw
                5 4 8:2 / /net/disk rw - ext4 /dev/b rw

                """.utf8
            )
        )
        let links = ["/var/log/site": "../../mnt/g", "/loop": "/loop", "/mnt/g/x": "/var"]
        func isLocal(_ path: String) -> Bool { RemoteFiles.isLocal(path, RemoteMounts(mounts)) { links[$0] } }
        #expect(isLocal("/var/log/caddy/access.log"))
        #expect(!isLocal("/mnt/g/x/access.log"))
        #expect(!isLocal("/proc/7/root/var/log/access.log"))
        #expect(!isLocal("/proc/7/cwd/access.log"))
        #expect(isLocal("/proc/7/fd/2"))
        #expect(!isLocal("/var/log/site/access.log"))
        #expect(!isLocal("/srv/./a/../access.log"))
        #expect(isLocal("/loop/access.log"))
        #expect(!isLocal("/net/host/access.log"), "looking there would mount it")
        #expect(!isLocal("/net/disk/access.log"), "the way there is not this machine's")
    }

    @Test("refuses what is no regular file, and says who may not read what")
    func refuses() throws {
        let world = try LogWorld()
        unsafe mkfifo(world.path, 0o600)
        world.look()
        #expect(world.progress.problem == "\(world.path) is no regular file")
        remove(world.path)
        try FileManager.default.createDirectory(atPath: world.path, withIntermediateDirectories: false)
        world.look()
        #expect(world.progress.problem == "\(world.path) is no regular file")
        #expect(
            FileTailer(path: "/a/b.log.gz", framing: .plain, place: nil).afterOneLook.problem
                == "/a/b.log.gz is compressed"
        )
        let text = LogProblem(SystemError("open", code: EACCES), "/etc/passwd").text
        #expect(text.hasSuffix(": it is root's, group root, mode 0644"))
        #expect(text.hasPrefix("/etc/passwd cannot be read by user "))
    }

    @Test("follows a link, and the file that takes the place of what it leads to")
    func link() throws {
        let world = try LogWorld()
        world.write("old\n")
        let link = world.directory + "/link"
        unsafe symlink(world.path, link)
        world.tailer = FileTailer(path: link, framing: .plain, place: nil, limits: world.limits)
        world.look()
        world.write("1\n")
        try LogWorld.compress(world.roll())
        world.write("2\n")
        try LogWorld.compress(world.roll())
        world.write("3\n")
        world.look()
        #expect(world.text == "1\n2\n3\n")
    }
}

extension FileTailer {
    fileprivate var afterOneLook: TailProgress {
        var tailer = self
        _ = tailer.step(Window(TailLimits()), now: .now) { _ in }
        return tailer.progress
    }
}
