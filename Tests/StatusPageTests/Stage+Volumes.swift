@testable import Collectors

extension Stage {
    /// A replica 3 volume in which all is well.
    mutating func addVolume(_ name: String, sets: Int = 1, host: String = "node", fill: Double = 0.4) {
        tell("volume", .volume(name))
        set("gluster_volume_up", [name], 1)
        setFill("gluster_volume", [name], fill, size: 3e12)
        set("gluster_volume_info", [name, "id-\(name)", "replicate", "tcp"], 1)
        set("gluster_volume_started", [name], 1)
        for index in 0..<sets {
            let set = "\(name)-replicate-\(index)"
            self.set("gluster_subvolume_bricks", [name, set], 3)
            self.set("gluster_subvolume_bricks_up", [name, set], 3)
            self.set("gluster_subvolume_spare_bricks", [name, set], 1)
            self.set("gluster_heal_pending_entries", [name, set], 0)
            self.set("gluster_heal_episodes_started_total", [name, set], 0)
            self.set("gluster_heal_scan_truncated", [name, set], 0)
            for kind in ["data", "metadata", "entry", "gfid"] {
                self.set("gluster_heal_split_brain_entries", [name, set, kind], 0)
            }
            for number in 1...3 {
                addBrick("\(host)\(number):/bricks/\(name)-\(index)-\(number)", of: set, in: name, fill: fill)
            }
        }
    }

    mutating func addBrick(_ brick: String, of set: String, in volume: String, fill: Double = 0.4) {
        let labels = [volume, brick]
        var fact = BrickFact(volume: volume, subvolume: set, brick: brick)
        fact.isConnected = true
        fact.roundTrip = 0.000_42
        tell("brick", .brick(fact))
        self.set("gluster_brick_up", labels, 1)
        self.set("gluster_brick_info", labels + [set, "data", "uuid-\(brick.prefix { $0 != ":" })"], 1)
        self.set("gluster_brick_heal_pending_entries", labels, 0)
        setFill("gluster_brick", labels, fill, size: 1e12)
    }

    mutating func setFill(_ prefix: String, _ labels: [String], _ ratio: Double, size: Double, inodes: Double = 0.1) {
        set("\(prefix)_size_bytes", labels, size)
        set("\(prefix)_free_bytes", labels, size * (1 - ratio))
        set("\(prefix)_available_bytes", labels, size * (1 - ratio))
        set("\(prefix)_inodes", labels, 1000)
        set("\(prefix)_inodes_free", labels, (1000 * (1 - inodes)).rounded())
    }

    /// Takes the first bricks of a volume's first set down.
    mutating func takeDown(_ count: Int, of volume: String, spare: Double, host: String = "node") {
        let set = "\(volume)-replicate-0"
        for number in 1...count {
            let brick = "\(host)\(number):/bricks/\(volume)-0-\(number)"
            self.set("gluster_brick_up", [volume, brick], 0)
            let words = "statfs: Transport endpoint is not connected"
            tell("brick", .failure(of: .brick(volume: volume, brick: brick), words: words))
        }
        self.set("gluster_subvolume_bricks_up", [volume, set], Double(3 - count))
        self.set("gluster_subvolume_spare_bricks", [volume, set], spare)
    }
}
