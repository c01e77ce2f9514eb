import Glibc
import Host
import Synchronization
import Testing

@testable import Gluster

@Suite("The source of mounts")
struct MountSourceTests {
    private let stage = MountStage()

    @Test("tells each mount, its client and its log, and asks once for all who want to know")
    func healthy() async throws {
        stage.files.set("/mnt/photos", .meta(try MetaSample("photos")))
        stage.mount("0:42 / /mnt/photos")
        let source = stage.source()
        let states = await source.mounts()
        var expected = MountState(mount: .photos("/mnt/photos"), device: "0:42")
        expected.isUp = true
        expected.clientVersion = "10.3"
        expected.client = states.first?.client
        expected.messages = [.init(level: "info", event: "/var/log/glusterfs/mnt-photos.log"): 1]
        #expect(states == [expected])
        #expect(states.first?.client?.bricks.count == 3)
        stage.unmountAll()
        stage.time.advance(.seconds(4))
        #expect(await source.mounts() == states)
    }

    @Test("tells why a mount does not answer, and that one without permission cannot be asked")
    func failing() async {
        let fates: [(CInt, Bool?)] = [(ENOTCONN, false), (EIO, false), (ENOENT, false), (EACCES, nil), (EPERM, nil)]
        for (code, isUp) in fates {
            let stage = MountStage()
            stage.mount("0:42 / /mnt/a")
            stage.files.set("/mnt/a", .failing(code))
            let state = await stage.source().mounts().first
            #expect(state?.isUp == isUp)
            #expect(state?.failure == SystemError("stat", code: code))
            #expect(state?.client == nil)
        }
    }

    @Test("tells of a client that is dead, while the kernel still answers stat for it")
    func dead() async {
        for (code, isUp) in [(ENOTCONN, false), (ECONNABORTED, false), (ENOENT, true), (EACCES, true)] {
            let stage = MountStage()
            stage.mount("0:42 / /mnt/a")
            stage.files.set("/mnt/a", .failingMeta(code, "0:42"))
            let state = await stage.source().mounts().first
            #expect(state?.isUp == isUp)
            #expect(state?.failure == (isUp ? nil : SystemError("readlink", code: code)))
        }
    }

    @Test("does not know of a mount whose name does not lead to it", arguments: ["/mnt/a//deleted", "/mnt/\u{FFFD}"])
    func nameless(_ path: String) async {
        stage.mount("0:42 / \(path)")
        #expect(await stage.source().mounts().map(\.isUp) == [nil])
    }

    @Test("does not know of a mount what is said of another file system in its place")
    func otherDevice() async {
        stage.mount("0:42 / /mnt/a")
        stage.files.set("/mnt/a", .up("8:1"))
        #expect(await stage.source().mounts().map(\.isUp) == [nil])
    }

    @Test("answers in time while a mount hangs, with one thread for it, and goes on once it answers")
    func hanging() async {
        stage.mount("0:42 / /mnt/a", "0:43 / /mnt/b")
        let gate = Gate()
        stage.files.set("/mnt/a", .hanging(gate, "0:42"))
        stage.files.set("/mnt/b", .up("0:43"))
        let source = stage.source(deadline: .once(gate, 1))
        for _ in 0..<5 {
            let states = await source.mounts()
            #expect(states.first?.isUp == false)
            #expect(states.first?.failure == SystemError("stat", code: ETIMEDOUT))
            stage.time.advance(.seconds(10))
        }
        #expect(gate.entered == 1)
        gate.open()
        stage.files.set("/mnt/a", .up("0:42"))
        await stage.settle(source) { $0.map(\.isUp) == [true, true] }
    }

    @Test("tells that stat answered of a mount whose .meta hangs, and its version while it does")
    func metaHangs() async throws {
        let gate = Gate()
        let hanging = Atomic(1)
        stage.mount("0:42 / /mnt/photos")
        stage.files.set("/mnt/photos", .meta(try MetaSample("photos")))
        let source = stage.source(deadline: .once(gate, hanging.load(ordering: .relaxed)))
        await stage.settle(source) { $0.first?.client != nil }
        stage.files.set("/mnt/photos", .hangingMeta(gate, "0:42"))
        let state = await source.mounts().first
        #expect(state?.isUp == true)
        #expect(state?.client == nil)
        #expect(state?.clientVersion == "10.3")
        hanging.store(-1, ordering: .relaxed)  // From now on, only a stat is under way, and answers.
        for (seconds, isUp) in [(10, true), (40, true), (10, false), (600, false)] {
            stage.time.advance(.seconds(seconds))
            let next = await source.mounts().first
            #expect(next?.isUp == isUp)
            #expect(next?.failure == (isUp ? nil : SystemError("read", code: ETIMEDOUT)))
            #expect(next?.clientVersion == "10.3")
        }
        #expect(gate.entered == 1)
        gate.open()
    }

    @Test("asks again by stat while .meta hangs: the first one the kernel may have answered by itself")
    func metaHangsThenStat() async {
        let gate = Gate()
        let hanging = Atomic(1)
        stage.mount("0:42 / /mnt/a")
        stage.files.set("/mnt/a", .hangingMeta(gate, "0:42"))
        let source = stage.source(deadline: .once(gate, hanging.load(ordering: .relaxed)))
        #expect(await source.mounts().first?.isUp == true)
        stage.files.set("/mnt/a", .hanging(gate, "0:42"))
        hanging.store(2, ordering: .relaxed)
        for _ in 0..<3 {
            stage.time.advance(.seconds(10))
            let state = await source.mounts().first
            #expect(state?.isUp == false)
            #expect(state?.failure == SystemError("stat", code: ETIMEDOUT))
        }
        #expect(gate.entered == 2)
        gate.open()
        stage.files.set("/mnt/a", .up("0:42"))
        await stage.settle(source) { $0.map(\.isUp) == [true] }
    }

    @Test("looks at a mount that was mounted anew while the old one still hangs, with a thread for each")
    func replaced() async {
        let gate = Gate()
        stage.mount("0:42 / /mnt/a")
        stage.files.set("/mnt/a", .hanging(gate, "0:42"))
        let hanging = Atomic(1)
        let source = stage.source(deadline: .once(gate, hanging.load(ordering: .relaxed)))
        #expect(await source.mounts().map(\.isUp) == [false])
        stage.unmountAll()
        stage.mount("0:50 / /mnt/a")
        stage.files.set("/mnt/a", .up("0:50"))
        hanging.store(-1, ordering: .relaxed)
        for _ in 0..<3 {
            stage.time.advance(.seconds(10))
            #expect(await source.mounts().map(\.isUp) == [true])
        }
        #expect(gate.entered == 1)
        gate.open()
    }

    @Test("never has more threads hanging than it may")
    func bounded() async {
        let gate = Gate()
        let hanging = Atomic(0)
        let source = stage.source(deadline: .once(gate, hanging.load(ordering: .relaxed)), hangLimit: 4)
        for round in 0..<10 {
            hanging.store(min(4, 2 * round + 2), ordering: .relaxed)
            stage.unmountAll()
            stage.mount("0:\(round) / /mnt/\(round)", "0:\(100 + round) / /mnt/\(100 + round)")
            for path in [round, 100 + round] { stage.files.set("/mnt/\(path)", .hanging(gate, "0:\(path)")) }
            _ = await source.mounts()
            stage.time.advance(.seconds(10))
        }
        #expect(gate.entered == 4)
        gate.open()
    }

    @Test("misses a mount that has gone for an hour, then forgets it; one that comes back is back")
    func gone() async {
        stage.mount("0:42 / /mnt/a", "0:43 / /mnt/b")
        for (path, device) in [("/mnt/a", "0:42"), ("/mnt/b", "0:43")] { stage.files.set(path, .up(device)) }
        let source = stage.source()
        #expect(await source.mounts().map(\.isUp) == [true, true])
        stage.unmountAll()
        stage.mount("0:43 / /mnt/b")
        // The kernel gives its number to another one.
        stage.mount("0:42 / /mnt/c")
        stage.files.set("/mnt/c", .up("0:42"))
        for minutes in [1, 58] {
            stage.time.advance(.seconds(60 * minutes))
            let states = await source.mounts()
            #expect(states.map(\.isUp) == [false, true, true])
            #expect(states.map(\.device) == ["", "0:43", "0:42"])
            #expect(states.first?.failure == SystemError("mount", code: ENOENT))
        }
        stage.time.advance(.seconds(3600))
        #expect(await source.mounts().map(\.mount.mountpoint) == ["/mnt/b", "/mnt/c"])
        stage.mount("0:44 / /mnt/a")
        stage.files.set("/mnt/a", .up("0:44"))
        stage.time.advance(.seconds(10))
        #expect(await source.mounts().map(\.isUp) == [true, true, true])
    }

    @Test("keeps what it knew where the mount table cannot be read")
    func unreadable() async {
        stage.mount("0:42 / /mnt/a")
        stage.files.set("/mnt/a", .up("0:42"))
        let source = stage.source()
        _ = await source.mounts()
        stage.hideTable()
        stage.time.advance(.seconds(10))
        #expect(await source.mounts().map(\.isUp) == [true])
    }

    @Test("reaches a mount of another namespace through its process, and does not miss it once that is gone")
    func foreign() async {
        stage.mount("0:42 / /srv/www", in: 7)
        stage.files.set("/proc/7/root/srv/www", .up("0:42"))
        let source = stage.source()
        let states = await source.mounts()
        #expect(states.map(\.mount.mountpoint) == ["/srv/www"])
        #expect(states.map(\.isUp) == [true])
        #expect(states.map(\.foreignPID) == [7])
        stage.files.set("/proc/7/root/srv/www", .failing(EACCES))
        stage.time.advance(.seconds(10))
        #expect(await source.mounts().map(\.isUp) == [nil])
        stage.end(7)
        stage.time.advance(.seconds(10))
        #expect(await source.mounts() == [])
    }

    @Test("misses a mount of another namespace until its process ends, and no longer")
    func foreignEnd() async {
        stage.mount("0:42 / /srv/www", in: 7)
        stage.files.set("/proc/7/root/srv/www", .up("0:42"))
        let source = stage.source()
        #expect(await source.mounts().map(\.isUp) == [true])
        stage.end(7)
        stage.mount(in: 7)
        stage.time.advance(.seconds(10))
        #expect(await source.mounts().map(\.isUp) == [false])
        stage.end(7)
        stage.time.advance(.seconds(10))
        #expect(await source.mounts() == [])
    }

    @Test("goes on with the namespaces it knows while nobody can say which there are")
    func silentNamespaces() async {
        stage.mount("0:42 / /mnt/a")
        stage.files.set("/mnt/a", .up("0:42"))
        let gate = Gate()
        let asked = Atomic(0)
        let source = stage.source(
            deadline: .once(gate, 0),
            namespaces: {
                asked.add(1, ordering: .relaxed)
                return await Task.waitForever()
            }
        )
        for _ in 0..<3 {
            #expect(await source.mounts().map(\.mount.mountpoint) == ["/mnt/a"])
            stage.time.advance(.seconds(10))
        }
        #expect(asked.load(ordering: .relaxed) <= 1)
    }
}
