import Host
import Testing

@testable import Gluster

@Suite("A supervisor that is stopped", .timeLimit(.minutes(1)))
struct SupervisorStopTests {
    @Test("ends its worker, and answers who waits and who comes later")
    func stop() async throws {
        let children = Channel<Child>()
        let rounds = Channel<UInt64>()
        let stage = try Stage(
            Troupe { worker in
                while let round = worker.nextRound() { rounds.send(round) }
                children.send(worker.child)
            }
        )
        let supervisor = stage.supervisor
        async let waiting = supervisor.poll(within: .seconds(600))
        #expect(await rounds.next() == 1)
        supervisor.stop()
        #expect(await waiting == .failure(.worker(.spawn)))
        #expect(await supervisor.poll(within: .seconds(600)) == .failure(.worker(.spawn)))
        #expect(await children.next()?.exists == false)
        supervisor.stop()
        #expect(await supervisor.poll(within: .seconds(600)) == .failure(.worker(.spawn)))
        #expect(supervisor.restarts == [:])
    }

    @Test("does not wait for its next worker")
    func betweenWorkers() async throws {
        let stage = try Stage { () throws(SystemError) in throw SystemError("spawn", code: 12) }
        #expect(await stage.ends.next() == .spawn)
        #expect(await stage.ends.next() == .spawn)  // From now on it waits a second or more.
        async let waiting = stage.supervisor.poll(within: .seconds(600))
        stage.supervisor.stop()
        #expect(await waiting == .failure(.worker(.spawn)))
    }

    @Test("answers everybody who asks while it stops")
    func race() async throws {
        for _ in 0..<20 {
            let stage = try Stage(Troupe())
            await withTaskGroup { group in
                for _ in 0..<20 {
                    group.addTask { _ = await stage.supervisor.poll(within: .seconds(600)) }
                }
                group.addTask { stage.supervisor.stop() }
            }
        }
    }
}
