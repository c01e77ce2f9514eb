import Foundation
import Testing

extension LiveTests {
    @Suite("Split-brain")
    struct SplitBrainTests {
        private let volume = "broken"
        private let set = "volume=\"broken\",subvolume=\"broken-replicate-0\""

        @Test(
            "is told by kind, and agrees with the CLI",
            arguments: [
                ("data", ["data"]), ("metadata", ["metadata"]), ("entry", ["entry"]), ("gfid", ["entry", "gfid"]),
            ]
        )
        func kinds(_ kind: String, _ told: [String]) async throws {
            try Lab.lab("create", volume, "replica")
            defer { _ = try? Lab.lab("delete", volume) }
            let exporter = try await Exporter()
            try await exporter.ready()
            let healthy = try await exporter.until("nothing waits") { $0.splitBrain(set).count == 4 }
            #expect(healthy.splitBrain(set).values.allSatisfy { $0 == 0 })

            let culprit = try Lab.lab("split-brain", volume, kind).split(separator: "\n").last.map(String.init)
            let expected = Dictionary(
                uniqueKeysWithValues: ["data", "metadata", "entry", "gfid"].map { name in
                    (name, told.contains(name) ? 1.0 : 0)
                }
            )
            let scrape = try await exporter.until("split-brain of \(kind)", within: 30) { scrape in
                scrape.splitBrain(set) == expected && scrape["gluster_heal_scan_truncated{\(set)}"] == 0
            }
            #expect(try Lab.splitBrain(volume).count == 1)
            #expect(scrape["gluster_heal_oldest_entry_timestamp_seconds{\(set)}"] != nil)
            // Each accuses each of the entry in split-brain: nobody is behind in it.
            for (series, count) in scrape.family("gluster_heal_blamed_entries")
            where told.contains(where: series.contains) {
                #expect(count == 0, "\(series)")
            }
            let path = try #require(culprit)
            // It may have been seen waiting on its way into split-brain: that is another line.
            let lines = {
                exporter.messages.split(separator: "\n").count {
                    $0.contains("msg=\"entry in split-brain\"") && $0.contains("path=\(path) ")
                }
            }
            try await eventually("the log names \(path): \(exporter.messages)") { lines() > 0 ? true : nil }
            #expect(lines() == 1)
            try await exporter.keep(as: "split-brain-\(kind)")

            try Lab.lab("delete", volume)
            try await exporter.until("the volume is gone", within: 30) { $0.splitBrain(set).isEmpty }
        }

        @Test("gives no GFID to a file that has none, as a lookup by its name would")
        func changesNothing() async throws {
            try Lab.lab("create", volume, "replica")
            defer { _ = try? Lab.lab("delete", volume) }
            try Lab.lab("split-brain", volume, "gfid")
            try Lab.lab("gluster", "volume", "set", volume, "cluster.self-heal-daemon", "off")
            try Lab.lab("umount", try Lab.mount(volume))  // Nobody else shall ask.
            let copies = try ["1", "2"].map { try Lab.lab("strip-gfid", volume, $0, "/split-brain-gfid/file-0001") }
            try Lab.lab("restart", volume)
            try Lab.lab("wait", volume)
            try await Task.sleep(for: .seconds(2))  // A brick leaves a file alone that has just been changed.
            let exporter = try await Exporter(["--gluster.volume=127.1.1.1/\(volume)"], discovers: false)
            try await exporter.ready()
            // The third copy is the only one that is a file of Gluster's.
            try await exporter.until("it is looked at", within: 30) { scrape in
                scrape.splitBrain(set) == ["data": 0, "metadata": 0, "entry": 1, "gfid": 0]
                    && scrape["gluster_heal_scan_truncated{\(set)}"] == 0
            }
            for copy in copies {
                let file = copy.trimmingCharacters(in: .newlines)
                let names = try Lab.output("python3", ["-c", "import os, sys; print(os.listxattr(sys.argv[1]))", file])
                #expect(names.contains("trusted.gfid2path") && !names.contains("'trusted.gfid'"), "\(file): \(names)")
            }
        }

        @Test("of one brick against two is none, or has the one to blame")
        func outvoted() async throws {
            try Lab.lab("create", volume, "replica")
            defer { _ = try? Lab.lab("delete", volume) }
            let exporter = try await Exporter()
            try await exporter.ready()
            let directory = "\(try Lab.mount(volume))/d"
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: false)
            try Lab.lab("gluster", "volume", "set", volume, "cluster.self-heal-daemon", "off")
            try Lab.lab("gluster", "volume", "set", volume, "cluster.quorum-type", "none")
            for (down, name) in [([1], "by-two"), ([2, 3], "by-one")] {
                for brick in down { try Lab.lab("kill", volume, "\(brick)") }
                try await eventually("\(name) is written") { () async throws -> Bool? in
                    try Data(name.utf8).write(to: URL(filePath: "\(directory)/\(name)"))
                    return true
                }
                try Lab.lab("restart", volume)
                try Lab.lab("wait", volume)
                try await exporter.until("all bricks are up", within: 30) { scrape in
                    scrape["gluster_subvolume_bricks_up{\(set)}"] == 3
                }
            }
            let brick = try Lab.brick(volume, 1)
            let blamed = "gluster_heal_blamed_entries{volume=\"broken\",brick=\"\(brick)\",kind=\"entry\"}"
            try await exporter.until("the one is blamed, and the CLI agrees", within: 30) { scrape in
                try scrape[blamed] == 1 && scrape.splitBrain(set)["entry"] == Double(Lab.splitBrain(volume).count)
            }
            try Lab.lab("delete", volume)
        }
    }
}

extension Scrape {
    /// Split-brain entries of a set, by kind.
    fileprivate func splitBrain(_ set: String) -> [String: Double] {
        var kinds: [String: Double] = [:]
        for kind in ["data", "metadata", "entry", "gfid"] {
            kinds[kind] = self["gluster_heal_split_brain_entries{\(set),kind=\"\(kind)\"}"]
        }
        return kinds
    }
}

extension Lab {
    /// What `heal VOL info split-brain` lists: each entry once, by GFID or path, of the brick that lists the most.
    fileprivate static func splitBrain(_ volume: String) throws -> Set<Substring> {
        let blocks = try lab("gluster", "volume", "heal", volume, "info", "split-brain").split(separator: "\nBrick ")
        let lists = blocks.map { block in
            Set(block.split(separator: "\n").filter { $0.hasPrefix("/") || $0.hasPrefix("<gfid:") })
        }
        return lists.max { $0.count < $1.count } ?? []
    }

    /// The name of a brick, counted from 1.
    static func brick(_ volume: String, _ number: Int) throws -> String {
        let line = "Brick\(number): "
        let text = try lab("gluster", "volume", "info", volume)
        guard let found = text.split(separator: "\n").first(where: { $0.hasPrefix(line) }) else {
            throw Failure(description: "\(volume) has no brick \(number): \(text)")
        }
        return String(found.dropFirst(line.count))
    }
}
