import Dispatch
import Glibc
import Host
import Synchronization
import Testing

@testable import Probe

@Suite struct SiteRoundTests {
    private func world(_ change: (inout SiteSource.Settings) -> Void = { _ in }) -> World {
        let world = World([.line(30, "/srv")], [SiteTarget(site: "s", root: "/srv/a")], change)
        world.files["/srv/a"] = FakeFiles.Directory()
        return world
    }

    @Test("returns within its deadline, and tells each round what hangs, with one thread")
    func hangs() async {
        for (operation, done) in [("stat", []), ("open", ["stat"]), ("readdir", ["stat", "open"])] {
            let world = world()
            world.files.hang(in: "\(operation) /srv/a")
            let first = await world.look()
            #expect(first?.summary == (done + ["\(operation)!timeout"]).joined(separator: " "))
            #expect(first?.probes.last?.duration == 4)
            #expect(first?.failure == SystemError(operation, code: ETIMEDOUT))
            #expect(first?.isStale == nil, "no look has ended")
            _ = world.files.takeCalls()
            world.clock.advance(.seconds(15))
            let second = await world.look()
            #expect(second?.summary == "\(operation)!timeout")
            #expect(second?.probes.last?.duration == 15)
            #expect(world.files.takeCalls() == [], "no second thread")
            world.files.hang(in: nil)
            world.files.gate.signal()
        }
    }

    @Test("looks anew when what hung has ended, and forgets what came of it")
    func recovers() async {
        let world = world()
        world.files.hang(in: "stat /srv/a")
        #expect(await world.look()?.summary == "stat!timeout")
        world.files.hang(in: nil)
        world.files.gate.signal()
        var state = await world.look()
        while state?.summary == "stat!timeout" || state?.summary == "" { state = await world.look() }
        #expect(state?.summary == "stat open readdir")
        #expect(state?.failure == nil)
    }

    @Test("one that hangs does not keep others from being looked at")
    func others() async {
        let world = world()
        world.targets.withLock { $0.append(SiteTarget(site: "t", root: "/disk")) }
        world.files["/disk"] = FakeFiles.Directory()
        world.files.hang(in: "open /srv/a")
        var states = await world.source.sites()
        while states.last?.summary != "stat open readdir" { states = await world.source.sites() }
        #expect(states.first?.failure == SystemError("open", code: ETIMEDOUT))
        world.files.gate.signal()
    }

    @Test("serves several collectors with one round")
    func shared() async {
        let world = world { $0.freshness = .seconds(7) }
        var first = await world.source.sites()
        #expect(first[0].summary == "stat open readdir")
        _ = world.files.takeCalls()
        first[0].probes = []
        #expect(await world.source.sites() == first, "what was tried is told once")
        #expect(world.files.takeCalls() == [])
        world.clock.advance(.seconds(7))
        _ = await world.source.sites()
        #expect(world.files.takeCalls() == ["find /srv/a", "stat /srv/a", "open /srv/a", "readdir /srv/a"])
    }

    @Test("holds a directory only when told to, and tells once that what it held was replaced")
    func held() async {
        let world = world { $0.holdsHandles = true }
        #expect(await world.look()?.summary == "stat open readdir")
        #expect(world.files.openHandles == 1)
        #expect(await world.look()?.summary == "stat held open readdir")
        world.files["/srv/a"].identity.inode = 11
        let state = await world.look()
        #expect(state?.summary == "stat held!stale_handle open readdir")
        #expect(state?.isStale == false && state?.failure == nil && state?.replacements == 1)
        #expect(await world.look()?.summary == "stat held open readdir")
        #expect(world.files.openHandles == 1)
    }

    @Test("goes by other settings: holds nothing any more, and looks at other targets")
    func apply() async {
        let world = world { $0.holdsHandles = true }
        let first = await world.look()
        #expect(world.files.openHandles == 1)
        var settings = SiteSource.Settings()
        settings.freshness = .seconds(600)
        let targets = world.targets.withLock { $0 }
        await world.source.apply(targets: { targets }, settings)
        let second = await world.look()
        #expect(second?.target == first?.target)
        #expect(world.files.openHandles == 0)

        let other = SiteTarget(site: "other", root: "/srv/other")
        await world.source.apply(targets: { [other] }, settings)
        #expect(await world.source.sites().map(\.target) == [other])  // However fresh the last round is.
    }

    @Test("lets go of what it holds of another mount, without a look at it")
    func releasesHeld() async {
        let world = world { $0.holdsHandles = true }
        _ = await world.look()
        world.files["/srv/a"].mark.unique = 301
        #expect(await world.look()?.summary == "stat open readdir")
        #expect(world.files.openHandles == 1)
        world.files["/srv/a"].failures["stat"] = ENOTCONN
        #expect(await world.look()?.summary == "stat!not_connected held!not_connected")
        #expect(world.files.openHandles == 0)
    }

    @Test("holds nothing of a root that is not on Gluster, nor of one that is watched no longer")
    func nothingHeld() async {
        let world = world { $0.holdsHandles = true }
        world.targets.withLock { $0.append(SiteTarget(site: "t", root: "/disk")) }
        world.files["/disk"].mark.number = 1
        let states = await world.source.sites()
        #expect(states.map { $0.place?.isOnGluster } == [true, false])
        #expect(world.files.openHandles == 1)
        world.targets.withLock { $0 = [] }
        #expect(await world.source.sites() == [])
        #expect(world.files.openHandles == 0)
    }

    @Test("only reports a root that is not resolved, and takes two with the same labels for one")
    func unresolved() async {
        let target = SiteTarget(caddy: "c", site: "s", root: "/srv/{http.request.host}", isResolved: false)
        let world = World([.line(30, "/srv")], [target, target])
        #expect(await world.source.sites() == [SiteState(target)])
        #expect(world.files.takeCalls() == [])
    }

    @Test("lets nothing of many rounds stay open") func leaks() async {
        let world = world()
        for round in 0..<50 {
            world.files["/srv/a"].failures = round % 3 == 0 ? ["open": EIO] : [:]
            world.clock.advance(.seconds(31))
            _ = await world.look()
        }
        #expect(world.files.openHandles == 0)
    }
}
