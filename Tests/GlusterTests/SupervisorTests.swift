import Testing

@testable import Gluster

@Suite("The supervisor", .timeLimit(.minutes(1)))
struct SupervisorTests {
    @Test("answers a round as soon as all of it has come")
    func complete() async throws {
        let stage = try Stage(Troupe())
        defer { stage.end() }
        let snapshot = try await stage.supervisor.poll(within: .seconds(600)).get()
        #expect(snapshot.round == 1)
        #expect(snapshot.volumes.map(\.name) == ["photos"])
        #expect(try await stage.supervisor.poll(within: .seconds(600)).get().round == 2)
        #expect(stage.supervisor.restarts == [:])
    }

    @Test("answers at the deadline with what has come until then")
    func deadline() async throws {
        let stage = try Stage(
            Troupe { worker in
                worker.send(.release("10.3"))
                while let round = worker.nextRound() { worker.send(.alive(round: round, abandoned: 0)) }
            }
        )
        defer { stage.end() }
        var outcome = await stage.supervisor.poll(within: .milliseconds(50))
        while case .failure = outcome { outcome = await stage.supervisor.poll(within: .milliseconds(50)) }
        #expect(try outcome.get().volumes == [VolumeState(name: "photos")])
        #expect(stage.supervisor.release == "10.3")
    }

    @Test("tells the worker of each new watch list")
    func watch() async throws {
        let lists = Channel<WatchList>()
        let stage = try Stage(
            Troupe { worker in
                while let command = worker.next() {
                    if case .watch(let list) = command { lists.send(list) }
                }
            }
        )
        defer { stage.end() }
        // Two watch lists before the worker runs are one; it depends on who is faster.
        var list = await lists.next()
        if list?.targets == [] { list = await lists.next() }
        #expect(list == Stage.list)
        stage.supervisor.watch(WatchList(targets: [], bricks: .local, pingTimeout: 9))
        #expect(await lists.next() == WatchList(targets: [], bricks: .local, pingTimeout: 9))
    }

    @Test("asks volumes that come in the middle of a round, too")
    func watchWhileAsking() async throws {
        let asked = Channel<UInt64>()
        let stage = try Stage(
            Troupe { worker in
                guard let round = worker.nextRound() else { return }
                worker.send(.alive(round: round, abandoned: 0), .failing("photos", round))
                asked.send(round)
                worker.playAlong()
            }
        )
        defer { stage.end() }
        let supervisor = stage.supervisor
        supervisor.watch(WatchList(targets: ["photos", "slow"].map { VolumeTarget(name: $0, host: "h") }))
        async let snapshot = supervisor.poll(within: .seconds(600)).get()
        #expect(await asked.next() == 1)
        supervisor.watch(WatchList(targets: ["photos", "web"].map { VolumeTarget(name: $0, host: "h") }))
        #expect(try await snapshot.volumes.map(\.name) == ["photos", "web"])
    }
}
