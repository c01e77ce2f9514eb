import Glibc
import Host
import Synchronization
import Testing

@testable import Probe

@Suite struct SiteSituationTests {
    static let owner = SiteTarget.Owner(
        identity: ProcessIdentity(pid: 812, start: 50),
        startTime: 900,
        workingDirectory: "/var/www"
    )
    static let target = SiteTarget(caddy: "c", site: "s", root: "/srv/a", server: .process(owner))

    /// Caddy with a mount table of its own, whose namespace has this name; nil: not for our eyes.
    private func world(_ ours: [Mount], theirs: [Mount], namespace: String?, _ target: SiteTarget = target) -> World {
        let world = World(ours, [target])
        world.host.change { state in
            state.mounts[812] = [.disk] + theirs
            state.namespaces[812] = namespace
            state.starts[812] = 50
        }
        world.files["/srv/a"] = FakeFiles.Directory()
        world.files["/srv/a", 812] = FakeFiles.Directory()
        return world
    }

    @Test("takes the same path in the same namespace") func same() async {
        let world = world([.line(30, "/srv")], theirs: [.line(30, "/srv")], namespace: "mnt:[1]")
        #expect(await world.look()?.summary == "stat open readdir")
        #expect(world.files.takeCalls().first == "find /srv/a")
    }

    @Test("goes through the root directory of a process in another namespace, or in a smaller root")
    func otherNamespace() async {
        let other = world([], theirs: [.line(30, "/srv")], namespace: "mnt:[2]")
        #expect(await other.look()?.place?.mount == .line(30, "/srv"))
        #expect(other.files.takeCalls().first == "find 812:/srv/a")
        let jailed = world([.line(30, "/srv")], theirs: [.line(30, "/srv")], namespace: "mnt:[1]")
        jailed.host.change { $0.rootDirectories[812] = "/jail" }
        _ = await jailed.look()
        #expect(jailed.files.takeCalls().first == "find 812:/srv/a")
    }

    @Test("needs no permission where both tables tell the same mount for the root")
    func agreeing() async {
        let world = world([.line(30, "/srv")], theirs: [.line(44, "/srv")], namespace: nil)
        world.files["/srv/a"].mark.number = 44
        let state = await world.look()
        #expect(state?.obstacle == nil && state?.summary == "stat open readdir")
        #expect(world.files.takeCalls().first == "find /srv/a")
    }

    @Test("says what it needs to look into another namespace, and where the root lies all the same")
    func obstacle() async {
        let mount = Mount.line(44, "/srv", root: "/b")
        let world = world([.line(30, "/srv")], theirs: [mount], namespace: nil)
        var expected = SiteState(Self.target)
        expected.place = SitePlace(mount: mount, isOnGluster: true)
        expected.obstacle =
            "Process 812 of user 998 has a mount namespace of its own, or may have: to look into it, this exporter "
            + "needs CAP_SYS_PTRACE (readlink: Permission denied)."
        #expect(await world.look() == expected)
        #expect(world.files.takeCalls() == [])
    }

    @Test("is late when the client of its mount began after Caddy")
    func late() async {
        let world = world([.line(30, "/srv")], theirs: [.line(30, "/srv")], namespace: "mnt:[1]")
        world.host.mount(by: 51)
        let place = await world.look()?.place
        #expect(place?.isMountedLate == true)
        #expect(place?.mountedAt != nil)
    }

    @Test("is not late when it was there in time, and mounted anew since")
    func remounted() async {
        let world = world([.line(30, "/srv")], theirs: [.line(30, "/srv")], namespace: "mnt:[1]")
        for start in [50, 51, 60] as [UInt64] {
            world.host.mount(by: start)
            let place = await world.look()?.place
            #expect(place?.isOnGluster == true)
            #expect(place?.isMountedLate == false)
            #expect(place?.mountedAt == nil)
        }
    }

    @Test("is late when our namespace has Gluster there, and Caddy's has not, by way of a link too")
    func missed() async {
        let world = world([.line(30, "/mnt/vol")], theirs: [], namespace: "mnt:[2]")
        world.files["/srv/a", 812].mark.number = 1
        #expect(await world.look()?.place == SitePlace(mount: .disk, isOnGluster: false, isMountedLate: false))
        world.files["/srv/a", 812].path = "/mnt/vol/a"
        #expect(
            await world.look()?.place == SitePlace(mount: .disk, isOnGluster: false, isMountedLate: true)
        )
    }

    @Test("joins a relative root to the working directory, and says when that is not known")
    func relative() async {
        var target = Self.target
        target.root = "../www/./a/"
        let world = world([], theirs: [], namespace: "mnt:[1]", target)
        _ = await world.look()
        #expect(world.files.takeCalls() == ["find /var/www/a", "find /"])
        var owner = Self.owner
        owner.workingDirectory = nil
        target.server = .process(owner)
        world.targets.withLock { $0 = [target] }
        #expect(
            await world.look()?.obstacle
                == "The root is relative, and the working directory of its process cannot be read."
        )
    }

    @Test("follows links to the mount that they lead to, not that of the path")
    func link() async {
        let world = world([.line(31, "/mnt/vol")], theirs: [.line(31, "/mnt/vol")], namespace: "mnt:[1]")
        world.files["/srv/a"].mark.number = 31
        #expect(await world.look()?.place?.mount.mountpoint == "/mnt/vol")
    }

    @Test("tells the place of a volume from the source and the directory that is bound")
    func directories() {
        func path(_ source: String, _ root: String = "/") -> [String]? {
            GlusterDirectory(.line(1, "/m", root: root, source: source)).map { [$0.servers, $0.volume] + $0.path }
        }
        #expect(path("h:/vol") == ["h", "vol"])
        #expect(path("a,b:vol/x/y", "/z w") == ["a,b", "vol", "x", "y", "z w"])
        #expect(path("h:/vol.rdma", "/gone//deleted") == ["h", "vol", "gone"])
        #expect(path("fe80::1:/vol/a:b") == ["fe80::1", "vol", "a:b"])
        for source in ["", "h", "h:", "h:/", ":", "glusterfs", "h:/snaps/s/vol"] { #expect(path(source) == nil) }
        #expect(GlusterDirectory(.disk) == nil)
    }

    @Test("finds the directory in another mount of the same volume that can be seen")
    func otherPaths() {
        let bound = Mount.line(30, "/srv/bind", root: "/a/b")
        func other(_ mounts: Mount...) -> String? { MountTable([.disk, bound] + mounts).otherPath(of: bound) }
        #expect(other() == nil)
        #expect(other(.line(31, "/mnt/vol")) == "/mnt/vol/a/b")
        #expect(other(.line(31, "/mnt/a", source: "h:/vol/a")) == "/mnt/a/b")
        #expect(other(.line(31, "/mnt/b", root: "/a/b")) == nil)
        #expect(other(.line(31, "/mnt/c", root: "/c")) == nil)
        #expect(other(.line(31, "/mnt/vol", source: "other:/vol")) == nil)
        var cover = Mount.disk
        cover.id = 40
        cover.parent = 31
        cover.mountpoint = "/mnt/vol"
        #expect(other(.line(31, "/mnt/vol"), cover) == nil, "something is mounted over it")
    }

    @Test("takes dots and slashes out of a path") func normal() {
        let cases = ["/": "/", "//a//b/": "/a/b", "/a/./b/../c": "/a/c", "/..": "/", "/a/...": "/a/..."]
        for (path, expected) in cases { #expect(normalized(path) == expected) }
        for path in ["", "a", "./a", "/a\0b"] { #expect(normalized(path) == nil) }
    }
}

extension FakeHost {
    /// The client of the mount is a process that began then.
    fileprivate func mount(by start: UInt64) {
        change { state in
            state.starts[7] = start
            state.clients = [.client(7, start, "/srv")]
        }
    }
}
