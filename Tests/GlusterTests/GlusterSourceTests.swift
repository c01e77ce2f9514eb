import Host
import Synchronization
import TestSupport
import Testing

@testable import Gluster

@Suite("The source", .timeLimit(.minutes(1)))
struct GlusterSourceTests {
    @Test("finds volumes and asks them")
    func observe() async throws {
        let glusterd = FakeServer.glusterd(["web", "photos"])
        let house = try House(glusterd.path)
        defer { house.end() }
        let snapshot = try await house.source.observe()
        #expect(snapshot.round == 1)
        #expect(snapshot.volumes.map(\.name) == ["photos", "web"])
        #expect(await house.events.next() == .found(volumes: ["photos", "web"], origin: "glusterd"))
        #expect(await house.lists.next() == Self.list("photos", "web"))
    }

    @Test("gives collectors that ask at the same time, or soon after, the same round")
    func shared() async throws {
        let glusterd = FakeServer.glusterd(["photos"])
        let house = try House(glusterd.path)
        defer { house.end() }
        let rounds = await withTaskGroup { group in
            for _ in 0..<10 { group.addTask { try? await house.source.observe().round } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(rounds == [UInt64?](repeating: 1, count: 10))
        #expect(try await house.source.observe().round == 1)
    }

    @Test("makes a new round when the last one is old")
    func fresh() async throws {
        let glusterd = FakeServer.glusterd(["photos"])
        let house = try House(glusterd.path, freshness: .zero)
        defer { house.end() }
        for round in 1...3 as ClosedRange<UInt64> {
            #expect(try await house.source.observe().round == round)
        }
    }

    @Test("says at each poll that there are no volumes, and tells of it once")
    func noVolumes() async throws {
        let socket = FakeServer.newPath()
        let house = try House(socket)
        defer { house.end() }
        let error = GlusterUnavailable.noVolumes(
            "connect to \(socket): No such file or directory; no Gluster mount on this host; no --gluster.volume"
        )
        for _ in 0..<3 {
            await #expect(throws: error) { try await house.source.observe() }
        }
        #expect(await house.events.next() == .notFound(error))
        let glusterd = FakeServer.glusterd(["photos"], at: socket)
        #expect(try await house.source.observe().volumes.map(\.name) == ["photos"])
        #expect(await house.events.next() == .found(volumes: ["photos"], origin: "glusterd"))
        #expect(glusterd.path == socket)
    }

    @Test("follows glusterd: new volumes, a time without it, and the same volumes again")
    func changes() async throws {
        let socket = FakeServer.newPath()
        let house = try House(socket, freshness: .zero)
        defer { house.end() }
        let names = Mutex(["photos"])
        var glusterd: FakeServer? = FakeServer.glusterd(names.withLock { $0 }, at: socket)
        _ = try await house.source.observe()
        #expect(await house.events.next() == .found(volumes: ["photos"], origin: "glusterd"))
        #expect(await house.lists.next() == Self.list("photos"))

        glusterd = nil
        let gone = GlusterSource.Event.notFound(.noVolumes("connect to \(socket): No such file or directory"))
        #expect(try await house.observe(until: gone).volumes.map(\.name) == ["photos"])

        glusterd = FakeServer.glusterd(names.withLock { $0 }, at: socket)
        _ = try await house.observe(until: .found(volumes: ["photos"], origin: "glusterd"))

        names.withLock { $0 = ["photos", "web"] }
        _ = try await house.observe(until: .found(volumes: ["photos", "web"], origin: "glusterd"))
        #expect(await house.lists.next() == Self.list("photos", "web"))
        #expect(try await house.source.observe().volumes.map(\.name) == ["photos", "web"])
        #expect(glusterd?.path == socket)
    }

    @Test("tells the worker which bricks are this node's, and again when they have changed")
    func ownBricks() async throws {
        let glusterd = FakeServer.glusterd(["photos"])
        let own = Mutex<[String: Set<String>]?>(["photos": ["h:/b", "h:/a"]])
        let house = try House(glusterd.path, freshness: .zero, ownBricks: { own.withLock { $0 } })
        defer { house.end() }
        _ = try await house.source.observe()
        var list = Self.list("photos")
        list.localBricks = ["photos": ["h:/a", "h:/b"]]
        #expect(await house.lists.next() == list)

        own.withLock { $0 = nil }
        try await house.observe(until: Self.list("photos"))
    }

    @Test("has a volume opened anew that was made anew under its name, though nobody saw it go")
    func madeAnew() async throws {
        let glusterd = FakeServer.glusterd(["photos"])
        let ids = Mutex<[String: VolumeIdentity]?>(nil)
        let looks = Count()
        let house = try House(
            glusterd.path,
            freshness: .zero,
            identities: {
                looks.increment()
                return ids.withLock { $0 }
            }
        )
        defer { house.end() }
        _ = try await house.source.observe()
        #expect(await house.lists.next() == Self.list("photos"))

        var list = Self.list("photos")
        // What was not known before is no news, and neither is what is not known for a while.
        for (id, generation) in [("a", 0), (nil, 0), ("b", 1), (nil, 1), ("b", 1), ("a", 2)] as [(String?, UInt32)] {
            ids.withLock { $0 = id.map { ["photos": VolumeIdentity(id: $0, isStarted: true)] } }
            // When it looks again, what the look before has found is known.
            let before = looks.value
            while looks.value < before + 2 { _ = try await house.source.observe() }
            guard list.targets[0].generation != generation else { continue }
            list.targets[0].generation = generation
            try await house.observe(until: list)
        }
        // What stopped is no other volume, and is known to be stopped until it starts.
        for isStarted in [false, true] {
            ids.withLock { $0 = ["photos": VolumeIdentity(id: "a", isStarted: isStarted)] }
            list.targets[0].isStopped = !isStarted
            try await house.observe(until: list)
        }
        #expect(house.workers.value == 1)
    }

    @Test("goes by other settings with the same worker, and asks it for nothing that stays as it is")
    func apply() async throws {
        let glusterd = FakeServer.glusterd(["photos", "web"])
        let house = try House(glusterd.path, freshness: .zero)
        defer { house.end() }
        _ = try await house.source.observe()
        #expect(await house.lists.next() == Self.list("photos", "web"))

        var settings = house.settings
        settings.deadline = .seconds(500)
        await house.source.apply(settings)
        settings.healEntries = 7
        await house.source.apply(settings)
        var list = Self.list("photos", "web")
        list.healEntries = 7
        try await house.observe(until: list)  // The first change was none for the worker.

        settings.volumes = [VolumeTarget(name: "photos", host: "localhost")]
        settings.probeDirectories = ["photos": "/probe"]
        await house.source.apply(settings)
        list.targets = [VolumeTarget(name: "photos", host: "localhost", probeDirectory: "/probe")]
        try await house.observe(until: list)
        #expect(try await house.source.observe().volumes.map(\.name) == ["photos"])
        #expect(house.workers.value == 1 && house.source.workerRestarts == [:])
    }

    @Test("forgets the volumes of a glusterd that is no longer the one to ask, though the other one is not there")
    func elsewhere() async throws {
        let glusterd = FakeServer.glusterd(["photos"])
        let house = try House(glusterd.path, freshness: .zero)
        defer { house.end() }
        _ = try await house.source.observe()
        #expect(await house.lists.next() == Self.list("photos"))
        var settings = house.settings
        settings.glusterdSocket = FakeServer.newPath()
        await house.source.apply(settings)
        #expect(await house.lists.next() == WatchList())
        let error = GlusterUnavailable.noVolumes(
            "connect to \(settings.glusterdSocket): No such file or directory; no Gluster mount on this host; "
                + "no --gluster.volume"
        )
        await #expect(throws: error) { try await house.source.observe() }
        await house.source.apply(house.settings)
        #expect(try await house.source.observe().volumes.map(\.name) == ["photos"])
    }

    @Test("that is stopped says so, and does not hang")
    func stopped() async throws {
        let glusterd = FakeServer.glusterd(["photos"])
        let house = try House(glusterd.path)
        house.end()
        await #expect(throws: GlusterUnavailable.worker(.spawn)) { try await house.source.observe() }
    }

    @Test("can say what it would watch")
    func plan() async {
        let glusterd = FakeServer.glusterd(["photos", "web"])
        var settings = GlusterSource.Settings()
        settings.glusterdSocket = glusterd.path
        #expect(
            await GlusterSource.plan(settings) == [
                "volumes, by glusterd: photos from localhost:24007, web from localhost:24007", "bricks: local",
            ]
        )
        settings.volumes = [VolumeTarget(name: "photos", host: "h", port: 1)]
        settings.bricks = .all
        #expect(await GlusterSource.plan(settings) == ["volumes, by the settings: photos from h:1", "bricks: all"])
    }

    private static func list(_ volumes: String...) -> WatchList {
        WatchList(targets: volumes.map { VolumeTarget(name: $0, host: "localhost") }, bricks: .local, pingTimeout: 3)
    }
}

/// A source on a host without mounts, and its worker.
private final class House: Sendable {
    let source: GlusterSource
    let events = Channel<GlusterSource.Event>()
    /// What the worker is told to watch.
    let lists = Channel<WatchList>()
    let settings: GlusterSource.Settings
    /// How many workers were started.
    let workers = Count()
    private let supervisor: Supervisor

    init(
        _ glusterdSocket: String,
        freshness: Duration = .seconds(600),
        identities: @escaping GlusterSource.Identities = { nil },
        ownBricks: @escaping GlusterSource.OwnBricks = { nil }
    ) throws {
        var settings = GlusterSource.Settings()
        settings.glusterdSocket = glusterdSocket
        settings.freshness = freshness
        settings.deadline = .seconds(600)
        self.settings = settings
        let (events, lists, workers) = (events, lists, workers)
        let troupe = Troupe { worker in
            // Before volumes were found there is nothing to watch.
            workers.increment()
            var hasBegun = false
            worker.playAlong { list in
                hasBegun = hasBegun || !list.targets.isEmpty
                if hasBegun { lists.send(list) }
            }
        }
        supervisor = try Supervisor(
            limits: .init(silence: .seconds(600)),
            launch: { () throws(SystemError) in try troupe.launch() }
        ) { _ in }
        source = GlusterSource(
            settings,
            finder: VolumeFinder(settings) { [] },
            supervisor: supervisor,
            ownBricks: ownBricks,
            identities: identities
        ) {
            events.send($0)
        }
    }

    func end() {
        source.stop()
    }

    /// Rounds go on while volumes are looked for: makes them until the source tells of what it has found.
    func observe(until event: GlusterSource.Event) async throws -> GlusterSnapshot {
        let events = events
        return try await observe { #expect(await events.next() == event) }
    }

    /// Makes rounds until the worker is told to watch this.
    func observe(until list: WatchList) async throws {
        let lists = lists
        _ = try await observe { #expect(await lists.next() == list) }
    }

    private func observe(while isTold: @escaping @Sendable () async -> Void) async throws -> GlusterSnapshot {
        let told = Flag()
        let waiting = Task {
            await isTold()
            told.raise()
        }
        var snapshot = try await source.observe()
        while !told.isRaised { snapshot = try await source.observe() }
        await waiting.value
        return snapshot
    }
}

private final class Count: Sendable {
    private let state = Mutex(0)

    var value: Int { state.withLock { $0 } }

    func increment() {
        state.withLock { $0 += 1 }
    }
}

private final class Flag: Sendable {
    private let state = Mutex(false)

    var isRaised: Bool { state.withLock { $0 } }

    func raise() {
        state.withLock { $0 = true }
    }
}
