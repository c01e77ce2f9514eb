import Foundation
import Testing

extension LiveTests {
    @Suite("Scrape targets")
    struct TargetTests {
        private let all = [["127.1.1.1:10713"], ["127.1.1.2:10713"], ["127.1.1.3:10713"]]

        @Test("of the whole pool are told by each node, also where no collector asks for the pool")
        func pool() async throws {
            var exporters: [Exporter] = []
            for node in 1...3 {
                let flags = ["--collector.disable-defaults", "--collector.volume", "--gluster.bricks=all"]
                exporters.append(try await Exporter(flags, node: node, address: "127.1.1.\(node):10713"))
            }
            for exporter in exporters {
                let groups = try await targets(of: exporter) { $0.count == 3 }
                #expect(groups.map(\.targets).sorted { $0[0] < $1[0] } == all)
                #expect(Set(groups.compactMap { $0.labels["__meta_gluster_peer_uuid"] }).count == 3)
                #expect(groups.allSatisfy { $0.labels["__meta_gluster_peer_connected"] == "true" })
                #expect(groups.map { $0.labels["__meta_gluster_peer_local"] } == ["true", "false", "false"])
            }
            #expect(try await targets(of: exporters[1]) { _ in true }.first?.targets == all[1])
        }

        @Test("stay when glusterds go away: of a peer, and then this node's own")
        func away() async throws {
            let exporter = try await Exporter(address: "127.1.1.1:10713")
            _ = try await targets(of: exporter) { $0.count == 3 }
            defer { for node in ["1", "3"] { _ = try? Lab.lab("glusterd", node, "start") } }
            try Lab.lab("glusterd", "3", "stop")
            let one = try await targets(of: exporter) { groups in
                groups.last?.labels["__meta_gluster_peer_connected"] == "false"
            }
            #expect(one.map(\.targets) == all)
            #expect(one[1].labels["__meta_gluster_peer_connected"] == "true")

            try Lab.lab("glusterd", "1", "stop")
            let none = try await targets(of: exporter) { groups in
                groups.allSatisfy { $0.labels["__meta_gluster_peer_connected"] == nil }
            }
            #expect(none.map(\.targets) == all)
            for node in ["1", "3"] { try Lab.lab("glusterd", node, "start") }
            _ = try await targets(of: exporter) { groups in
                groups.allSatisfy { $0.labels["__meta_gluster_peer_connected"] == "true" }
            }
        }

        @Test("are what Prometheus scrapes: a node whose exporter has ended is down, and not forgotten")
        func prometheus() async throws {
            let first = try await Exporter(address: "127.1.1.1:10713")
            let second = try await Exporter(node: 2, address: "127.1.1.2:10713")
            let third = try await Exporter(node: 3, address: "127.1.1.3:10713")
            _ = try await targets(of: first) { $0.count == 3 }
            let prometheus = try Prometheus(
                """
                global: {scrape_interval: 1s}
                scrape_configs:
                  - job_name: gluster
                    http_sd_configs:
                      - {url: "http://127.1.1.1:10713/sd/targets", refresh_interval: 1s}
                    relabel_configs:
                      - {source_labels: [__meta_gluster_peer_uuid], target_label: node_uuid}
                """,
                port: 9091
            )
            let up = { try await prometheus.query("up{node_uuid!=\"\"}") }
            try await eventually(within: 30, "three are up") {
                try await up().filter { $0 == 1 }.count == 3 ? true : nil
            }
            #expect(third.stop() == 0)
            try await eventually(within: 30, "one is down") { try await up().sorted() == [0, 1, 1] ? true : nil }
            _ = second
        }

        private struct Group: Decodable {
            let targets: [String]
            let labels: [String: String]
        }

        private func targets(of exporter: Exporter, until isWanted: ([Group]) -> Bool) async throws -> [Group] {
            try await eventually(within: 30, "targets") {
                let reply = try await exporter.get("/sd/targets")
                guard reply.status == 200 else { return nil }
                #expect(reply.type?.hasPrefix("application/json") == true)
                let groups = try JSONDecoder().decode([Group].self, from: reply.body)
                return isWanted(groups) ? groups : nil
            }
        }
    }
}
