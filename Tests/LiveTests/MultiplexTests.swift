import Foundation
import Testing

extension LiveTests {
    @Suite("Brick multiplexing")
    struct MultiplexTests {
        private static let volumes = ["photos", "media"]

        @Test("hides no brick from its node's exporter")
        func shared() async throws {
            // All of them: with others running, and glusterd restarted since, a mount did not find a brick of node 1.
            let all = try Lab.lab("gluster", "volume", "list").split(separator: "\n").map(String.init)
            do {
                try Self.stop(all)
                try Lab.lab("gluster", "volume", "set", "all", "cluster.brick-multiplex", "enable")
                try Self.start(Self.volumes)
                for volume in Self.volumes { try Lab.lab("gluster", "volume", "profile", volume, "start") }
                try await told()
            } catch {
                try Self.repair(all)
                throw error
            }
            try Self.repair(all)
            for volume in all { try await Lab.connected(volume) }
            for node in 1...3 { #expect(try Self.processes(node).count == 3, "node \(node)") }
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

        private static func repair(_ all: [String]) throws {
            for volume in volumes { _ = try? Lab.lab("gluster", "volume", "profile", volume, "stop") }
            try stop(volumes)
            try Lab.lab("gluster", "volume", "reset", "all", "cluster.brick-multiplex")
            try start(all)
        }

        private static func stop(_ names: [String]) throws {
            for name in names { _ = try? Lab.lab("gluster", "volume", "stop", name, "force") }
        }

        private static func start(_ names: [String]) throws {
            for name in names { _ = try? Lab.lab("gluster", "volume", "start", name) }
            for name in names { try Lab.lab("wait", name) }
        }

        /// The processes of a node's bricks of these volumes.
        private static func processes(_ node: Int) throws -> Set<Substring> {
            let lines = try Lab.lab("status").split(separator: "\n").map { $0.split(separator: " ") }
            let own = lines.filter { volumes.contains(String($0[0])) && $0[2].hasPrefix("127.1.1.\(node):") }
            return Set(own.map { $0[3] })
        }
    }
}
