import Foundation
import FoundationNetworking
import Testing

extension LiveTests {
    @Suite("Prometheus")
    struct PrometheusTests {
        @Test("scrapes it, and has its series")
        func scrapes() async throws {
            let exporter = try await Exporter()
            try await exporter.ready()
            let directory = "\(try Lab.directory())/prometheus"
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
            try """
            global: {scrape_interval: 1s}
            scrape_configs:
              - job_name: gluster
                static_configs: [{targets: ["127.0.0.1:\(exporter.port)"]}]
            """.write(toFile: "\(directory)/prometheus.yml", atomically: true, encoding: .utf8)
            let prometheus = Process()
            prometheus.executableURL = URL(filePath: "/usr/bin/env")
            prometheus.arguments = [
                "prometheus", "--config.file=\(directory)/prometheus.yml", "--storage.tsdb.path=\(directory)/data",
                "--web.listen-address=127.0.0.1:9090", "--log.level=warn",
            ]
            try prometheus.run()
            defer {
                kill(prometheus.processIdentifier, SIGKILL)
                prometheus.waitUntilExit()
            }
            let up = try await eventually(within: 30, "Prometheus has scraped") {
                let values = try await query("up == 1")
                return values.isEmpty ? nil : values
            }
            #expect(up == [1])
            #expect(try await query("sum(gluster_brick_up)") == [Double(Lab.brickCount)])
            #expect(try await query("count(gluster_volume_size_bytes > 0)") == [Double(Lab.volumes.count)])
            try await eventually(within: 30, "a quantile of the round trips") {
                let values = try await query(
                    "histogram_quantile(0.9, sum by (le) (rate(gluster_brick_round_trip_seconds_bucket[10s])))"
                )
                return values.first.flatMap { $0 > 0 && $0 < 10 ? $0 : nil }
            }
            // What it read is what is served: as many series as there are lines.
            let lines = try await exporter.scrape().samples.count
            let scraped = try await query("scrape_samples_scraped")
            #expect(abs((scraped.first ?? 0) - Double(lines)) <= 2, "requests by code may come in between")
        }

        private func query(_ expression: String) async throws -> [Double] {
            var url = URLComponents(string: "http://127.0.0.1:9090/api/v1/query")!
            url.queryItems = [URLQueryItem(name: "query", value: expression)]
            let (data, _) = try await URLSession.shared.data(from: url.url!)
            let reply = try JSONSerialization.jsonObject(with: data) as? [String: Any]
            let result = (reply?["data"] as? [String: Any])?["result"] as? [[String: Any]] ?? []
            return result.compactMap { ($0["value"] as? [Any])?.last as? String }.compactMap(Double.init)
        }
    }
}
