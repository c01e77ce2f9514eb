import Synchronization
import Testing

@testable import Host

@Suite("In parallel")
struct ParallelTests {
    @Test("each of many is done once, and never more than so many at a time")
    func width() async {
        let running = Mutex((now: 0, most: 0))
        let outcomes = await inParallel(Array(0..<50), width: 4) { number in
            running.withLock { running in
                running.now += 1
                running.most = max(running.most, running.now)
            }
            await Task.yield()
            running.withLock { $0.now -= 1 }
            return number
        }
        #expect(outcomes.sorted() == Array(0..<50))
        #expect((1...4).contains(running.withLock { $0.most }))
    }

    @Test("none of none is done")
    func empty() async {
        #expect(await inParallel([Int]()) { $0 } == [])
    }
}
