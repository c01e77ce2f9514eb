import Foundation
import Testing

extension LiveTests {
    @Suite("Prometheus")
    struct PrometheusTests {
        @Test("scrapes it, and has its series")
        func scrapes() async throws {
            let exporter = try await Exporter()
            try await exporter.complete()
            let prometheus = try Prometheus(
                """
                global: {scrape_interval: 1s}
                scrape_configs:
                  - job_name: gluster
                    static_configs: [{targets: ["127.0.0.1:\(exporter.port)"]}]
                """
            )
            let up = try await eventually(within: 30, "Prometheus has scraped") {
                let values = try await prometheus.query("up == 1")
                return values.isEmpty ? nil : values
            }
            #expect(up == [1])
            try await eventually("all bricks and volumes") { () async throws -> Bool? in
                let bricks = try await prometheus.query("sum(gluster_brick_up)")
                let volumes = try await prometheus.query("count(gluster_volume_size_bytes > 0)")
                return bricks == [Double(Lab.brickCount)] && volumes == [Double(Lab.volumes.count)] ? true : nil
            }
            try await eventually(within: 30, "a quantile of the round trips") {
                let values = try await prometheus.query(
                    "histogram_quantile(0.9, sum by (le) (rate(gluster_brick_round_trip_seconds_bucket[10s])))"
                )
                return values.first.flatMap { $0 > 0 && $0 < 10 ? $0 : nil }
            }
            // What it read is what is served: as many series as there are lines.
            try await eventually("as many series as lines, but requests by code") { () async throws -> Bool? in
                let lines = try await exporter.scrape().samples.count
                let scraped = try await prometheus.query("scrape_samples_scraped")
                return abs((scraped.first ?? 0) - Double(lines)) <= 2 ? true : nil
            }
        }
    }
}
