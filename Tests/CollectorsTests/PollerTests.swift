import Dispatch
import Exposition
import Glibc
import Gluster
import Host
import Synchronization
import Testing

@testable import Collectors

/// A poller on a clock that the test moves, over a Gluster that answers when the test says so.
@Suite("Poller", .timeLimit(.minutes(1)))
struct PollerTests {
    private let clock = ManualClock()
    private let gluster = AskedGluster()
    private let board: Board
    private let poller: Poller<ManualClock>
    private let changes: AsyncStream<PollChange>

    init() {
        let (clock, changes) = (clock, AsyncStream.makeStream(of: PollChange.self))
        board = Board(["volume"], now: { clock.continuous })
        self.changes = changes.stream
        poller = Poller(
            VolumeCollector(reading: SourceSet(gluster: gluster, pool: RecordedPool(), now: { 0 })),
            board: board,
            schedule: PollSchedule(interval: .seconds(15), deadline: .seconds(5)),
            clock: clock,
            time: { 1_700_000_000 + Double(clock.now.offset.components.seconds) },
            onChange: { changes.continuation.yield($0) }
        )
    }

    @Test("polls at once, and then at its interval, however long a poll takes")
    func interval() async {
        let run = Task { await poller.run() }
        var questions = gluster.questions.makeAsyncIterator()
        for start in [0, 15, 30] {
            let question = await questions.next()
            #expect(clock.now.offset == .seconds(start))
            clock.advance(to: .seconds(start + 4))
            question?.resume(returning: .empty)
            await clock.sleeper(until: .seconds(start + 15))
            #expect(board.reports[0].lastDuration == 4)
            #expect(board.reports[0].lastSuccess == 1_700_000_004 + Double(start))
            #expect(clock.deadlines == [.seconds(start + 15)])  // Nobody watches a poll that is over.
            clock.advance(to: .seconds(start + 15))
        }
        let last = await questions.next()
        run.cancel()
        last?.resume(returning: .empty)
        await run.value
    }

    @Test("reports an overrun when it happens, starts no second poll, and recovers")
    func overrun() async {
        let run = Task { await poller.run() }
        var questions = gluster.questions.makeAsyncIterator()
        var told = changes.makeAsyncIterator()
        let question = await questions.next()
        await clock.sleeper(until: .seconds(5))
        #expect(!board.isReady)
        clock.advance(to: .seconds(5))
        #expect(await told.next() == change("no answer within 5.0 seconds"))
        #expect(board.isReady)
        #expect(board.reports[0].failures == ["timeout": 1])

        await clock.sleeper(until: .seconds(10))
        #expect(clock.deadlines == [.seconds(10)])  // The next sign that the poller runs; no poll is planned.
        clock.advance(to: .seconds(60))
        #expect(board.reports[0].isSuccess == false && board.reports[0].lastDuration == 5)
        #expect(board.reports[0].inFlight(clock.continuous) == 60)

        question?.resume(returning: .empty)
        #expect(await told.next() == change(nil))
        let second = await questions.next()  // At once: its time was long ago.
        #expect(board.reports[0].isSuccess == true && board.reports[0].lastDuration == 60)
        #expect(board.reports[0].inFlight(clock.continuous) == 0 && board.reports[0].failures == ["timeout": 1])
        await clock.sleeper(until: .seconds(65))
        second?.resume(returning: .empty)
        await clock.sleeper(until: .seconds(75))
        run.cancel()
        await run.value
        #expect(gluster.asked == 2)
    }

    @Test("tells each change of state once, with its reason, and whether the source has told it too")
    func changesOfState() async {
        let run = Task { await poller.run() }
        var questions = gluster.questions.makeAsyncIterator()
        let down = GlusterUnavailable.worker(.signal)
        let none = GlusterUnavailable.noVolumes("no socket")
        let answers: [Result<GlusterSnapshot, any Error>] = [
            .success(.empty), .success(.empty), .failure(down), .failure(down), .failure(none), .success(.empty),
            .success(.empty), .failure(SystemError("statfs", code: EIO)), .failure(down),
        ]
        for (index, answer) in answers.enumerated() {
            await questions.next()?.resume(with: answer)
            await clock.sleeper(until: .seconds(15 * (index + 1)))
            clock.advance(to: .seconds(15 * (index + 1)))
        }
        let last = await questions.next()
        run.cancel()
        last?.resume(throwing: down)  // The same again.
        await run.value

        var told = changes.makeAsyncIterator()
        let expected = [
            change("worker replaced: signal", isTold: true), change("no volumes: no socket", isTold: true),
            change(nil), change("statfs: Input/output error"), change("worker replaced: signal", isTold: true),
        ]
        for one in expected { #expect(await told.next() == one) }
        #expect(board.reports[0].failures == ["worker": 4, "no_volumes": 1, "other": 1])
        #expect(board.reports[0].isSuccess == false)
    }

    @Test("takes a new interval at once, in the middle of a pause")
    func newInterval() async {
        let run = Task { await poller.run() }
        var questions = gluster.questions.makeAsyncIterator()
        await questions.next()?.resume(returning: .empty)
        await clock.sleeper(until: .seconds(15))
        clock.advance(to: .seconds(2))
        await poller.apply(PollSchedule(interval: .seconds(5), deadline: .seconds(5)))
        await clock.sleeper(until: .seconds(5))
        #expect(clock.deadlines == [.seconds(5)])
        await poller.apply(PollSchedule(interval: .seconds(60), deadline: .seconds(5)))
        await clock.sleeper(until: .seconds(60))
        #expect(clock.deadlines == [.seconds(60)])
        #expect(gluster.asked == 1)

        clock.advance(to: .seconds(3))
        await poller.apply(PollSchedule(interval: .seconds(1), deadline: .seconds(5)))
        let second = await questions.next()  // Its time was over.
        run.cancel()
        second?.resume(returning: .empty)
        await run.value
    }

    @Test("keeps what is up until the next poll when that comes later than it was to")
    func longerInterval() async {
        let run = Task { await poller.run() }
        var questions = gluster.questions.makeAsyncIterator()
        await questions.next()?.resume(returning: .empty)
        await clock.sleeper(until: .seconds(15))
        await poller.apply(PollSchedule(interval: .seconds(300), deadline: .seconds(5)))
        await clock.sleeper(until: .seconds(300))
        clock.advance(to: .seconds(299))
        #expect(board.snapshots[0].age == 299)
        // A shorter one takes nothing away that has nothing in its place yet.
        await poller.apply(PollSchedule(interval: .seconds(1), deadline: .seconds(5)))
        let second = await questions.next()
        #expect(board.snapshots[0].age == 299)
        run.cancel()
        second?.resume(returning: .empty)
        await run.value
    }

    @Test("goes on after it was cancelled, and begins no poll before the last one has ended")
    func again() async {
        let run = Task { await poller.run() }
        var questions = gluster.questions.makeAsyncIterator()
        let first = await questions.next()
        run.cancel()
        let next = Task {
            await run.value
            await poller.run()
        }
        #expect(gluster.asked == 1)
        first?.resume(returning: .empty)
        let second = await questions.next()
        next.cancel()
        second?.resume(returning: .empty)
        await next.value
        #expect(board.reports[0].isSuccess == true && gluster.asked == 2)
    }

    @Test("is alive while it pauses, and however long what it asks hangs")
    func alive() async {
        let run = Task { await poller.run() }
        var questions = gluster.questions.makeAsyncIterator()
        await questions.next()?.resume(returning: .empty)
        await clock.sleeper(until: .seconds(15))
        #expect(poller.isAlive)
        clock.advance(to: .seconds(15))
        let hanging = await questions.next()
        for second in stride(from: 20, through: 300, by: 5) {
            await clock.sleeper(until: .seconds(second))
            clock.advance(to: .seconds(second))
            #expect(poller.isAlive)
        }
        #expect(board.reports[0].failures == ["timeout": 1])
        run.cancel()
        hanging?.resume(returning: .empty)
        await run.value
    }

    @Test("is not alive when it is stuck in code of its own, until it goes on")
    func stuck() async {
        let (clock, gate, entered) = (clock, DispatchSemaphore(value: 0), AsyncStream.makeStream(of: Void.self))
        let poller = Poller(
            VolumeCollector(reading: SourceSet(gluster: gluster, pool: RecordedPool(), now: { 0 })),
            board: board,
            schedule: PollSchedule(interval: .seconds(15), deadline: .seconds(5)),
            clock: clock,
            time: {
                entered.continuation.yield()
                gate.wait()
                return 0
            },
            onChange: { _ in }
        )
        let run = Task { await poller.run() }
        var questions = gluster.questions.makeAsyncIterator()
        await questions.next()?.resume(returning: .empty)
        for await _ in entered.stream { break }
        clock.advance(to: .seconds(25))
        #expect(poller.isAlive)
        clock.advance(to: .milliseconds(25_001))
        #expect(!poller.isAlive)
        run.cancel()
        gate.signal()
        await run.value
        #expect(poller.isAlive)
    }

    @Test("serves what it last got for three intervals and a deadline")
    func life() async {
        let run = Task { await poller.run() }
        var questions = gluster.questions.makeAsyncIterator()
        await questions.next()?.resume(returning: GlusterSnapshot(round: 1, volumes: [VolumeState(name: "photos")]))
        await clock.sleeper(until: .seconds(15))
        run.cancel()
        await run.value

        clock.advance(to: .milliseconds(49_999))
        #expect(board.blocks().count == 1)
        clock.advance(to: .seconds(50))
        #expect(board.blocks().isEmpty)
    }

    @Test("serves what a poll gave that failed in part, and counts and tells the failure by its cause, once")
    func inPart() async {
        let run = Task { await poller.run() }
        var questions = gluster.questions.makeAsyncIterator()
        var up = MetricFamily(.up)
        up.add(0, ["photos"])
        for poll in 1...2 {
            let failure = PartialFailure([up], because: SystemError("statfs", code: EIO))
            await questions.next()?.resume(throwing: failure)
            await clock.sleeper(until: .seconds(15 * poll))
            let text = String(decoding: Body.plain(board.blocks(), .text), as: UTF8.self)
            #expect(text.contains(#"{volume="photos"} 0"#))
            #expect(board.reports[0].failures == ["other": UInt64(poll)])
            clock.advance(to: .seconds(15 * poll))
        }
        let last = await questions.next()
        run.cancel()
        last?.resume(returning: .empty)
        await run.value
        var told = changes.makeAsyncIterator()
        #expect(await told.next() == change("statfs: Input/output error"))
        #expect(await told.next() == change(nil))
    }

    private func change(_ error: String?, isTold: Bool = false) -> PollChange {
        PollChange(collector: "volume", error: error, isTold: isTold)
    }
}

/// A Gluster that answers each question when, and as, the test wants.
private final class AskedGluster: GlusterReading {
    typealias Question = CheckedContinuation<GlusterSnapshot, any Error>

    let questions: AsyncStream<Question>
    private let sink: AsyncStream<Question>.Continuation
    private let count = Atomic(0)

    init() {
        (questions, sink) = AsyncStream.makeStream(of: Question.self)
    }

    /// How often it was asked.
    var asked: Int { count.load(ordering: .relaxed) }

    func latest() async -> GlusterSnapshot? { nil }

    func observe() async throws -> GlusterSnapshot {
        count.add(1, ordering: .relaxed)
        return try await withCheckedThrowingContinuation { sink.yield($0) }
    }
}

extension GlusterSnapshot {
    fileprivate static let empty = GlusterSnapshot(round: 0, volumes: [])
}
