import Collectors
import GlusterRPC
import Testing

@testable import Gluster

@Suite("Cluster collector")
struct ClusterCollectorTests {
    @Test("says nothing where there is no server")
    func noServer() async throws {
        #expect(try await ClusterCollector(reading: SourceSet(pool: [.success(nil)])).collect() == [])
    }

    @Test("says that glusterd is up, and what it says")
    func up() async throws {
        let collector = ClusterCollector(reading: SourceSet(pool: [.success(.recorded)]))
        #expect(try await collector.lines("gluster_up") == ["gluster_up 1"])
        #expect(
            try await collector.lines("gluster_peer_connected") == [
                #"gluster_peer_connected{peer="node2"} 1"#, #"gluster_peer_connected{peer="node3"} 0"#,
            ]
        )
    }

    @Test("says only that glusterd is down when it does not answer, and why")
    func down() async {
        let error = LocalSocketError("/s", .errno(step: "receive", code: 110))
        await #expect(partial([.success(.recorded), .failure(error)]) == ["gluster_up 0", "\(error)"])
    }

    @Test("does not call glusterd down when it answered, and the file was not to be had")
    func noFile() async {
        let error = StateDirectoryError("/d", .unseen)
        await #expect(partial([.success(.recorded), .failure(error)]) == ["gluster_up 1", "\(error)"])
    }

    @Test("shows the options that it is told to, and no others")
    func options() async throws {
        let name = "gluster_volume_option_info"
        let none = ClusterCollector(reading: SourceSet(pool: [.success(.recorded)]))
        #expect(try await none.lines(name) == [])
        let one = ClusterCollector(
            reading: SourceSet(pool: [.success(.recorded)], volumeOptions: ["network.ping-timeout", "none.such"])
        )
        #expect(
            try await one.lines(name) == [
                #"gluster_volume_option_info{volume="media",option="network.ping-timeout",value="17"} 1"#
            ]
        )
    }

    @Test("counts rebalances that have begun, and says of all whether they run")
    func rebalance() async throws {
        let collector = ClusterCollector(reading: SourceSet(pool: [.success(.recorded)]))
        #expect(
            try await collector.lines("gluster_rebalance_running") == [
                #"gluster_rebalance_running{volume="media"} 1"#, #"gluster_rebalance_running{volume="office"} 0"#,
                #"gluster_rebalance_running{volume="photos"} 0"#,
            ]
        )
        #expect(
            try await collector.lines("gluster_rebalance_files_total") == [
                #"gluster_rebalance_files_total{volume="media"} 12"#,
                #"gluster_rebalance_files_total{volume="office"} 0"#,
            ]
        )
    }

    /// What the second poll gives though it fails, and the error.
    private func partial(_ answers: [Result<PoolState?, any Error>]) async -> [String]? {
        let collector = ClusterCollector(reading: SourceSet(pool: answers))
        do {
            try await collector.poll(2)
        } catch let error as PartialFailure {
            return text(of: error.families).split(separator: "\n").map(String.init).filter { !$0.hasPrefix("#") }
                + ["\(error.cause)"]
        } catch {}
        return nil
    }
}
