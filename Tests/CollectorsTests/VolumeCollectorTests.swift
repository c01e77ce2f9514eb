import Collectors
import Glibc
import Gluster
import Host
import Testing

@Suite("Volume collector")
struct VolumeCollectorTests {
    private let photos = VolumeState("photos", .replicate, .majority, [[.up(), .up(), .up()]])
    private let counts = "gluster_volume_probe_duration_seconds_count"
    private let failures = "gluster_volume_probe_failures_total"

    @Test("counts a round once, however often it is polled in it, and the next one again")
    func rounds() async throws {
        let round = GlusterSnapshot(round: 1, volumes: [photos])
        let next = GlusterSnapshot(round: 2, volumes: [photos])
        let gluster = RecordedGluster([.success(round), .success(round), .success(round), .success(next)])
        let collector = VolumeCollector(reading: SourceSet(gluster: gluster, pool: RecordedPool(), now: { 0 }))

        for count in [1, 1, 1, 2, 2] {
            #expect(
                try await collector.lines(counts) == [
                    #"\#(counts){volume="photos",operation="lookup"} \#(count)"#,
                    #"\#(counts){volume="photos",operation="statfs"} \#(count)"#,
                ]
            )
        }
    }

    @Test("counts readings that came late beside those of the round")
    func late() async throws {
        var state = photos
        state.arrived += photos.arrived + photos.arrived

        #expect(
            try await VolumeCollector(reading: .rounds([state])).lines(counts) == [
                #"\#(counts){volume="photos",operation="lookup"} 3"#,
                #"\#(counts){volume="photos",operation="statfs"} 3"#,
            ]
        )
    }

    @Test("counts a late answer to a question that was overdue in the round before")
    func lateAfterOverdue() async throws {
        var overdue = photos
        overdue.answer = .overdue
        overdue.arrived = []
        var late = overdue
        late.arrived = photos.arrived
        let collector = VolumeCollector(reading: .rounds([overdue], [late]))
        try await collector.poll()

        #expect(try await nonzero(failures, collector) == [labels("statfs", "timeout", 2)])
        #expect(try await nonzero(counts, collector).count == 2)
    }

    @Test(
        "counts a probe that failed by class of its error, and leaves it out of the durations",
        arguments: [
            (ESTALE, "stale_handle"), (EIO, "io_error"), (ENOTCONN, "not_connected"), (ECONNREFUSED, "not_connected"),
            (ETIMEDOUT, "timeout"), (ENOENT, "not_found"), (EACCES, "permission"), (EROFS, "read_only"),
            (ENOSPC, "no_space"), (EINVAL, "other"),
        ]
    )
    func failed(_ code: CInt, _ kind: String) async throws {
        let probe = ProbeReading(operation: .lookup, duration: 1, failure: SystemError("lookup", code: code))
        let state = VolumeState("photos", .replicate, .majority, [[.up()]], probes: [probe])
        let collector = VolumeCollector(reading: .rounds([state]))

        #expect(try await nonzero(failures, collector) == [labels("lookup", kind, 1)])
        #expect(try await nonzero(counts, collector) == [])
    }

    @Test("counts a volume without a handle as one statfs that failed, and as down")
    func noHandle() async throws {
        var state = photos
        state.arrived = [VolumeReading(volume: "photos", capacity: .failure(SystemError("open", code: ENOTCONN)))]
        state.answer = .given(state.arrived[0])
        let collector = VolumeCollector(reading: .rounds([state]))

        #expect(try await nonzero(failures, collector) == [labels("statfs", "not_connected", 1)])
        #expect(try await collector.lines("gluster_volume_up") == [#"gluster_volume_up{volume="photos"} 0"#])
        #expect(try await collector.lines("gluster_volume_size_bytes") == [])
    }

    @Test("counts a statfs that failed once, not for its probe and again for its capacity")
    func failedStatfs() async throws {
        let error = SystemError("statfs", code: EIO)
        var state = photos
        state.arrived = [
            VolumeReading(
                volume: "photos",
                capacity: .failure(error),
                probes: [ProbeReading(operation: .statfs, duration: 1, failure: error)]
            )
        ]
        state.answer = .given(state.arrived[0])

        #expect(
            try await nonzero(failures, VolumeCollector(reading: .rounds([state]))) == [labels("statfs", "io_error", 1)]
        )
    }

    @Test("says 0 of a volume that is overdue, and counts one timeout for each round")
    func overdue() async throws {
        let state = VolumeState(name: "photos", answer: .overdue)
        let collector = VolumeCollector(reading: .rounds([state], [state], [state]))
        try await collector.poll(2)

        #expect(try await collector.lines("gluster_volume_up") == [#"gluster_volume_up{volume="photos"} 0"#])
        #expect(try await nonzero(failures, collector) == [labels("statfs", "timeout", 3)])
    }

    @Test("says nothing of a volume that was not asked yet, but has its counters at 0")
    func unknown() async throws {
        let collector = VolumeCollector(reading: .rounds([VolumeState(name: "photos")]))

        #expect(try await collector.lines("gluster_volume_up") == [])
        #expect(try await collector.lines(counts).count == 2)
        #expect(try await collector.lines(failures).count == 2 * SystemError.kinds.count)
        #expect(try await nonzero(failures, collector) == [])
    }

    @Test("forgets a volume that is gone, and starts at 0 should it come again")
    func vanished() async throws {
        let other = VolumeState("media", .replicate, .majority, [[.up()]])
        let collector = VolumeCollector(reading: .rounds([photos], [photos, other], [other], [photos]))
        try await collector.poll(2)

        #expect(!text(of: try await collector.collect()).contains("photos"))
        #expect(try await collector.lines(counts).map { $0.hasSuffix(" 1") } == [true, true])
    }

    @Test("keeps its counters while Gluster cannot be asked, and says why it cannot")
    func unavailable() async throws {
        let round = GlusterSnapshot(round: 1, volumes: [photos])
        let gluster = RecordedGluster([
            .success(round), .failure(.worker(.signal)), .success(GlusterSnapshot(round: 2, volumes: [photos])),
        ])
        let collector = VolumeCollector(reading: SourceSet(gluster: gluster, pool: RecordedPool(), now: { 0 }))
        try await collector.poll()
        await #expect(throws: GlusterUnavailable.worker(.signal)) { try await collector.collect() }

        #expect(try await collector.lines(counts).map { $0.hasSuffix(" 2") } == [true, true])
    }

    @Test(
        "says of a set whether writes succeed, unless one of its bricks is not known",
        arguments: [
            ([.up(), .up(), .up()], "3", "1", "1"), ([.up(), .overdue, .down], "2", "0", "1"),
            ([.down, .up(), .down], "1", "-1", "0"), ([.down, .down, .down], "0", "-2", "0"),
            ([.up(), .up(), .unknown], nil, nil, nil), ([.silent, .silent, .silent], nil, nil, nil),
        ] as [([Fate], String?, String?, String?)]
    )
    func sets(_ fates: [Fate], _ bricks: String?, _ spare: String?, _ up: String?) async throws {
        let collector = VolumeCollector(reading: .rounds([VolumeState("a", .replicate, .majority, [fates])]))
        let labels = #"{volume="a",subvolume="a-replicate-0"}"#
        let expected = [("bricks_up", bricks), ("spare_bricks", spare), ("up", up), ("bricks", "3"), ("hosts", "3")]
        for (name, value) in expected {
            let line = value.map { "gluster_subvolume_\(name)\(labels) \($0)" }
            #expect(try await collector.lines("gluster_subvolume_\(name)") == [line].compactMap { $0 })
        }
    }

    private func labels(_ operation: String, _ error: String, _ count: Int) -> String {
        #"\#(failures){volume="photos",operation="\#(operation)",error="\#(error)"} \#(count)"#
    }

    private func nonzero(_ name: String, _ collector: VolumeCollector) async throws -> [String] {
        try await collector.lines(name).filter { !$0.hasSuffix(" 0") }
    }
}
