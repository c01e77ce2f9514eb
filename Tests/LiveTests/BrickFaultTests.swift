import Foundation
import Testing

extension LiveTests {
    @Suite("Bricks that fail")
    struct BrickFaultTests {
        /// Two polls of a second and the ping timeout of three; a hung brick's first call takes two ping timeouts.
        private static let patience = 2.0 + 3.0 + 3.0

        @Test(
            "are told in time, while scrapes stay fast",
            arguments: ["photos", "media", "office", "archive", "scratch"],
            ["kill", "pause"]
        )
        func told(_ volume: String, _ verb: String) async throws {
            let exporter = try await Exporter(prefix: ScrapeClock.prefix)
            try await exporter.complete()
            let brick = "volume=\"\(volume)\",brick=\"127.1.1.1:\(try Lab.directory())/node1/bricks/\(volume)-1\""
            let sets = try await exporter.scrape().family("gluster_subvolume_spare_bricks")
                .filter { $0.key.contains("volume=\"\(volume)\"") }
            let set = try #require(sets.min { $0.key < $1.key })

            let clock = ScrapeClock(exporter.port)
            defer { _ = clock.stop() }
            try Lab.lab(verb, volume, "1")
            try await exporter.until("the brick is told down", within: Self.patience) { scrape in
                scrape["gluster_brick_up{\(brick)}"] == 0
            }
            let less = try await exporter.until("the set has a brick less", within: Self.patience + 3) { scrape in
                scrape[set.key] == set.value - 1
            }
            let up = set.key.replacing("gluster_subvolume_spare_bricks", with: "gluster_subvolume_up")
            #expect(less[up] == (set.value > 0 ? 1 : 0))
            #expect(less["gluster_brick_size_bytes{\(brick)}"] == nil)

            try Lab.lab(verb == "kill" ? "restart" : "resume", volume, "1")
            try await exporter.until("the brick is told back", within: 30) { scrape in
                scrape["gluster_brick_up{\(brick)}"] == 1 && scrape[set.key] == set.value
            }
            let scrapes = clock.stop()
            #expect(scrapes.slowest < 0.05, "one of \(scrapes.count) scrapes took \(scrapes.slowest) s")
            #expect(scrapes.count > 50)
            try Lab.lab("wait", volume)
        }

        @Test("that are all gone leave a volume that is down, not one that is unknown")
        func allDown() async throws {
            for number in 1...3 { try Lab.lab("kill", "photos", String(number)) }
            // It starts in the middle of the outage, and still knows what the volume is made of.
            let exporter = try await Exporter()
            try await exporter.ready()
            try await exporter.until("photos is down") { scrape in
                scrape["gluster_volume_up{volume=\"photos\"}"] == 0
                    && scrape["gluster_volume_up{volume=\"media\"}"] == 1
                    && scrape["gluster_subvolume_up{volume=\"photos\",subvolume=\"photos-replicate-0\"}"] == 0
                    && scrape["gluster_subvolume_spare_bricks{volume=\"photos\",subvolume=\"photos-replicate-0\"}"]
                        == -2
                    && scrape.family("gluster_brick_up").filter { $0.key.contains("photos") }.values.allSatisfy {
                        $0 == 0
                    }
            }
            try Lab.lab("restart", "photos")
            try await exporter.until("photos is back", within: 30) { scrape in
                scrape["gluster_volume_up{volume=\"photos\"}"] == 1
                    && scrape.family("gluster_brick_up").values.allSatisfy { $0 == 1 }
            }
        }
    }
}
