import Gluster
import Host
import Testing

@testable import Collectors

@Suite("The book of crawls")
struct CrawlBookTests {
    private var book = CrawlBook()

    @Test("counts none of those that were there at the first look, and begins with 0 for each kind")
    mutating func baseline() {
        look(at: 100, [.index(90, healed: 5), .full(10, healed: 7), .index(100), .index(nil), .index(500)])
        #expect(index == CrawlBook.Totals(lastEnd: 501))
        #expect(full == CrawlBook.Totals(lastEnd: 11))
    }

    @Test("counts each finished crawl once")
    mutating func once() {
        look(at: 100, [.index(90, healed: 5)])
        for time in [115, 130] as [Double] {
            look(at: time, [.index(90, healed: 5), .index(110, healed: 2, failed: 3, splitBrain: 1), .full(112)])
        }
        #expect(index == CrawlBook.Totals(crawls: 1, healed: 2, failed: 3, splitBrain: 1, lastEnd: 111))
        #expect(full == CrawlBook.Totals(crawls: 1, lastEnd: 113))
    }

    @Test("counts a crawl that was running when it has finished")
    mutating func running() {
        look(at: 100, [.index(95, running: true)])
        #expect(index == CrawlBook.Totals())
        look(at: 115, [.index(95, healed: 9)])
        #expect(index == CrawlBook.Totals(crawls: 1, healed: 9, lastEnd: 96))
    }

    @Test("counts crawls that start in the same second by their number")
    mutating func sameSecond() {
        look(at: 100, [.index(99, healed: 1)])
        look(at: 115, [.index(99, healed: 1), .index(99, healed: 10), .index(99, healed: 20)])
        #expect(index == CrawlBook.Totals(crawls: 2, healed: 30, lastEnd: 100))
        look(at: 130, [.index(99, healed: 10), .index(99, healed: 20), .index(120, healed: 3)])
        #expect(index == CrawlBook.Totals(crawls: 3, healed: 33, lastEnd: 121))
    }

    @Test("forgets nothing when a window has scrolled on")
    mutating func scrolled() {
        look(at: 100, [.index(90)])
        look(at: 115, [.index(90), .index(101, healed: 1)])
        look(at: 130, [.index(116, healed: 2), .index(117, healed: 4)])
        #expect(index == CrawlBook.Totals(crawls: 3, healed: 7, lastEnd: 118))
    }

    @Test("counts all that a new daemon has finished, and goes on")
    mutating func newDaemon() {
        look(at: 100, [.index(90)])
        look(at: 115, [.index(90), .index(101, healed: 1)])
        look(at: 130, daemon: 2, [.index(101, healed: 2), .index(120, healed: 4)])
        #expect(index == CrawlBook.Totals(crawls: 3, healed: 7, lastEnd: 121))
    }

    @Test("counts all of a daemon that came when there was none")
    mutating func firstDaemon() {
        book.take(SelfHealRound(daemons: [], bricks: []), at: 100)
        look(at: 115, [.index(101, healed: 1)])
        #expect(index == CrawlBook.Totals(crawls: 1, healed: 1, lastEnd: 102))
    }

    @Test("takes up again where it was after a round without the daemon, or without an answer")
    mutating func gap() {
        look(at: 100, [.index(90)])
        look(at: 115, [.index(90), .index(101, healed: 1)])
        look(at: 120, nil)
        #expect(index == CrawlBook.Totals(crawls: 1, healed: 1, lastEnd: 102))
        book.take(SelfHealRound(daemons: [], bricks: [SelfHealBrick(volume: "v", brick: "a:/1")]), at: 125)
        look(at: 130, [.index(90), .index(101, healed: 1), .index(128, healed: 2)])
        #expect(index == CrawlBook.Totals(crawls: 2, healed: 3, lastEnd: 129))
    }

    @Test("counts for a brick that comes later only what began after the daemon was first seen")
    mutating func laterBrick() {
        look(at: 100, brick: "a:/2", [])
        look(at: 115, [.index(100, healed: 1), .index(101, healed: 2), .index(116, healed: 4), .index(nil, healed: 8)])
        #expect(index == CrawlBook.Totals(crawls: 1, healed: 2, lastEnd: 117))
    }

    @Test("does not count again for a brick that went and came back")
    mutating func comesBack() {
        look(at: 100, [])
        look(at: 115, [.index(101, healed: 1)])
        book.take(SelfHealRound(daemons: [ProcessIdentity(pid: 1, start: 1)], bricks: []), at: 130)
        #expect(book.totals("v", "a:/1") == nil)
        look(at: 145, [.index(101, healed: 1), .index(140, healed: 2)])
        #expect(index == CrawlBook.Totals(crawls: 1, healed: 2, lastEnd: 141))
    }

    @Test("forgets bricks that are gone when there are many, as of volumes that come and go")
    mutating func forgets() {
        look(at: 100, [])
        look(at: 115, [.index(101)])
        for number in 0..<300 { look(at: 130, brick: "a:/old-\(number)", []) }
        look(at: 145, [.index(101)])
        // It begins anew, with what began since the first look.
        #expect(index == CrawlBook.Totals(crawls: 1, lastEnd: 102))
    }

    @Test("counts for each brick what its own of several daemons has finished, wherever the others are")
    mutating func several() {
        look(at: 100, [.index(90)])
        let daemons: Set<ProcessIdentity> = [ProcessIdentity(pid: 1, start: 1), ProcessIdentity(pid: 2, start: 1)]
        func brick(_ name: String, _ daemon: Int32, _ crawls: [Crawl]) -> SelfHealBrick {
            let asked = ProcessIdentity(pid: daemon, start: 1)
            return SelfHealBrick(volume: "v", brick: name, daemon: asked, crawls: crawls)
        }
        for _ in 0..<2 {
            let bricks = [brick("a:/1", 1, [.index(90), .index(110)]), brick("a:/2", 2, [.index(90, healed: 3)])]
            book.take(SelfHealRound(daemons: daemons, bricks: bricks), at: 115)
        }
        #expect(index == CrawlBook.Totals(crawls: 1, lastEnd: 111))
        #expect(book.totals("v", "a:/2")?[.index] == CrawlBook.Totals(crawls: 1, healed: 3, lastEnd: 91))
        // One that changes its daemon, and the other one back: no crawl counts twice.
        for daemon in [2, 1] as [Int32] {
            let crawls: [Crawl] = daemon == 1 ? [.index(90), .index(110)] : [.index(120, healed: 5)]
            book.take(SelfHealRound(daemons: daemons, bricks: [brick("a:/1", daemon, crawls)]), at: 125)
        }
        #expect(index == CrawlBook.Totals(crawls: 2, healed: 5, lastEnd: 121))
    }

    @Test("does not know a brick of which nothing was told")
    mutating func silent() {
        look(at: 100, nil)
        #expect(book.totals("v", "a:/1") == nil)
    }

    private var index: CrawlBook.Totals? { book.totals("v", "a:/1")?[.index] }
    private var full: CrawlBook.Totals? { book.totals("v", "a:/1")?[.full] }

    private mutating func look(at time: Double, daemon: Int32 = 1, brick: String = "a:/1", _ crawls: [Crawl]?) {
        let asked = ProcessIdentity(pid: daemon, start: 1)
        let brick = SelfHealBrick(volume: "v", brick: brick, daemon: asked, crawls: crawls)
        book.take(SelfHealRound(daemons: [asked], bricks: [brick]), at: time)
    }
}

extension Crawl {
    fileprivate static func index(
        _ start: Double?,
        healed: UInt64 = 0,
        failed: UInt64 = 0,
        splitBrain: UInt64 = 0,
        running: Bool = false
    ) -> Crawl {
        let end = running ? nil : start.map { $0 + 1 }
        return Crawl(
            kind: .index,
            start: start,
            end: end,
            isRunning: running,
            healed: healed,
            splitBrain: splitBrain,
            failed: failed
        )
    }

    fileprivate static func full(_ start: Double, healed: UInt64 = 0) -> Crawl {
        Crawl(kind: .full, start: start, end: start + 1, healed: healed)
    }
}
