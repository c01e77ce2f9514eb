import Exposition
import Glibc
import Host
import Probe
import Synchronization
import Testing

@testable import Collectors

@Suite("Collector site")
struct SiteCollectorTests {
    @Test("adds up what each look tried, with failures beside successes")
    func counters() async throws {
        var site = SiteState("a", "/r", on: .photos)
        site.probes = [
            SiteProbe(operation: .stat, duration: 0.001),
            SiteProbe(operation: .open, duration: 0.001, failure: SystemError("open", code: EIO)),
        ]
        let collector = SiteCollector(reading: SourceSet(host: RecordedHost(sites: [[site]])))
        try await collector.poll()
        let labels = #"{caddy="localhost:2019",site="a",root="/r","#
        #expect(
            try await collector.lines("caddy_site_probe_duration_seconds_count")
                == [#"caddy_site_probe_duration_seconds_count\#(labels)operation="stat"} 2"#]
        )
        let failures = try await collector.lines("caddy_site_probe_failures_total")
        #expect(failures.count == 8)
        #expect(failures.contains(#"caddy_site_probe_failures_total\#(labels)operation="open",error="io_error"} 3"#))
        #expect(failures.count { $0.hasSuffix(" 0") } == 7)
    }

    @Test("forgets a root that is no more, with its counters")
    func vanished() async throws {
        var site = SiteState("a", "/r", on: .photos)
        site.probes = [SiteProbe(operation: .stat, duration: 0.001)]
        let host = RecordedHost(sites: [[site], [SiteState("b", "/s", on: .photos)]])
        let collector = SiteCollector(reading: SourceSet(host: host))
        try await collector.poll()
        let text = text(of: try await collector.collect())
        #expect(!text.contains(#"site="a""#) && text.contains(#"site="b""#))
    }

    @Test("has nothing to say without sites")
    func none() async throws {
        #expect(try await SiteCollector(reading: SourceSet()).collect() == [])
    }

    @Test("tells each finding once when it begins, and once when it is over")
    func findings() async throws {
        let fine = SiteState("a", "/r", on: .photos)
        var stale = fine
        stale.isStale = true
        let told = Told()
        var sources = SourceSet(host: RecordedHost(sites: [[fine], [stale], [stale], [fine], [stale], []]))
        sources.onFinding = { told.add($0) }
        let collector = SiteCollector(reading: sources)
        try await collector.poll(6)
        let labels = ["localhost:2019", "a", "/r"]
        let began = FindingNotice(labels, .rootStale, "looking at the root gives a stale file handle")
        let over = FindingNotice(labels, .rootStale, nil)
        #expect(told.all == [began, over, began, over])
    }

    @Test("takes each finding's name from the documented set")
    func names() {
        let help = Metric.siteFinding.help
        for finding in SiteFinding.allCases { #expect(help.contains(finding.rawValue)) }
    }
}

private final class Told: Sendable {
    private let notices = Mutex<[FindingNotice]>([])

    var all: [FindingNotice] { notices.withLock { $0 } }

    func add(_ notice: FindingNotice) {
        notices.withLock { $0.append(notice) }
    }
}
