import Foundation
import Testing

extension LiveTests {
    @Suite("Brick multiplexing")
    struct MultiplexTests {
        private static let volumes = ["photos", "media"]

        @Test("hides no brick from its node's exporter")
        func shared() async throws {
            do {
                try Self.restart { try Lab.lab("gluster", "volume", "set", "all", "cluster.brick-multiplex", "enable") }
                for volume in Self.volumes { try Lab.lab("gluster", "volume", "profile", volume, "start") }
                try await told()
            } catch {
                try Self.repair()
                throw error
            }
            try Self.repair()
            for node in 1...3 { #expect(try Self.processes(node).count == 3, "node \(node)") }
            for volume in Self.volumes { try await Lab.connected(volume) }
        }

        private func told() async throws {
            // Three bricks of two volumes, and one process of each node.
            for node in 1...3 { #expect(try Self.processes(node).count == 1, "node \(node)") }
            for volume in Self.volumes { try await Lab.connected(volume) }
            let loads = try Self.volumes.map { try Load($0) }
            try await eventually("some load") { loads.allSatisfy { $0.rounds > 5 } ? true : nil }
            for load in loads { try await load.stop() }

            let exporters = try await Exporter.ofAllNodes(ProfileTests.alone, interval: "200ms")
            for volume in Self.volumes {
                let (bricks, wrong) = try await exporters.profileDifferences(volume)
                #expect(wrong == [])
                #expect(bricks == (volume == "media" ? 6 : 3))
            }
            for exporter in exporters { #expect(!exporter.messages.contains("msg=\"collector fails\"")) }

            let all = try await Exporter(["--gluster.bricks=auto"])
            for family in ["gluster_brick_started", "gluster_brick_up"] {
                try await all.until("\(family) of this node's bricks") { scrape in
                    let bricks = scrape.family(family).filter { series in
                        Self.volumes.contains { series.key.contains("volume=\"\($0)\"") }
                    }
                    return bricks.count == 3 && bricks.values.allSatisfy { $0 == 1 }
                }
            }
        }

        private static func repair() throws {
            for volume in volumes { _ = try? Lab.lab("gluster", "volume", "profile", volume, "stop") }
            try restart { try Lab.lab("gluster", "volume", "reset", "all", "cluster.brick-multiplex") }
        }

        /// Bricks share processes, or not, from their next start on.
        private static func restart(_ change: () throws -> Void) throws {
            for volume in volumes { try Lab.lab("gluster", "volume", "stop", volume, "force") }
            try change()
            for volume in volumes {
                try Lab.lab("gluster", "volume", "start", volume)
                try Lab.lab("wait", volume)
            }
        }

        /// The processes of a node's bricks of these volumes.
        private static func processes(_ node: Int) throws -> Set<Substring> {
            let lines = try Lab.lab("status").split(separator: "\n").map { $0.split(separator: " ") }
            let own = lines.filter { volumes.contains(String($0[0])) && $0[2].hasPrefix("127.1.1.\(node):") }
            return Set(own.map { $0[3] })
        }
    }
}
