import Glibc
import Host
import Synchronization
import Testing

@testable import Probe

@Suite struct SiteSourceTests {
    static let bind = SiteTarget(site: "photos", root: "/srv/bind")
    static let bindMount = Mount.line(30, "/srv/bind", root: "/site")

    private func world(_ mount: Mount = bindMount, _ others: Mount...) -> World {
        let world = World([mount] + others, [Self.bind])
        world.files["/srv/bind"].entries = [RootEntry(name: "a.txt", isFile: true)]
        return world
    }

    @Test("does what a file server does, in its order") func healthy() async {
        let world = world()
        var expected = SiteState(Self.bind)
        expected.place = SitePlace(mount: Self.bindMount, isOnGluster: true)
        expected.isStale = false
        expected.probes = [.stat, .open, .readdir, .read].map { SiteProbe(operation: $0, duration: 0) }
        #expect(await world.look() == expected)
        #expect(world.files.takeCalls().last == "read /srv/bind a.txt")
        #expect(world.files.openHandles == 0)
    }

    @Test("prefers the index file, and passes over files that are large, secret or no files")
    func choosesFile() async {
        let world = world()
        world.files["/srv/bind"].entries = ["sub", "large.bin", "a.txt", "index.htm", "index.html"].map {
            RootEntry(name: $0, isFile: $0 != "sub")
        }
        _ = await world.look()
        #expect(world.files.takeCalls().last == "read /srv/bind index.html")
        world.files["/srv/bind"].entries.removeLast(2)
        #expect(await world.look()?.summary == "stat open readdir")
        #expect(await world.look()?.summary == "stat open readdir read")
        #expect(world.files.takeCalls().last == "read /srv/bind a.txt")
        world.files["/srv/bind"].failures["read"] = EACCES
        #expect(await world.look()?.summary == "stat open readdir")
        #expect(await world.look()?.failure == nil)
    }

    @Test("reads the file that is configured, whatever the directory has")
    func configuredFile() async {
        let world = world()
        world.targets.withLock { $0[0].file = "health/ok" }
        world.files["/srv/bind/health/ok"].failures["read"] = ENOENT
        #expect(await world.look()?.failure == SystemError("read", code: ENOENT))
        #expect(world.files.takeCalls().last == "read /srv/bind/health/ok")
    }

    @Test(
        "tells failures apart",
        arguments: [
            (ESTALE, "stale_handle"), (EIO, "io_error"), (ENOTCONN, "not_connected"), (ETIMEDOUT, "timeout"),
            (ENOENT, "not_found"), (EACCES, "permission"), (EROFS, "read_only"), (ENOMEM, "other"),
        ]
    )
    func kinds(code: CInt, kind: String) async {
        for (operation, done) in [("find", ""), ("stat", ""), ("open", "stat "), ("read", "stat open readdir ")] {
            let world = world()
            world.targets.withLock { $0[0].file = "f" }
            world.files[operation == "read" ? "/srv/bind/f" : "/srv/bind"].failures[operation] = code
            let state = await world.look()
            let name = operation == "find" ? "stat" : operation
            let rest = operation == "open" ? " read" : ""
            #expect(state?.summary == "\(done)\(name)!\(kind)\(rest)")
            #expect(state?.failure == SystemError(name, code: code))
            #expect(state?.isStale == (code == ESTALE))
            #expect(world.files.openHandles == 0)
        }
    }

    @Test("finds the directory below a bind mount replaced, once, until it is mounted anew")
    func bindReplaced() async {
        let world = world()
        _ = await world.look()
        world.files["/srv/bind"].failures["stat"] = ESTALE
        let found = await world.look()
        #expect(found?.isStale == true && found?.isReplaced == true && found?.isRemoved == false)
        #expect(found?.replacements == 1 && found?.replacedAt == 1000)
        #expect(await world.look()?.replacements == 1)
        world.files["/srv/bind"].failures = [:]
        world.files["/srv/bind"].mark.unique = 301
        world.files["/srv/bind"].identity.inode = 11
        let cured = await world.look()
        #expect(cured?.isStale == false && cured?.isReplaced == false && cured?.failure == nil)
        #expect(cured?.replacements == 1)
    }

    @Test("does not count a replacement twice that comes to light under another number afterwards")
    func countsOnce() async {
        let world = world()
        _ = await world.look()
        world.files["/srv/bind"].failures["stat"] = ESTALE
        #expect(await world.look()?.replacements == 1)
        world.files["/srv/bind"].failures = [:]
        world.files["/srv/bind"].identity.inode = 11
        #expect(await world.look()?.replacements == 1)
        world.files["/srv/bind"].identity.inode = 12
        #expect(await world.look()?.replacements == 2)
    }

    @Test("leaves a stale mount alone after two looks, until the pause is over or the mount is another")
    func backsOff() async {
        let world = world()
        world.files["/srv/bind"].failures["stat"] = ESTALE
        _ = await world.look()
        _ = await world.look()
        _ = world.files.takeCalls()
        let paused = await world.look()
        #expect(world.files.takeCalls() == ["find /srv/bind"], "finding a mount point asks Gluster for nothing")
        #expect(paused?.probes == [] && paused?.isStale == true && paused?.isReplaced == true)
        world.clock.advance(.seconds(30))
        #expect(await world.look()?.summary == "stat!stale_handle")
        #expect(await world.look()?.summary == "")
        world.files["/srv/bind"].mark.unique = 301
        #expect(await world.look()?.summary == "stat!stale_handle")
    }

    @Test("goes on looking at a root that is missing, for that costs nothing")
    func missing() async {
        let world = world()
        world.files["/srv/bind"].failures["find"] = ENOENT
        for _ in 0..<4 { #expect(await world.look()?.summary == "stat!not_found") }
    }

    @Test("sees in another mount of the volume what stands in place of the directory")
    func reference() async {
        let world = world(Self.bindMount, .line(29, "/mnt/vol"))
        world.files["/srv/bind"].mark.inode = 10
        world.files["/srv/bind"].failures["stat"] = ESTALE
        world.files["/mnt/vol/site"].identity.inode = 11
        let replaced = await world.look()
        #expect(replaced?.isReplaced == true && replaced?.isRemoved == false)
        world.files.remove("/mnt/vol/site")
        let removed = await world.look()
        #expect(removed?.isReplaced == true && removed?.isRemoved == true && removed?.replacements == 1)
        #expect(world.files.openHandles == 0)
    }

    @Test("does not take a stale directory for replaced that is still there")
    func notReplaced() async {
        let world = world(Self.bindMount, .line(29, "/mnt/vol"))
        world.files["/srv/bind"].mark.inode = 10
        world.files["/srv/bind"].failures["stat"] = ESTALE
        world.files["/mnt/vol/site"].identity.inode = 10
        let state = await world.look()
        #expect(state?.isStale == true && state?.isReplaced == false && state?.replacements == 0)
    }

    @Test("takes a stale subdirectory mount for replaced, whose root always has the number 1")
    func subdirectory() async {
        let world = world(.line(30, "/srv/bind", source: "h:/vol/site"), .line(29, "/mnt/vol"))
        world.files["/srv/bind"].failures["stat"] = ESTALE
        world.files["/mnt/vol/site"].identity.inode = 1
        #expect(await world.look()?.isReplaced == true)
    }

    @Test("counts another directory at the same path, though nothing is stale")
    func otherDirectory() async {
        let world = world(.line(30, "/srv"))
        _ = await world.look()
        world.files["/srv/bind"].identity.inode = 11
        let state = await world.look()
        #expect(state?.replacements == 1 && state?.isReplaced == false && state?.isStale == false)
        world.files["/srv/bind"].identity.inode = 12
        world.files["/srv/bind"].mark.unique = 301
        #expect(await world.look()?.replacements == 1, "another mount is no replacement")
    }

    @Test("knows a remount by its client where the kernel does not number mounts for good")
    func oldKernel() async {
        let world = world(.line(30, "/srv"))
        world.files["/srv/bind"].mark.unique = nil
        for (start, inode) in [(UInt64(5), UInt64(10)), (6, 11)] {
            world.host.change { state in
                state.starts[7] = start
                state.clients = [.client(7, start, "/srv")]
            }
            world.files["/srv/bind"].identity.inode = inode
            #expect(await world.look()?.replacements == 0)
        }
        world.files["/srv/bind"].identity.inode = 12
        #expect(await world.look()?.replacements == 1)
    }
}

extension RunningProcess {
    static func client(_ pid: Int32, _ start: UInt64, _ mountpoint: String, volume: String = "/vol") -> RunningProcess {
        let line = "/usr/sbin/glusterfs\0--volfile-server=h\0--volfile-id=\(volume)\0\(mountpoint)\0"
        return RunningProcess(
            identity: ProcessIdentity(pid: pid, start: start),
            users: [0, 0, 0, 0],
            isTrusted: true,
            commandLine: Array(line.utf8)
        )
    }
}
