import Gluster
import Testing

@testable import Collectors

@Suite("The mount collector")
struct MountCollectorTests {
    private func state(_ processID: String, _ graph: Int) -> MountState {
        var state = MountState("/mnt/a", "photos")
        state.client = MountClient(version: "10.3", processID: processID, graph: graph)
        return state
    }

    private func collector(_ rounds: [MountState]...) -> MountCollector {
        MountCollector(reading: SourceSet(host: RecordedHost(mounts: rounds)))
    }

    @Test("reports nothing where there is no mount")
    func nothing() async throws {
        #expect(try await collector([]).collect().isEmpty)
    }

    @Test("never lets the switches of graphs go down: not while a mount hangs, nor when it is mounted anew")
    func switches() async throws {
        let hung = MountState("/mnt/a", "photos")
        let collector = collector(
            [state("a", 1)],
            [state("a", 3)],
            [hung],
            [state("a", 2)],
            [state("b", 0)],
            [state("b", 2)],
            [state("c", 4)]
        )
        for count in [1, 3, 3, 3, 3, 5, 9] {
            #expect(
                try await collector.lines("gluster_mount_graph_switches_total")
                    == [#"gluster_mount_graph_switches_total{mountpoint="/mnt/a"} \#(count)"#]
            )
        }
    }

    @Test("says nothing of switches before it knows, and forgets those of a mount that is forgotten")
    func unknown() async throws {
        let hung = MountState("/mnt/a", "photos")
        let collector = collector([hung], [state("a", 2)], [], [hung])
        for count in [0, 1, 0, 0] {
            #expect(try await collector.lines("gluster_mount_graph_switches_total").count == count)
        }
    }

    @Test("says nothing of a log that cannot be read, and 0 of what one that can does not hold")
    func messages() async throws {
        var quiet = state("a", 0)
        quiet.messages = [:]
        let collector = collector([state("a", 0)], [quiet])
        #expect(try await collector.lines("gluster_mount_log_messages_total") == [])
        let lines = try await collector.lines("gluster_mount_log_messages_total")
        #expect(lines.count == 10)
        #expect(lines.allSatisfy { $0.hasSuffix(" 0") })
        let stale = #"gluster_mount_log_messages_total{mountpoint="/mnt/a",level="warning",event="stale_handle"} 0"#
        #expect(lines.contains(stale))
    }
}
