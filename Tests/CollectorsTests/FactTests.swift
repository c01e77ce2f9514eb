import Gluster
import Testing

@testable import Collectors

@Suite("Facts of the recorded world")
struct FactTests {
    @Test("are the volumes that are watched, and why one does not answer")
    func volumes() async throws {
        let facts = try await facts(of: VolumeCollector.self)
        let names = ["archive", "backup", "media", "new", "odd", "office", "photos", "scratch"]
        #expect(Array(facts.prefix(8)) == names.map { .volume($0) })
        #expect(
            Array(facts.dropFirst(8)) == [
                .failure(of: .volume("backup"), words: "no answer in time"),
                .failure(of: .volume("scratch"), words: "open: Transport endpoint is not connected"),
            ]
        )
    }

    @Test("are all bricks, with what their last answers took, and why there is none")
    func bricks() async throws {
        let facts = try await facts(of: BrickCollector.self)
        let set = "photos-replicate-0"
        let down = "node3:/bricks/photos-3"
        func brick(_ name: String, _ isConnected: Bool, _ roundTrip: Double?) -> Fact {
            .brick(
                BrickFact(
                    volume: "photos",
                    subvolume: set,
                    brick: name,
                    isConnected: isConnected,
                    roundTrip: roundTrip
                )
            )
        }
        #expect(
            facts.filter { "\($0)".contains("photos") } == [
                brick("node1:/bricks/photos-1", true, 0.000_25), brick("node2:/bricks/photos-2", true, 0.000_5),
                .failure(
                    of: .brick(volume: "photos", brick: down),
                    words: "open: Transport endpoint is not connected"
                ),
                brick(down, false, nil),
            ]
        )
        let arbiters = facts.compactMap { fact in if case .brick(let brick) = fact { brick } else { nil } }
            .filter { $0.role == "arbiter" }
        #expect(arbiters.map(\.brick) == ["node3:/bricks/office-3"])
    }

    @Test("say of a brick that does not answer in time that it does not")
    func slowBrick() async throws {
        let state = VolumeState("a", .replicate, .any, [[.up(), .overdue]])
        let collector: any Collector = BrickCollector(reading: .rounds([state]))
        _ = try await collector.collect()
        let failures = await collector.facts().compactMap { fact in
            if case .failure(.brick(_, let brick), let words) = fact { "\(brick): \(words)" } else { nil }
        }
        #expect(failures == ["node2:/bricks/a-2: no answer in time"])
    }

    @Test("are paths in split-brain with what differs, and no others")
    func splitBrain() async throws {
        #expect(
            try await facts(of: HealCollector.self) == [
                .splitBrain(
                    volume: "photos",
                    subvolume: "photos-replicate-0",
                    path: "/d",
                    kinds: ["data", "entry", "gfid"]
                )
            ]
        )
    }

    @Test("are at most 50 paths of a set, those that are known first")
    func manyPaths() {
        let verdict = HealVerdict(splitBrain: .data)
        let entries = (0..<80).map { number in
            WaitingEntry(
                gfid: GFID(high: 1, low: UInt64(number)),
                path: number < 60 ? nil : "/\(number)",
                verdict: verdict
            )
        }
        let facts = HealLook(subvolume: "s", entries: entries).splitBrainFacts(of: "v")
        #expect(facts.count == 50)
        #expect(facts.first == .splitBrain(volume: "v", subvolume: "s", path: "/60", kinds: ["data"]))
        #expect(
            facts.last
                == .splitBrain(volume: "v", subvolume: "s", path: "<gfid:\(entries[29].gfid)>", kinds: ["data"])
        )
    }

    @Test("are each finding with its words")
    func findings() async throws {
        let facts = try await facts(of: SiteCollector.self)
        #expect(facts.count { if case .finding = $0 { true } else { false } } == 26)
        #expect(
            facts.contains(
                .finding(
                    caddy: "localhost:2019",
                    site: "bound.example.com",
                    root: "/srv/bound",
                    finding: .rootStale,
                    words: "looking at the root gives a stale file handle"
                )
            )
        )
    }

    @Test("are why a mount, a Caddy or a log is silent")
    func failures() async throws {
        let mounts: [Fact] = [
            .failure(of: .mount(mountpoint: "/mnt/archive"), words: "stat: Transport endpoint is not connected"),
            .failure(of: .mount(mountpoint: "caddy:/mnt/photos"), words: "stat: Permission denied"),
            .failure(of: .mount(mountpoint: "/mnt/gone"), words: "mount: No such file or directory"),
            .failure(of: .mount(mountpoint: "/mnt/media"), words: "stat: Connection timed out"),
        ]
        #expect(try await facts(of: MountCollector.self) == mounts)
        let sites = try await facts(of: SiteCollector.self).compactMap { fact in
            if case .failure(.site(_, let site, _), let words) = fact { "\(site): \(words)" } else { nil }
        }
        #expect(sites == ["bound.example.com: stat: Stale file handle", "uploads: stat: Connection timed out"])
        let caddy = "unix//run/caddy/admin.sock"
        #expect(
            try await facts(of: CaddyCollector.self) == [
                .failure(of: .caddy(caddy), words: "\(caddy): permission denied")
            ]
        )
        #expect(
            try await facts(of: CaddyLogCollector.self) == [
                .failure(
                    of: .log(caddy: caddy, source: "stderr"),
                    words: "the standard error is pipe:[12]: name the log in the settings"
                )
            ]
        )
    }

    @Test("are none before the first poll")
    func none() async {
        for type in catalog { #expect(await type.init(reading: .recorded).facts() == []) }
    }

    private func facts(of type: any Collector.Type) async throws -> [Fact] {
        let collector = type.init(reading: .recorded)
        _ = try? await collector.collect()  // That of the logs fails in part.
        return await collector.facts()
    }
}
