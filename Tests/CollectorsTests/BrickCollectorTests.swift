import Collectors
import Gluster
import Testing

@Suite("Brick collector")
struct BrickCollectorTests {
    private let counts = "gluster_brick_round_trip_seconds_count"
    private let labels = #"{volume="a",brick="node1:/bricks/a-1"}"#

    @Test(
        "says whether a brick answered, and nothing of one that was not asked",
        arguments: [(.up(), "1"), (.down, "0"), (.overdue, "0"), (.silent, "0"), (.unknown, nil)] as [(Fate, String?)]
    )
    func up(_ fate: Fate, _ value: String?) async throws {
        let collector = BrickCollector(reading: .rounds([volume(fate)]))

        #expect(
            try await collector.lines("gluster_brick_up")
                == [value.map { "gluster_brick_up\(labels) \($0)" }]
                .compactMap { $0 }
        )
        #expect(try await collector.lines("gluster_brick_size_bytes").count == (value == "1" ? 1 : 0))
        #expect(try await collector.lines("gluster_brick_heal_pending_entries").count == (value == "1" ? 1 : 0))
    }

    @Test("says nothing of a backlog where there is no index")
    func noIndex() async throws {
        let collector = BrickCollector(reading: .rounds([volume(.up(pending: nil, dirty: 4))]))

        #expect(try await collector.lines("gluster_brick_heal_pending_entries") == [])
        #expect(
            try await collector.lines("gluster_brick_heal_dirty_entries")
                == ["gluster_brick_heal_dirty_entries\(labels) 4"]
        )
    }

    @Test("counts the answers of a round once, late ones included")
    func rounds() async throws {
        var late = volume(.overdue)
        late.bricks[0].arrived = volume(.up()).bricks[0].arrived
        var two = volume(.up())
        two.bricks[0].arrived += two.bricks[0].arrived
        let snapshots = [volume(.up()), volume(.overdue), late, two].enumerated().flatMap { index, state in
            Array(repeating: GlusterSnapshot(round: UInt64(index + 1), volumes: [state]), count: 2)
        }
        let gluster = RecordedGluster(snapshots.map { .success($0) })
        let collector = BrickCollector(reading: SourceSet(gluster: gluster, pool: RecordedPool(), now: { 0 }))

        for count in [1, 1, 1, 1, 2, 2, 4, 4] {
            #expect(try await collector.lines(counts) == ["\(counts)\(labels) \(count)"])
        }
    }

    @Test("has an empty histogram of a brick that never answered")
    func declared() async throws {
        #expect(
            try await BrickCollector(reading: .rounds([volume(.unknown)])).lines(counts) == ["\(counts)\(labels) 0"]
        )
    }

    @Test("describes a brick from its first answer on, also while it is silent or does not name its node")
    func info() async throws {
        var nameless = volume(.up())
        if case .given(let reading) = nameless.bricks[0].answer, case .success(var answer) = reading.answer {
            answer.node = nil
            let reading = BrickReading(volume: "a", brick: reading.brick, answer: .success(answer))
            nameless.bricks[0] = BrickState(name: reading.brick, answer: .given(reading), arrived: [reading])
        }
        let collector = BrickCollector(
            reading: .rounds([volume(.unknown)], [nameless], [volume(.up())], [volume(.overdue)], [nameless])
        )
        let info =
            #"gluster_brick_info{volume="a",brick="node1:/bricks/a-1",subvolume="a-replicate-0","#
            + #"role="data",node_uuid="00000000-0000-0000-0000-000000000001"} 1"#

        for expected in [[], [], [info], [info], [info]] {
            #expect(try await collector.lines("gluster_brick_info") == expected)
        }
    }

    @Test("forgets bricks and volumes that are gone")
    func vanished() async throws {
        let two = VolumeState("a", .replicate, .any, [[.up(), .up()]])
        let collector = BrickCollector(reading: .rounds([two], [volume(.up())], [], [volume(.overdue)]))
        #expect(try await collector.lines(counts).count == 2)
        #expect(try await collector.lines(counts) == ["\(counts)\(labels) 2"])
        #expect(try await collector.collect() == [])
        // Another brick of the same name: what the old one said is not about it.
        let again = text(of: try await collector.collect())
        #expect(again.contains("\(counts)\(labels) 0\n") && !again.contains("gluster_brick_info"))
    }

    private func volume(_ fate: Fate) -> VolumeState {
        VolumeState("a", .replicate, .any, [[fate]])
    }
}
