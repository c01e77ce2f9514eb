import Host
import Synchronization
import TestSupport
import Testing

@testable import Gluster

@Suite("The supervisor of a bad worker", .timeLimit(.minutes(1)))
struct WorkerEndTests {
    @Test("replaces a worker that takes no round, and asks the next one the same")
    func silent() async throws {
        let heard = Channel<Command>()
        let stage = try Stage(
            Troupe(
                { worker in while worker.next() != nil {} },
                { worker in
                    while let command = worker.next() {
                        heard.send(command)
                        guard case .poll(let round) = command else { continue }
                        worker.send(.alive(round: round, abandoned: 0), .failing("photos", round))
                    }
                }
            ),
            silence: .milliseconds(100)
        )
        defer { stage.end() }
        let snapshot = try await stage.supervisor.poll(within: .seconds(600)).get()
        #expect(snapshot.volumes.map(\.name) == ["photos"])
        #expect(await stage.ends.next() == .silent)
        #expect(await heard.next() == .watch(Stage.list))
        #expect(await heard.next() == .poll(round: 1))
        #expect(stage.supervisor.restarts[.silent, default: 0] > 0)
    }

    @Test("is not deceived when new rounds come faster than its patience ends")
    func silentAndBusy() async throws {
        let stage = try Stage(Troupe { worker in while worker.next() != nil {} }, silence: .milliseconds(100))
        defer { stage.end() }
        while stage.supervisor.restarts.isEmpty {
            _ = await stage.supervisor.poll(within: .milliseconds(10))
        }
        #expect(await stage.ends.next() == .silent)
    }

    @Test("tells a worker that has ended from one that crashed")
    func ended() async throws {
        let stage = try Stage(
            Troupe(
                { $0.child.end() },
                { $0.child.crash() }
            )
        )
        defer { stage.end() }
        #expect(await stage.ends.next() == .exit)
        #expect(await stage.ends.next() == .signal)
        #expect(try await stage.supervisor.poll(within: .seconds(600)).get().volumes.count == 1)
        #expect(stage.supervisor.restarts == [.exit: 1, .signal: 1])
    }

    @Test(
        "ends a worker that talks nonsense",
        arguments: [
            [0xff, 0xff, 0xff, 0xff], [0x80, 0, 0, 4, 0, 0, 0, 99], [0x80, 0, 0, 0], Array("Segmentation fault\n".utf8),
        ] as [[UInt8]]
    )
    func nonsense(_ bytes: [UInt8]) async throws {
        let child = Mutex<Child?>(nil)
        let stage = try Stage(
            Troupe { worker in
                child.withLock { $0 = worker.child }
                worker.peer.send(bytes)
                worker.peer.waitForEnd()
            }
        )
        defer { stage.end() }
        #expect(await stage.ends.next() == .exit)
        #expect(child.withLock { $0?.exists } == false)
        #expect(try await stage.supervisor.poll(within: .seconds(600)).get().volumes.count == 1)
    }

    @Test("replaces a worker in which an open hangs, and has its subject left alone")
    func openHung() async throws {
        let lists = Channel<WatchList>()
        let hung = Subject.brick(volume: "photos", brick: "h:/b")
        let stage = try Stage(
            Troupe(
                { worker in
                    worker.send(.opening(.volume("photos")), .opened(.volume("photos")), .opening(hung))
                    while let round = worker.nextRound() {
                        worker.send(.alive(round: round, abandoned: 0), .failing("photos", round))
                    }
                },
                { worker in
                    while let command = worker.next() {
                        if case .watch(let list) = command { lists.send(list) }
                    }
                }
            )
        )
        defer { stage.end() }
        _ = await stage.supervisor.poll(within: .milliseconds(10))
        #expect(await stage.ends.next() == .openHung)
        #expect(await lists.next()?.holds == [hung: 60])
        #expect(stage.supervisor.restarts == [.openHung: 1])
    }

    @Test("replaces a worn worker when nobody waits for it")
    func worn() async throws {
        let stage = try Stage(
            Troupe { worker in
                while let round = worker.nextRound() {
                    worker.send(.alive(round: round, abandoned: 3), .failing("photos", round))
                }
            }
        )
        defer { stage.end() }
        #expect(try await stage.supervisor.poll(within: .seconds(600)).get().volumes[0].arrived.count == 1)
        #expect(await stage.ends.next() == .worn)
    }

    @Test("keeps a worker that is not worn yet")
    func notWorn() async throws {
        let stage = try Stage(
            Troupe { worker in
                while let round = worker.nextRound() {
                    worker.send(.alive(round: round, abandoned: 2), .failing("photos", round))
                }
            }
        )
        defer { stage.end() }
        for round in 1...5 as ClosedRange<UInt64> {
            #expect(try await stage.supervisor.poll(within: .seconds(600)).get().round == round)
        }
        #expect(stage.supervisor.restarts == [:])
    }

    @Test("says why it cannot answer when no worker can be started")
    func spawn() async throws {
        let stage = try Stage { () throws(SystemError) in throw SystemError("spawn", code: 12) }
        defer { stage.end() }
        #expect(await stage.supervisor.poll(within: .milliseconds(50)) == .failure(.worker(.spawn)))
        #expect(await stage.ends.next() == .spawn)
    }

    @Test("says at the deadline why the last worker was lost when the next one has not answered")
    func nobodyAlive() async throws {
        let stage = try Stage(Troupe({ $0.child.crash() }, last: { $0.peer.waitForEnd() }))
        defer { stage.end() }
        #expect(await stage.ends.next() == .signal)
        #expect(await stage.supervisor.poll(within: .milliseconds(50)) == .failure(.worker(.signal)))
    }
}
