import Dispatch
import Glibc
import Host
import Synchronization
import Testing

@testable import Probe

/// What hangs, and what takes its place.
@Suite struct SiteHangTests {
    private func world(_ change: (inout SiteSource.Settings) -> Void = { _ in }) -> World {
        let world = World([.line(30, "/srv")], [SiteTarget(site: "s", root: "/srv/a")], change)
        world.files["/srv/a"] = FakeFiles.Directory()
        return world
    }

    private func remount(_ world: World, _ id: Int) {
        var mount = Mount.line(id, "/srv")
        mount.device = "0:\(id)"
        world.host.change { $0.mounts[nil] = [.disk, mount] }
        world.files["/srv/a"].mark = MountMark(number: id, unique: UInt64(id) * 10, inode: 1)
    }

    @Test("looks at the mount that has taken the place of one that hangs, though its thread stays")
    func replaced() async {
        let world = world()
        world.files.hang(in: "stat /srv/a")
        #expect(await world.look()?.summary == "stat!timeout")
        world.files.hang(in: nil)
        remount(world, 31)
        let state = await world.look()
        #expect(state?.summary == "stat open readdir")
        #expect(state?.failure == nil && state?.isStale == false)
        world.files.gate.signal()
    }

    @Test("gives up no more threads than allowed") func limit() async {
        let world = world { $0.hangLimit = 1 }
        world.files.hang(in: "stat /srv/a")
        for id in [31, 32] {
            #expect(await world.look()?.summary == "stat!timeout")
            remount(world, id)
        }
        _ = world.files.takeCalls()
        #expect(await world.look()?.summary == "stat!timeout")
        #expect(world.files.takeCalls() == [])
        world.files.hang(in: nil)
        for _ in 0..<2 { world.files.gate.signal() }
    }

    @Test("keeps what was found stale and replaced while a later look hangs") func keeps() async {
        let world = World([.line(30, "/srv/a", root: "/d")], [SiteTarget(site: "s", root: "/srv/a")])
        world.files["/srv/a"].failures["stat"] = ESTALE
        #expect(await world.look()?.isReplaced == true)
        world.files.hang(in: "stat /srv/a")
        let state = await world.look()
        #expect(state?.failure == SystemError("stat", code: ETIMEDOUT))
        #expect(state?.isStale == true && state?.isReplaced == true)
        world.files.gate.signal()
    }

    @Test("takes one look for all sites with the same root") func shared() async {
        let world = world()
        world.targets.withLock { $0 += (0..<300).map { SiteTarget(site: "s\($0)", root: "/srv/a") } }
        let states = await world.source.sites()
        #expect(Set(states.map(\.summary)) == ["stat open readdir"] && states.count == 301)
        #expect(world.files.takeCalls() == ["find /srv/a", "stat /srv/a", "open /srv/a", "readdir /srv/a"])
    }

    @Test("reads the processes anew once a round, however many sites are on a new mount") func surveys() async {
        let world = world()
        world.targets.withLock { $0 += (0..<9).map { SiteTarget(site: "s\($0)", root: "/srv/a/\($0)") } }
        for site in 0..<9 { world.files["/srv/a/\(site)"] = FakeFiles.Directory() }
        _ = await world.source.sites()
        for path in ["/srv/a"] + (0..<9).map({ "/srv/a/\($0)" }) { world.files[path].mark.unique = 301 }
        let before = world.host.surveys
        _ = await world.source.sites()
        #expect(world.host.surveys - before == 2)
    }

    @Test("lets no rings of looks that nobody waited for pile up") func rings() async {
        let world = world()
        world.targets.withLock { $0 = [] }
        for _ in 0..<3 { world.bell.signal() }
        _ = await world.source.sites()
        #expect(world.bell.wait(timeout: .now()) == .timedOut)
    }
}
