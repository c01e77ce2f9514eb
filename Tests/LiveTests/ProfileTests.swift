import Foundation
import Testing

extension LiveTests {
    @Suite("Operations of bricks")
    struct ProfileTests {
        /// Nothing else, so that the exporters themselves ask no brick for anything while it is counted.
        static let alone = ["--collector.disable-defaults", "--collector.profile", "--gluster.bricks=auto"]

        @Test("are what `volume profile` says, under load and at rest, on each node")
        func equal() async throws {
            let volumes = ["photos", "media"]
            for volume in volumes { try Lab.lab("gluster", "volume", "profile", volume, "start") }
            defer { for volume in volumes { _ = try? Lab.lab("gluster", "volume", "profile", volume, "stop") } }
            let exporters = try await Exporter.ofAllNodes(Self.alone, interval: "200ms")

            let loads = try volumes.map { try Load($0) }
            defer { for load in loads { load.end() } }
            try await eventually("the load has begun") { loads.allSatisfy { $0.rounds > 2 } ? true : nil }
            for _ in 1...3 {
                let before = try volumes.map { try ProfileText.of($0) }
                let scrapes = try await exporters.fresh("profile")
                let after = try volumes.map { try ProfileText.of($0) }
                for (index, volume) in volumes.enumerated() {
                    for (brick, first) in before[index] {
                        let last = try #require(after[index][brick])
                        let series = ProfileSeries(scrapes[try Lab.node(of: brick) - 1], volume, brick)
                        expect(series, between: first, and: last, "\(brick)")
                    }
                }
            }
            for load in loads { try await load.stop() }

            for volume in volumes {
                let (bricks, wrong) = try await exporters.profileDifferences(volume)
                #expect(wrong == [])
                #expect(bricks == (volume == "media" ? 6 : 3))
            }
            // Each node speaks for its own.
            for (node, exporter) in zip(1..., exporters) {
                let series = try await exporter.scrape().family("gluster_brick_fop_operations_total").keys
                #expect(series.allSatisfy { $0.contains("brick=\"127.1.1.\(node):") })
            }
            try await exporters[0].keep(as: "profile")
        }

        @Test("are absent while profiling is off, never switched on, and begin anew with the brick")
        func switched() async throws {
            let brick = try Lab.brick("photos", 1)
            let exporter = try await Exporter(interval: "200ms")
            try await exporter.ready()
            let enabled = "gluster_volume_profiling_enabled{volume=\"photos\"}"
            for _ in 1...3 {
                let off = try await exporter.fresh("profile")
                #expect(off[enabled] == 0)
                #expect(ProfileSeries(off, "photos", brick).operations.isEmpty)
                #expect(ProfileSeries(off, "photos", brick).of("read_bytes_total") == nil)
            }
            #expect(throws: Lab.Failure.self) { try Lab.lab("gluster", "volume", "profile", "photos", "info") }

            try Lab.lab("gluster", "volume", "profile", "photos", "start")
            defer { _ = try? Lab.lab("gluster", "volume", "profile", "photos", "stop") }
            let load = try Load("photos")
            defer { load.end() }
            let total = { (scrape: Scrape) in
                ProfileSeries(scrape, "photos", brick).operations.values.reduce(0, +)
            }
            let on = try await exporter.until("operations") { $0[enabled] == 1 && total($0) > 500 }
            try await load.stop()
            #expect(ProfileSeries(on, "photos", brick).of("written_bytes_total") ?? 0 > 0)
            #expect(exporter.messages.contains("collector=profile") == false)

            try Lab.lab("kill", "photos", "1")
            try await exporter.until("no brick") { ProfileSeries($0, "photos", brick).operations.isEmpty }
            try Lab.lab("restart", "photos", "1")
            let anew = try await exporter.until("the brick began anew") { total($0) > 0 }
            #expect(total(anew) < total(on))
            try Lab.lab("gluster", "volume", "profile", "photos", "stop")
            try await exporter.until("profiling is off") { $0[enabled] == 0 && total($0) == 0 }
            try Lab.lab("wait", "photos")
        }

        private func expect(
            _ series: ProfileSeries,
            between first: ProfileText,
            and last: ProfileText,
            _ brick: Comment
        ) {
            func expect(_ value: Double?, _ range: ClosedRange<Double>, _ name: String) {
                #expect(value.map { range.contains($0) } == true, "\(brick) \(name): \(value ?? -1) in \(range)")
            }
            for (name, operation) in first.operations {
                guard let later = last.operations[name] else { continue }
                expect(series.of("fop_operations_total", name), operation.count...later.count, name)
                guard operation.isTimed else { continue }
                // A brick counts a call and its time one after the other, and may be asked between the two.
                let least = operation.seconds.lowerBound - operation.average
                let most = later.seconds.upperBound + later.average
                expect(series.of("fop_seconds_total", name), least...most, "\(name) seconds")
                let longest = operation.longest - 1e-10...later.longest + 1e-10
                expect(series.of("fop_latency_max_seconds", name), longest, "\(name) longest")
            }
            expect(series.of("read_bytes_total"), first.readBytes...last.readBytes, "bytes read")
            expect(series.of("written_bytes_total"), first.writtenBytes...last.writtenBytes, "bytes written")
            let (writes, more) = (first.writes.values.reduce(0, +), last.writes.values.reduce(0, +))
            expect(series.of("write_size_bytes_count"), writes...more, "writes")
            #expect(more > writes, "\(brick) has no load")
        }
    }
}
