import Exposition
import Testing

@testable import Collectors

@Suite("Board")
struct BoardTests {
    private let clock = ManualClock()
    private let board: Board

    init() {
        let clock = clock
        board = Board(["volume", "brick", "heal"], now: { clock.continuous })
    }

    @Test("serves blocks in the order of the collectors, whichever came first")
    func order() {
        #expect(served == [])
        succeed("heal")
        #expect(served == ["heal"])
        succeed("volume")
        succeed("brick")
        #expect(served == ["volume", "brick", "heal"])
    }

    @Test("drops a block when its life is over, and takes a new one")
    func expiry() {
        succeed("volume", life: .seconds(10))
        clock.advance(to: .seconds(5))
        succeed("brick", life: .seconds(10))
        clock.advance(to: .milliseconds(9999))
        #expect(served == ["volume", "brick"])
        clock.advance(to: .seconds(10))
        #expect(served == ["brick"])
        clock.advance(to: .seconds(15))
        #expect(served == [])
        succeed("volume", life: .seconds(10))
        #expect(served == ["volume"])
    }

    @Test("knows how old what it has is, and nothing of what is too old")
    func age() {
        #expect(board.snapshots.map(\.age) == [nil, nil, nil])
        succeed("volume", life: .seconds(10))
        clock.advance(to: .seconds(4))
        succeed("brick", life: .seconds(10))
        clock.advance(to: .milliseconds(9500))
        #expect(board.snapshots.map(\.age) == [9.5, 5.5, nil])
        clock.advance(to: .seconds(10))
        #expect(board.snapshots.map(\.age) == [nil, 6, nil])
    }

    @Test("keeps a block after a failure, as long as it would have lived")
    func failure() {
        succeed("volume", life: .seconds(10))
        board.begin("volume")
        board.fail("volume", "worker", words: "no", isOver: true)
        clock.advance(to: .seconds(9))
        #expect(served == ["volume"])
        board.fail("volume", "worker", words: "no", isOver: true)
        clock.advance(to: .seconds(10))
        #expect(served == [])
    }

    @Test("is ready when each collector has finished a poll, well or not, or overrun")
    func ready() {
        #expect(!board.isReady)
        succeed("volume")
        #expect(!board.isReady)
        board.begin("brick")
        board.fail("brick", "no_volumes", words: "no", isOver: true)
        #expect(!board.isReady)
        board.begin("heal")
        #expect(!board.isReady)
        board.fail("heal", "timeout", words: "no", isOver: false)
        #expect(board.isReady)
        board.begin("volume")
        #expect(board.isReady)
        board.apply(["volume", "site"])
        #expect(board.isReady)  // There is something to scrape, whatever is switched on later.
        #expect(Board([]).isReady)
    }

    @Test("stays ready when other collectors come, whether or not somebody has asked before")
    func stillReady() {
        for name in ["volume", "brick", "heal"] { succeed(name) }
        board.apply(["volume", "site"])
        #expect(board.isReady)
        let empty = Board(["volume"])
        empty.apply(["volume", "site"])
        #expect(!empty.isReady)
    }

    @Test("reports how polls went, and how long the one under way has taken")
    func reports() throws {
        board.begin("volume")
        clock.advance(to: .seconds(2))
        var report = board.reports[0]
        #expect(report.isSuccess == nil && report.lastDuration == nil && report.lastSuccess == nil)
        #expect(report.inFlight(clock.continuous) == 2)

        board.put("volume", [], life: .seconds(1))
        board.succeed("volume", at: 77)
        report = board.reports[0]
        #expect(report.isSuccess == true && report.lastDuration == 2 && report.lastSuccess == 77)
        #expect(report.inFlight(clock.continuous) == 0 && report.failures == [:])

        board.begin("volume")
        clock.advance(to: .seconds(5))
        board.fail("volume", "timeout", words: "no", isOver: false)
        clock.advance(to: .seconds(6))
        report = board.reports[0]
        #expect(report.isSuccess == false && report.lastDuration == 3 && report.lastSuccess == 77)
        #expect(report.inFlight(clock.continuous) == 4 && report.failures == ["timeout": 1])

        board.fail("volume", "other", words: "no", isOver: true)
        report = board.reports[0]
        #expect(report.isSuccess == false && report.lastDuration == 4)
        #expect(report.inFlight(clock.continuous) == 0 && report.failures == ["timeout": 1, "other": 1])
        #expect(board.reports.map(\.collector) == ["volume", "brick", "heal"])
    }

    @Test("can have other collectors, in another order: those that stay keep what they have")
    func apply() {
        for name in ["volume", "brick", "heal"] { succeed(name) }
        board.apply(["site", "heal", "volume"])
        #expect(served == ["heal", "volume"])
        #expect(board.reports.map(\.collector) == ["site", "heal", "volume"])
        #expect(board.reports.map(\.isSuccess) == [nil, true, true])

        succeed("brick")  // A poll that was under way.
        succeed("site")
        #expect(served == ["site", "heal", "volume"])
        board.apply(["volume", "brick", "heal"])
        #expect(served == ["volume", "heal"])
        #expect(board.reports.map(\.isSuccess) == [true, nil, true])
    }

    @Test("has a collector that comes back go on counting its failures")
    func failuresStay() {
        board.fail("brick", "timeout", words: "late", isOver: true)
        board.apply(["volume"])
        board.apply(["volume", "heal"])
        board.apply(["volume", "brick"])
        #expect(board.reports.map(\.failures) == [[:], ["timeout": 1]])
        board.fail("brick", "timeout", words: "late", isOver: true)
        #expect(board.reports[1].failures == ["timeout": 2])
    }

    @Test("ignores a collector that it does not know")
    func stranger() {
        let before = board.reports
        succeed("stranger")
        board.begin("stranger")
        board.fail("stranger", "other", words: "no", isOver: true)

        #expect(board.reports == before && served == [])
    }

    private func succeed(_ collector: String, life: Duration = .seconds(100)) {
        var families = Families()
        families.add(.gauge(collector, help: "A block."), 1)
        board.begin(collector)
        board.put(collector, families.all, life: life)
        board.succeed(collector, at: 0)
    }

    /// Names of the blocks that are served.
    private var served: [String] {
        String(decoding: Body.plain(board.blocks(), .text), as: UTF8.self).split(separator: "\n")
            .filter { $0.hasSuffix(" 1") }.map { String($0.dropLast(2)) }
    }
}
