import Foundation
import Testing

/// In a lab of its own (`scripts/live-tests`): where a glusterd was restarted before, GlusterFS 10.3 may not tell mounts
/// the ports of bricks that share a process.
@Suite("Brick multiplexing", .serialized, .timeLimit(.minutes(5)))
struct MultiplexTests {
    private static let volumes = [("one", "replica"), ("two", "distributed-replica")]

    @Test("hides no brick from its node's exporter")
    func shared() async throws {
        try Lab.lab("gluster", "volume", "set", "all", "cluster.brick-multiplex", "enable")
        for (volume, layout) in Self.volumes {
            try Lab.lab("create", volume, layout)
            try Lab.lab("gluster", "volume", "profile", volume, "start")
            try await Lab.connected(volume)
        }
        // Three bricks of two volumes, and one process of each node.
        for node in 1...3 { #expect(try Self.processes(node).count == 1, "node \(node)") }
        let loads = try Self.volumes.map { try Load($0.0) }
        try await eventually("some load") { loads.allSatisfy { $0.rounds > 5 } ? true : nil }
        for load in loads { try await load.stop() }

        let exporters = try await Exporter.ofAllNodes(LiveTests.ProfileTests.alone, interval: "200ms")
        for (volume, layout) in Self.volumes {
            let (bricks, wrong) = try await exporters.profileDifferences(volume)
            #expect(wrong == [])
            #expect(bricks == (layout == "replica" ? 3 : 6))
        }
        for exporter in exporters { #expect(!exporter.messages.contains("msg=\"collector fails\"")) }

        let all = try await Exporter(["--gluster.bricks=auto"])
        for family in ["gluster_brick_started", "gluster_brick_up"] {
            try await all.until("\(family) of this node's bricks") { scrape in
                let bricks = scrape.family(family).filter { series in
                    Self.volumes.contains { series.key.contains("volume=\"\($0.0)\"") }
                }
                return bricks.count == 3 && bricks.values.allSatisfy { $0 == 1 }
            }
        }
    }

    /// The processes of a node's bricks of these volumes.
    private static func processes(_ node: Int) throws -> Set<Substring> {
        let lines = try Lab.lab("status").split(separator: "\n").map { $0.split(separator: " ") }
        let own = lines.filter { line in
            volumes.contains { $0.0 == line[0] } && line[2].hasPrefix("127.1.1.\(node):")
        }
        return Set(own.map { $0[3] })
    }
}
