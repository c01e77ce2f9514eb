import Glibc
import Host
import Testing

@testable import Gluster

@Suite("A mount's .meta")
struct MetaReaderTests {
    private func read(_ reader: inout MetaReader, _ files: MetaSample) throws -> MountClient {
        try reader.read(MetaSample.root, files)
    }

    @Test("tells the client, its caches and its bricks")
    func whole() throws {
        let files = try MetaSample("photos")
        var reader = MetaReader()
        let client = try read(&reader, files)
        #expect(client.version == "10.3")
        #expect(client.processID.count == 36)
        #expect(client.graph == 0)
        #expect(client.caches.keys.sorted() == ["quick_read", "stat", "xattr"])
        #expect(
            client.bricks.keys.sorted() == (1...3).map { "127.1.1.\($0):/mnt/lab/node\($0)/bricks/photos-\($0)" }
        )
        #expect(client.bricks.values.allSatisfy { $0.isConnected && ($0.total?.count ?? 0) > 50 })
        #expect(client.operations["create"]?.count == 8)
        #expect(client.operations["flush"] == nil)
        #expect(reader.graph?.translators.first?.type == "meta")
    }

    @Test("never opens a password or a volume file")
    func secrets() throws {
        let files = try MetaSample("photos")
        var reader = MetaReader()
        for graph in ["g2", "g3"] {
            _ = try read(&reader, files)
            files.switchGraph(to: graph)
        }
        let last = Set(files.opened.compactMap { $0.split(separator: "/").last })
        #expect(
            last == [
                "version", "process_uuid", "measure_latency", "type", "private", "profile", "remote-host",
                "remote-subvolume",
            ]
        )
    }

    @Test("is read but for what changes only once a graph")
    func economy() throws {
        let files = try MetaSample("photos")
        var reader = MetaReader()
        _ = try read(&reader, files)
        let first = files.opened.count
        _ = try read(&reader, files)
        // measure_latency, md-cache's profile, two caches, and two files for each of three bricks.
        #expect(files.opened.count - first == 10)
    }

    @Test("asks whether it is measured only where no operation says so; what came before it ended is counted")
    func measured() throws {
        let files = try MetaSample("photos")
        var reader = MetaReader()
        _ = try read(&reader, files)
        files.set("measure_latency", "0\n")
        files.set(
            "graphs/\(files.graph)/photos-md-cache/profile",
            "photos-md-cache.latency.CREATE = AVG:1.0 CNT:3 TOTAL:2000000000 MIN:1 MAX:1\n"
        )
        let first = files.opened.count
        #expect(try read(&reader, files).operations["create"]?.count == 11)
        #expect(!files.opened.dropFirst(first).contains("measure_latency"))
        #expect(try read(&reader, files).operations == [:])
        #expect(try read(&reader, files).operations == [:])
        files.set("measure_latency", "1\n")
        #expect(try read(&reader, files).operations["create"]?.count == 11)
    }

    @Test("adds up what reading sets to zero, and goes on over a switch of graphs")
    func resets() throws {
        let files = try MetaSample("photos")
        var reader = MetaReader()
        let first = try read(&reader, files)
        #expect(try read(&reader, files).operations == first.operations)
        files.set(
            "graphs/\(files.graph)/photos-md-cache/profile",
            "photos-md-cache.latency.CREATE = AVG:1.0 CNT:3 TOTAL:2000000000 MIN:1 MAX:1\n"
        )
        #expect(try read(&reader, files).operations["create"]?.count == 11)
        files.switchGraph(to: "vm-352-2026-11-21-05:00:00.000000 +0000")
        let switched = try read(&reader, files)
        #expect(switched.graph == 1)
        #expect(switched.operations["create"]?.count == 11)
    }

    @Test("finds out what reading does only once it is measured", arguments: [true, false])
    func lateMeasuring(_ resets: Bool) throws {
        let files = try MetaSample("photos", resets: resets)
        let own = "graphs/\(files.graph)/meta-autoload/profile"
        let profile = files.text(own)
        let path = "graphs/\(files.graph)/photos-md-cache/profile"
        func line(_ count: Int) -> String {
            "photos-md-cache.latency.CREATE = AVG:1.0 CNT:\(count) TOTAL:1 MIN:1 MAX:1\n"
        }
        var reader = MetaReader()
        files.set("measure_latency", "0\n")
        files.set(own, "")
        files.set(path, "")
        #expect(try read(&reader, files).operations == [:])
        #expect(reader.graph?.isResetByReading == nil)
        files.set("measure_latency", "1\n")
        // What the trial itself may have opened.
        files.set(own, "meta-autoload.latency.OPEN = AVG:1.0 CNT:2 TOTAL:1 MIN:1 MAX:1\n")
        files.set(path, line(9))
        #expect(try read(&reader, files).operations == [:])
        #expect(reader.graph?.isResetByReading == nil)
        files.set(own, profile)
        #expect(try read(&reader, files).operations["create"]?.count == 9)
        #expect(reader.graph?.isResetByReading == resets)
        files.set(path, line(10))
        #expect(try read(&reader, files).operations["create"]?.count == (resets ? 19 : 10))
    }

    @Test("takes running totals as they are where reading leaves them alone")
    func cumulative() throws {
        let files = try MetaSample("photos", resets: false)
        var reader = MetaReader()
        let first = try read(&reader, files)
        #expect(first.operations["create"]?.count == 8)
        #expect(try read(&reader, files).operations == first.operations)
        let path = "graphs/\(files.graph)/photos-md-cache/profile"
        for (count, total) in [(9, 9), (12, 12), (2, 14)] {
            files.set(path, "photos-md-cache.latency.CREATE = AVG:1.0 CNT:\(count) TOTAL:1 MIN:1 MAX:1\n")
            #expect(try read(&reader, files).operations["create"]?.count == UInt64(total))
        }
    }

    @Test("counts switches of the graph by those that there were, or one by one where they are cleaned up")
    func switches() throws {
        var reader = MetaReader()
        #expect(try read(&reader, try MetaSample("switched")).graph == 3)
        let files = try MetaSample("photos")
        var other = MetaReader()
        _ = try read(&other, files)
        files.switchGraph(to: "a")
        files.switchGraph(to: "b")
        #expect(try read(&other, files).graph == 2)
    }

    @Test("forgets the bricks that a new graph does not have")
    func bricks() {
        var book = ProfileBook()
        for brick in ["a:/1", "a:/2", ProfileBook.applications] {
            book.take(["read": MountClient.OperationTotal(count: 1, seconds: 1)], brick: brick, isReset: true)
        }
        book.beginGraph(["a:/2", "a:/3"])
        #expect(Set(book.totals.keys) == ["a:/2", ProfileBook.applications])
    }

    @Test("puts operations down to the topmost translator that shows them where md-cache is off")
    func withoutCache() throws {
        let files = try MetaSample("switched")
        var reader = MetaReader()
        let client = try read(&reader, files)
        #expect(reader.graph?.applicationTranslators.map(\.type).contains("performance/md-cache") == false)
        #expect(client.caches["negative_lookup"] != nil)
        #expect(client.operations["create"]?.count == 8)
        #expect(client.operations["flush"] == nil)
        #expect(client.operations["null"] == nil)
    }

    @Test("tells a brick that is gone")
    func brickDown() throws {
        var reader = MetaReader()
        let bricks = try read(&reader, try MetaSample("brick-down")).bricks
        #expect(bricks.sorted { $0.key < $1.key }.map(\.value.isConnected) == [true, false, true])
    }

    @Test("is there for a mount of a subdirectory")
    func subdirectory() throws {
        var reader = MetaReader()
        #expect(try read(&reader, try MetaSample("subdirectory")).bricks.count == 3)
    }

    @Test("says nothing of operations where they are not measured")
    func unmeasured() throws {
        let files = try MetaSample("photos")
        files.set("measure_latency", "0\n")
        var reader = MetaReader()
        let client = try read(&reader, files)
        #expect(client.operations == [:])
        #expect(client.bricks.values.allSatisfy { $0.total == nil && $0.isConnected })
    }

    @Test("tells the client's process by the name of its graph")
    func pid() {
        #expect(MetaGraph.pid(graph: "vm-352-2026-11-21-04:45:06.532161 +0000") == 352)
        #expect(MetaGraph.pid(graph: "a-2020-01-02-b-77-2026-11-21-04:45:06.532161 -0500") == 77)
        for name in ["", "active", "vm-352", "-352-2026-11", "vm-x-2026-11-21-04:45:06"] {
            #expect(MetaGraph.pid(graph: name) == nil)
        }
    }
}
