import Foundation
import Testing

extension LiveTests {
    @Suite("Capacity")
    struct CapacityTests {
        @Test("is what a FUSE mount says", arguments: Lab.volumes)
        func capacity(_ volume: String) async throws {
            let exporter = try await Exporter()
            try await exporter.ready()
            // Other tests may have filled the bricks' file system a little between the two looks.
            let sample = { (scrape: Scrape, name: String) in scrape["gluster_volume_\(name){volume=\"\(volume)\"}"] }
            try await exporter.until("\(volume) is as its mount says") { scrape in
                let mount = try statvfsOf(Lab.mount(volume))
                let isEqual =
                    sample(scrape, "size_bytes") == Double(mount.f_blocks * mount.f_frsize)
                    && sample(scrape, "free_bytes") == Double(mount.f_bfree * mount.f_frsize)
                    && sample(scrape, "available_bytes") == Double(mount.f_bavail * mount.f_frsize)
                    && sample(scrape, "inodes") == Double(mount.f_files)
                    && sample(scrape, "inodes_free") == Double(mount.f_ffree)
                return isEqual
            }
            try await exporter.keep(as: "capacity-\(volume)")
        }

        @Test("of every brick is what its directory says")
        func bricks() async throws {
            let exporter = try await Exporter()
            try await exporter.ready()
            try await exporter.until("sizes of bricks") { scrape in
                let sizes = scrape.family("gluster_brick_size_bytes")
                guard sizes.count == Lab.brickCount else { return false }
                // All bricks of the lab share one file system, and Gluster divides it by their number per volume and node.
                let total = try statvfsOf("\(try Lab.directory())/node1")
                let size = Double(total.f_blocks * total.f_frsize)
                let isShare = sizes.values.allSatisfy { value in
                    (1...9).contains { abs(size / Double($0) - value) < 65536 }
                }
                return isShare
            }
        }
    }
}

private func statvfsOf(_ path: String) throws -> statvfs {
    var stat = statvfs()
    guard unsafe statvfs(path, &stat) == 0 else { throw Lab.Failure(description: "statvfs \(path): \(errno)") }
    return stat
}
