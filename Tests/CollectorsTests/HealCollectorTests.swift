import Exposition
import Gluster
import Testing

@testable import Collectors

@Suite("Heal collector")
struct HealCollectorTests {
    private let labels = #"{volume="a",subvolume="a-replicate-0"}"#

    @Test("tells a backlog from its beginning to its end")
    func story() async throws {
        let collector = HealCollector(
            reading: .rounds([volume(.up())], [volume(.up(pending: 4))], [volume(.overdue)], [volume(.up())])
        )
        // Entries, since when, started, finished: the time is the number of the poll.
        let story: [(String?, String?, String, String)] = [
            ("0", nil, "0", "0"), ("4", "2", "1", "0"), (nil, "2", "1", "0"), ("0", nil, "1", "1"),
        ]
        for (entries, since, started, finished) in story {
            let expected = [
                line("episodes_finished_total", finished), line("episodes_started_total", started),
                line("pending_entries", entries), line("pending_since_timestamp_seconds", since),
            ]
            let samples = text(of: try await collector.collect()).split(separator: "\n").map(String.init)
                .filter { $0.hasPrefix("gluster_heal_pending") || $0.hasPrefix("gluster_heal_episodes") }
            #expect(samples == expected.compactMap { $0 })
        }
    }

    @Test("has nothing to say of bricks without replicas, nor of sets with no watched brick")
    func outside() async throws {
        var unwatched = volume(.up())
        unwatched.bricks = []
        let distribute = VolumeState("b", .distribute, .any, [[.up()], [.up()]])

        #expect(
            try await HealCollector(reading: .rounds([unwatched, distribute, VolumeState(name: "c")])).collect() == []
        )
    }

    @Test("asks only the watched bricks of a set, and each set for itself")
    func sets() async throws {
        var state = VolumeState("a", .replicate, .any, [[.up(), .overdue], [.up(pending: 7), .up()]])
        state.bricks.remove(at: 1)

        #expect(
            try await HealCollector(reading: .rounds([state])).lines("gluster_heal_pending_entries") == [
                #"gluster_heal_pending_entries{volume="a",subvolume="a-replicate-0"} 0"#,
                #"gluster_heal_pending_entries{volume="a",subvolume="a-replicate-1"} 7"#,
            ]
        )
    }

    @Test("forgets the episodes of a volume that is gone")
    func vanished() async throws {
        let collector = HealCollector(
            reading: .rounds([volume(.up())], [volume(.up(pending: 1))], [], [volume(.up(pending: 1))])
        )
        try await collector.poll(2)
        #expect(try await collector.collect() == [])
        #expect(
            try await collector.lines("gluster_heal_episodes_started_total")
                == [line("episodes_started_total", "0")].compactMap { $0 }
        )
    }

    @Test("counts split-brain by kind and blame by brick, and names with different files one by one")
    func verdicts() async throws {
        var state = volume(.up(pending: 3))
        state.looks["a-replicate-0"] = HealLook(
            subvolume: "a-replicate-0",
            entries: [
                WaitingEntry(gfid: .root, verdict: HealVerdict(blamed: [[], [.data, .entry]])),
                WaitingEntry(
                    gfid: GFID(high: 1, low: 1),
                    verdict: HealVerdict(splitBrain: [.data, .entry], blamed: [[], .data], mismatched: 2)
                ),
                WaitingEntry(gfid: GFID(high: 1, low: 2)),
            ],
            isTruncated: true
        )
        let told = text(of: try await HealCollector(reading: .rounds([state])).collect()).split(separator: "\n")
            .filter { !$0.hasPrefix("#") && !$0.hasSuffix(" 0") && !$0.contains("pending") }

        #expect(
            told.map(String.init) == [
                #"gluster_heal_blamed_entries{volume="a",brick="node2:/bricks/a-2",kind="data"} 2"#,
                #"gluster_heal_blamed_entries{volume="a",brick="node2:/bricks/a-2",kind="entry"} 1"#,
                "gluster_heal_oldest_entry_timestamp_seconds\(labels) 1",
                "gluster_heal_scan_truncated\(labels) 1", "gluster_heal_scanned_entries\(labels) 2",
                #"gluster_heal_split_brain_entries{volume="a",subvolume="a-replicate-0",kind="data"} 1"#,
                #"gluster_heal_split_brain_entries{volume="a",subvolume="a-replicate-0",kind="entry"} 1"#,
                #"gluster_heal_split_brain_entries{volume="a",subvolume="a-replicate-0",kind="gfid"} 2"#,
            ]
        )
    }

    @Test("says nothing of split-brain while entries wait that nobody has looked at, and 0 where none wait")
    func unknown() async throws {
        let collector = HealCollector(reading: .rounds([volume(.up(pending: 3))], [volume(.up())]))
        #expect(try await collector.lines("gluster_heal_split_brain_entries") == [])
        #expect(
            try await collector.lines("gluster_heal_split_brain_entries").map { $0.suffix(2) }
                == [" 0", " 0", " 0", " 0"]
        )
    }

    @Test("says nothing of split-brain while it is not known whether anything waits")
    func silent() async throws {
        let collector = HealCollector(reading: .rounds([volume(.overdue)]))
        #expect(try await collector.lines("gluster_heal_split_brain_entries") == [])
        #expect(try await collector.lines("gluster_heal_blamed_entries") == [])
    }

    @Test("keeps the age of an entry while it waits, though the looks at it have stopped for a while")
    func ages() async throws {
        func waiting(_ numbers: UInt64..., known: Bool = true) -> VolumeState {
            var state = volume(.up(pending: 2))
            let entries = numbers.map { WaitingEntry(gfid: GFID(high: 0, low: $0), verdict: HealVerdict()) }
            if known { state.looks["a-replicate-0"] = HealLook(subvolume: "a-replicate-0", entries: entries) }
            return state
        }
        let collector = HealCollector(
            reading: .rounds([waiting(5)], [waiting(5, 6)], [waiting(known: false)], [waiting(5, 6)], [waiting(6)])
        )
        for expected in ["1", "1", nil, "1", "2"] {
            let told = try await collector.lines("gluster_heal_oldest_entry_timestamp_seconds")
            #expect(told == [line("oldest_entry_timestamp_seconds", expected)].compactMap { $0 })
        }
    }

    @Test("has no blame and no split-brain of fragments")
    func disperse() async throws {
        let state = VolumeState("a", .disperse, .atLeast(2), [[.up(), .up(), .up()]])
        let names = try await HealCollector(reading: .rounds([state])).collect().map(\.metric.name)

        #expect(names.contains("gluster_heal_scanned_entries"))
        #expect(!names.contains("gluster_heal_split_brain_entries"))
        #expect(!names.contains("gluster_heal_blamed_entries"))
    }

    private func volume(_ fate: Fate) -> VolumeState {
        VolumeState("a", .replicate, .any, [[.up(), fate]])
    }

    private func line(_ name: String, _ value: String?) -> String? {
        value.map { "gluster_heal_\(name)\(labels) \($0)" }
    }
}

@Suite("Backlog")
struct BacklogTests {
    @Test(
        "is the largest of the bricks', and unknown while a silent one may hold the only record",
        arguments: [
            ([.up(pending: 0), .up(pending: 0)], 0), ([.up(pending: 3), .up(pending: 8)], 8),
            ([.up(pending: 0), .overdue], nil), ([.up(pending: 0), .down], nil), ([.up(pending: 0), .unknown], nil),
            ([.up(pending: 0), .up(pending: nil)], nil), ([.up(pending: 5), .overdue], 5),
            ([.up(pending: 5), .up(pending: nil), .down], 5), ([.up(pending: .max), .up(pending: 1)], .max),
            ([.overdue, .down, .unknown], nil), ([], nil),
        ] as [([Fate], UInt64?)]
    )
    func table(_ fates: [Fate], _ entries: UInt64?) {
        let bricks = fates.map { BrickState(name: "b", answer: $0.answer("a", "b", node: 1)) }

        #expect(Backlog(bricks).entries == entries)
    }
}

@Suite("Episodes")
struct EpisodesTests {
    @Test(
        "begin and end with the backlog",
        arguments: [
            ([], nil, 0, 0), ([nil], nil, 0, 0), ([0], nil, 0, 0),
            // There before the first look: pending since then, but not started.
            ([5], 1, 0, 0), ([nil, 5], 2, 0, 0), ([5, 0], nil, 0, 1), ([5, 0, 5], 3, 1, 1),
            ([0, 5], 2, 1, 0), ([0, 5, 9, 1], 2, 1, 0), ([0, 5, 0], nil, 1, 1), ([0, 0, 0], nil, 0, 0),
            ([0, 5, 0, 5, 0], nil, 2, 2),
            // Silence neither begins nor ends one.
            ([0, 5, nil], 2, 1, 0), ([0, 5, nil, 5], 2, 1, 0), ([0, 5, nil, 0], nil, 1, 1), ([0, nil, 5], 3, 1, 0),
            ([0, nil, 0], nil, 0, 0),
        ] as [([UInt64?], Double?, UInt64, UInt64)]
    )
    func table(_ backlogs: [UInt64?], _ since: Double?, _ started: UInt64, _ finished: UInt64) {
        var episodes = Episodes()
        for (index, entries) in backlogs.enumerated() {
            var backlog = Backlog([])
            backlog.entries = entries
            for repetition in 0...1 {  // A second look at the same round changes nothing.
                episodes.take(backlog, at: Double(index + 1) + 0.5 * Double(repetition))
            }
        }

        #expect(episodes.since == since)
        #expect(episodes.started == started)
        #expect(episodes.finished == finished)
    }
}
