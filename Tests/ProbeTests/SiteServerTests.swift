import Glibc
import Host
import Synchronization
import Testing

@testable import Probe

/// Roots of processes that come and go, and what cannot be told of them.
@Suite struct SiteServerTests {
    private func world(_ ours: [Mount], theirs: [Mount]) -> World {
        let world = World(ours, [SiteSituationTests.target])
        world.host.change { state in
            state.mounts[812] = [.disk] + theirs
            state.namespaces[812] = "mnt:[1]"
            state.starts[812] = 50
        }
        world.files["/srv/a"] = FakeFiles.Directory()
        world.files["/srv/a", 812] = FakeFiles.Directory()
        return world
    }

    @Test("looks at nothing of a server whose process is not known") func unknown() async {
        let target = SiteTarget(caddy: "c", site: "s", root: "/srv/a")
        let world = World([.line(30, "/srv")], [target])
        world.files["/srv/a"] = FakeFiles.Directory()
        #expect(await world.look() == SiteState(target))
        #expect(world.files.takeCalls() == [])
    }

    @Test("keeps what was found while a process has just ended, without a look at another's files")
    func gone() async {
        let world = world([.line(30, "/srv")], theirs: [.line(30, "/srv")])
        world.files["/srv/a"].failures["stat"] = ESTALE
        var found = await world.look()
        #expect(found?.isStale == true)
        found?.probes = []
        _ = world.files.takeCalls()
        world.host.change { $0.starts[812] = 51 }
        #expect(await world.look() == found)
        #expect(world.files.takeCalls() == [])
    }

    @Test("cannot tell whether a mount came late whose client is not seen, or that nobody is known to serve from")
    func lateness() async {
        let served = world([.line(30, "/srv")], theirs: [.line(30, "/srv")])
        #expect(await served.look()?.place == SitePlace(mount: .line(30, "/srv"), isOnGluster: true))
        let local = World([], [SiteTarget(site: "s", root: "/srv/a")])
        #expect(await local.look()?.place == SitePlace(mount: .disk, isOnGluster: false))
    }

    @Test("finds the mount behind a link in a table that numbers mounts otherwise") func link() async {
        let world = world([.line(31, "/mnt/vol")], theirs: [.line(44, "/mnt/vol")])
        world.host.change { $0.namespaces[812] = .some(nil) }
        world.files["/srv/a"].mark.number = 31
        world.files["/srv/a"].path = "/mnt/vol/a"
        let state = await world.look()
        #expect(state?.place?.mount == .line(44, "/mnt/vol"))
        #expect(state?.obstacle == nil && state?.summary == "stat open readdir")
    }

    @Test("has no look at our Gluster behind a link where the other namespace has another mount")
    func otherBehindLink() async {
        let world = world([.line(31, "/mnt/vol")], theirs: [])
        world.host.change { $0.namespaces[812] = .some(nil) }
        world.files["/srv/a"].mark.number = 31
        world.files["/srv/a"].path = "/mnt/vol/a"
        let state = await world.look()
        #expect(state?.probes == [] && state?.isStale == nil)
        #expect(state?.place == SitePlace(mount: .disk, isOnGluster: false, isMountedLate: true))
        #expect(state?.obstacle?.contains("CAP_SYS_PTRACE") == true)
    }
}
