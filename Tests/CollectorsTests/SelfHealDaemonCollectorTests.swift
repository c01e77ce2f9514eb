import Exposition
import Gluster
import GlusterRPC
import Host
import Testing

@testable import Collectors

@Suite("The self-heal daemon collector")
struct SelfHealDaemonCollectorTests {
    @Test("reports nothing where there is no glusterd")
    func nothing() async throws {
        #expect(try await SelfHealDaemonCollector(reading: .selfHeal(nil)).collect().isEmpty)
    }

    @Test("reports only what waits, of a brick of whose crawls the daemon tells nothing")
    func pending() async throws {
        let brick = SelfHealBrick(volume: "v", brick: "a:/1", pending: 4)
        let round = SelfHealRound(daemons: [ProcessIdentity(pid: 1, start: 1)], bricks: [brick])
        let families = try await SelfHealDaemonCollector(reading: .selfHeal(round)).collect()
        #expect(
            text(of: families).split(separator: "\n").filter { !$0.hasPrefix("#") }
                == [#"gluster_self_heal_pending_entries{volume="v",brick="a:/1"} 4"#]
        )
    }

    @Test("keeps its counters while there is no daemon, and says nothing of crawls")
    func daemonGone() async throws {
        var round = SelfHealRound.recorded
        var later = round
        later.bricks[1].crawls?.append(Crawl(kind: .index, start: 1_700_000_000, end: 1_700_000_001, healed: 5))
        let first = ProcessIdentity(pid: 1, start: 1)
        round.daemons = [first]
        for index in round.bricks.indices { round.bricks[index].daemon = first }
        let gone = SelfHealRound(
            daemons: [],
            bricks: round.bricks.map { SelfHealBrick(volume: $0.volume, brick: $0.brick) }
        )
        let collector = SelfHealDaemonCollector(reading: .selfHeal(round, later, gone))
        try await collector.poll(2)
        let families = try await collector.collect()
        #expect(!families.contains { $0.metric == .crawlRunning || $0.metric == .selfHealPending })
        #expect(
            text(of: families).contains(
                #"gluster_self_heal_healed_entries_total{volume="photos",brick="node1:/bricks/photos-1",crawl="index"} 8"#
            )
        )
    }

    @Test("reports what is known when it failed for a volume")
    func partial() async throws {
        let error = LocalSocketError("/run/shd", .errno(step: "receive", code: 110))
        var round = SelfHealRound.recorded
        round.failures = ["photos": LocalSocketError("/run/shd", .refused("denied")), "media": error]
        do {
            _ = try await SelfHealDaemonCollector(reading: .selfHeal(round)).collect()
            Issue.record("two volumes have failed")
        } catch let partial as PartialFailure {
            #expect(partial.cause as? LocalSocketError == error)
            #expect(partial.families.map(\.metric).contains(.crawls))
        }
    }
}
