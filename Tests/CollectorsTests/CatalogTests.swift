import Exposition
import Gluster
import GlusterRPC
import Host
import Settings
import Testing

@testable import Collectors
@testable import Gluster

@Suite("Catalog")
struct CatalogTests {
    private let declared = catalog.flatMap { $0.metrics } + ExporterMetrics.metrics

    @Test("names each collector once, as flags and files can")
    func names() {
        let names = catalog.map { $0.name }

        #expect(Set(names).count == names.count)
        for name in names {
            #expect(name.utf8.allSatisfy { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || $0 == 0x5f })
        }
    }

    @Test("is what flags and files can switch")
    func settings() {
        #expect(Set(catalog.map { $0.name }) == Set(CollectorName.allCases.map(\.rawValue)))
    }

    @Test("gives each family, and each name of a sample, to one collector")
    func unique() {
        let names = declared.flatMap { metric in
            let suffixes = metric.kind == .histogram ? ["_bucket", "_count", "_sum"] : []
            return Set([metric.name, metric.familyName] + suffixes.map { metric.name + $0 })
        }
        let repeated = Dictionary(grouping: names) { $0 }.filter { $0.value.count > 1 }.keys

        #expect(repeated.sorted() == [])
    }

    @Test("declares what each collector reports, and the recorded world shows each declared family", arguments: catalog)
    func declared(_ type: any Collector.Type) async throws {
        let families = try await type.init(reading: .recorded).collect()
        let metrics = type.metrics.sorted { $0.name < $1.name }

        // Caddy's own families are passed on as they come: nobody declares them.
        let own = families.map(\.metric).filter { type.name != CaddyCollector.name || metrics.contains($0) }

        #expect(own == metrics)
        #expect(families.allSatisfy { !$0.samples.isEmpty })
    }

    @Test("declares what the exporter reports of itself")
    func exporter() {
        let families = ExporterMetrics.families(.recorded, now: ExporterState.later)

        #expect(families.map(\.metric) == ExporterMetrics.metrics.sorted { $0.name < $1.name })
    }

    @Test("counts requests from 0 on, so that the first scrape has the same families as the second")
    func firstScrape() {
        let families = ExporterMetrics.families(ExporterState(), now: .now)

        #expect(families.first { $0.metric == .requests }?.samples.count == 1)
    }

    @Test("makes the collectors asked for, in its own order, and ignores other names")
    func chosen() {
        let chosen = collectors(named: ["heal", "volume", "none"], reading: .recorded)

        #expect(chosen.map { type(of: $0).name } == ["volume", "heal"])
        #expect(collectors(named: [], reading: .recorded).isEmpty)
    }

    @Test("knows beforehand every class of error that a poll can be counted under")
    func errorKinds() {
        let errors: [any Error] = [
            GlusterUnavailable.noVolumes(""), GlusterUnavailable.worker(.worn), SystemError("open", code: 5),
            CancellationError(), LocalSocketError("/s", .errno(step: "", code: 13)),
            StateDirectoryError("/d", .mode(0o777)),
            StateDirectoryError("/d", .unseen),
            LocalSocketError("/run/x", .oversized(limit: 1)),
            LocalSocketError("/run/x", .errno(step: "connect", code: 2)),
        ]

        #expect(
            errors.map(errorKind) == [
                "no_volumes", "worker", "other", "other", "permission", "permission", "other", "bad_reply", "missing",
            ]
        )
        #expect(Set(errors.map(errorKind) + LocalSocketError.kinds) == Set(PollReport.kinds))
        #expect(PollReport.kinds.sorted() == PollReport.kinds)
    }
}
