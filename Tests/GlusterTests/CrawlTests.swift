import GlusterRPC
import Host
import Synchronization
import TestSupport
import Testing

@testable import Gluster

@Suite("A crawl of the self-heal daemon")
struct CrawlTests {
    static let now = (LocalTimeText.parse("Sat Nov 21 01:11:16 2026") ?? 0)

    /// As the daemon gave it, but for the second one, which it is made to be at.
    static let recorded = [
        "statistics-0-0-count": "2", "statistics_crawl_type-0-0-0": "INDEX", "statistics_crawl_type-0-0-1": "FULL",
        "statistics_strt_time-0-0-0": "Sat Nov 21 01:11:13 2026\n",
        "statistics_strt_time-0-0-1": "Sat Nov 21 01:11:14 2026\n",
        "statistics_end_time-0-0-0": "Sat Nov 21 01:11:15 2026\n", "statistics_end_time-0-0-1": "",
        "statistics_heal_failed_cnt-0-0-0": "6", "statistics_heal_failed_cnt-0-0-1": "0",
        "statistics_healed_cnt-0-0-0": "1", "statistics_healed_cnt-0-0-1": "2", "statistics_inprogress-0-0-0": "0",
        "statistics_inprogress-0-0-1": "1", "statistics_sb_cnt-0-0-0": "3", "statistics_sb_cnt-0-0-1": "0",
    ]

    @Test("has kind, times and counts; a running one no end")
    func recorded() {
        #expect(
            list(Self.recorded) == [
                Crawl(kind: .index, start: Self.now - 3, end: Self.now - 1, healed: 1, splitBrain: 3, failed: 6),
                Crawl(kind: .full, start: Self.now - 2, end: nil, isRunning: true, healed: 2),
            ]
        )
    }

    @Test("has no end that has not come yet: the daemon's time zone is another one")
    func future() {
        #expect(list(Self.recorded, now: Self.now - 3)?[0].end == Self.now - 1)
        #expect(list(Self.recorded, now: Self.now - 4)?[0].end == nil)
    }

    @Test("has not been made yet of a brick that the answer does not mention")
    func absent() {
        #expect(Crawl.list(Dict(text: Self.recorded), set: 0, child: 1, now: 0) == [])
        for count in ["", "x", "-1"] { #expect(list(["statistics-0-0-count": count]) == nil) }
    }

    @Test("is left out when its kind is not known, however many there are said to be")
    func strange() {
        for count in ["0", "3", "9223372036854775807"] { #expect(list(["statistics-0-0-count": count]) == []) }
        let values = ["statistics-0-0-count": "2", "statistics_crawl_type-0-0-1": "INDEX"]
        #expect(list(values) == [Crawl(kind: .index, start: nil, end: nil)])
    }

    private func list(_ values: [String: String], now: Double = Self.now) -> [Crawl]? {
        Crawl.list(Dict(text: values), set: 0, child: 0, now: now)
    }
}
