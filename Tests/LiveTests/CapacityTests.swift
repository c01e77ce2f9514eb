import Foundation
import Testing

extension LiveTests {
    @Suite("Capacity")
    struct CapacityTests {
        @Test("is what a FUSE mount says", arguments: Lab.volumes)
        func capacity(_ volume: String) async throws {
            // The collectors that ask glusterd have it write a file on the bricks' file system, for as long as a poll takes.
            let exporter = try await Exporter(["--collector.disable-defaults", "--collector.volume"])
            try await exporter.ready()
            // Logs grow there too: ours lies between two looks of the mount.
            try await eventually("\(volume) is as its mount says") {
                let before = try facts(of: Lab.mount(volume))
                let scrape = try await exporter.fresh("volume")
                let after = try facts(of: Lab.mount(volume))
                for (name, first) in before {
                    let last = after[name] ?? first
                    let value = scrape["gluster_volume_\(name){volume=\"\(volume)\"}"] ?? -1
                    guard (min(first, last)...max(first, last)).contains(value) else {
                        throw Lab.Failure(description: "\(name): \(value), the mount says \(first), \(last)")
                    }
                }
                return true
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

/// What a mount says, by the names of our series.
private func facts(of path: String) throws -> [String: Double] {
    let mount = try statvfsOf(path)
    return [
        "size_bytes": Double(mount.f_blocks * mount.f_frsize), "free_bytes": Double(mount.f_bfree * mount.f_frsize),
        "available_bytes": Double(mount.f_bavail * mount.f_frsize), "inodes": Double(mount.f_files),
        "inodes_free": Double(mount.f_ffree),
    ]
}

private func statvfsOf(_ path: String) throws -> statvfs {
    var stat = statvfs()
    guard unsafe statvfs(path, &stat) == 0 else { throw Lab.Failure(description: "statvfs \(path): \(errno)") }
    return stat
}
