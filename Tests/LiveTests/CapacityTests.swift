import Foundation
import Testing

extension LiveTests {
    @Suite("Capacity")
    struct CapacityTests {
        @Test("is what a FUSE mount says", arguments: Lab.volumes)
        func capacity(_ volume: String) async throws {
            let exporter = try await Exporter()
            try await exporter.ready()
            // Logs and other tests write to the bricks' file system all the time: ours lies between two looks of the mount.
            try await eventually("\(volume) is as its mount says") {
                let before = try statvfsOf(Lab.mount(volume))
                let scrape = try await exporter.fresh("volume")
                let after = try statvfsOf(Lab.mount(volume))
                let isEqual = { (name: String, what: (statvfs) -> UInt) in
                    let looks = [Double(what(before)), Double(what(after))].sorted()
                    return scrape["gluster_volume_\(name){volume=\"\(volume)\"}"].map { looks[0]...looks[1] ~= $0 }
                        ?? false
                }
                return isEqual("size_bytes") { $0.f_blocks * $0.f_frsize }
                    && isEqual("free_bytes") { $0.f_bfree * $0.f_frsize }
                    && isEqual("available_bytes") { $0.f_bavail * $0.f_frsize }
                    && isEqual("inodes") { $0.f_files }
                    && isEqual("inodes_free") { $0.f_ffree } ? true : nil
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
