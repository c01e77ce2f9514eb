import Foundation
import Testing

extension LiveTests {
    @Suite("The endpoint")
    struct EndpointTests {
        @Test("is ready after the first polls, and serves both formats and pages")
        func pages() async throws {
            let exporter = try await Exporter()
            try await exporter.ready()
            let text = try await exporter.get("/metrics", accept: "text/plain")
            let openMetrics = try await exporter.get("/metrics", accept: "application/openmetrics-text;version=1.0.0")
            #expect(text.type == "text/plain; version=0.0.4; charset=utf-8")
            #expect(openMetrics.type == "application/openmetrics-text; version=1.0.0; charset=utf-8")
            #expect(String(decoding: openMetrics.body, as: UTF8.self).hasSuffix("# EOF\n"))
            #expect(try await exporter.get("/-/healthy").status == 200)
            let page = try await exporter.get("/")
            #expect(page.type == "text/html; charset=utf-8")
            #expect(String(decoding: page.body, as: UTF8.self).contains("<a href=\"./metrics\">"))
            #expect(try await exporter.get("/nosuch").status == 404)
        }

        @Test("tells every family that the collectors declare")
        func families() async throws {
            try Lab.lab("gluster", "volume", "profile", "photos", "start")
            defer { _ = try? Lab.lab("gluster", "volume", "profile", "photos", "stop") }
            let exporter = try await Exporter()
            try await exporter.ready()
            let declared = try String(contentsOfFile: "\(Lab.checkout)/docs/metrics.md", encoding: .utf8)
                .matches(of: /\| `([a-z_]+)` \| ([a-z]+) \|/).map { (String($0.1), String($0.2)) }
            #expect(declared.count > 30)
            // Absent without a backlog, a rebalance, or a server quorum, which is as it should be.
            let quiet: Set = [
                "gluster_heal_pending_since_timestamp_seconds", "gluster_heal_oldest_entry_timestamp_seconds",
                "gluster_volume_server_quorum_met", "gluster_rebalance_files_total", "gluster_rebalance_bytes_total",
                "gluster_rebalance_failures_total", "gluster_rebalance_skipped_total",
                "gluster_rebalance_lookups_total",
            ]
            let scrape = try await exporter.until("all has been asked once, and the polls have operations of their own")
            {
                !$0.family("gluster_brick_info").isEmpty && !$0.family("gluster_heal_split_brain_entries").isEmpty
                    && !$0.family("gluster_brick_fop_seconds_total").isEmpty
                    && !$0.family("gluster_mount_fop_operations_total").isEmpty
            }
            // There is no Caddy here, and no site; their tests have them.
            let ofCaddy = { (name: String) in
                name.hasPrefix("caddy_") || name == "gluster_caddy_exporter_series_dropped_total"
            }
            for (name, kind) in declared where !quiet.contains(name) && !ofCaddy(name) {
                #expect(scrape.families.contains(kind == "histogram" ? "\(name)_count" : name), "\(name)")
            }
            try await exporter.keep(as: "families")
        }

        @Test("knows the release of Gluster's library and of itself")
        func versions() async throws {
            let exporter = try await Exporter()
            try await exporter.complete()
            let info = try #require(try await exporter.scrape().family("gluster_caddy_exporter_build_info").keys.first)
            #expect(info.contains(/gfapi_version="\d+\.\d+/))
            #expect(info.contains(/,version="\d+\.\d+\.\d+"|\{version="\d+\.\d+\.\d+"/))
        }

        @Test("tells what would be watched when it is only asked to check")
        func check() throws {
            let plan = try Lab.output(
                Lab.exporter,
                [
                    "--config.check", "--gluster.glusterd-socket=\(try Lab.glusterdSocket())",
                    "--gluster.server=127.1.1.1", "--gluster.state-directory=\(try Lab.directory())/state",
                ]
            )
            for volume in Lab.volumes { #expect(plan.contains("\(volume) from 127.1.1.1:24007")) }
            #expect(plan.contains("bricks: local"))
            #expect(plan.contains("peers: 127.1.1.2, 127.1.1.3"))
        }
    }
}
