import Collectors

/// A Gluster mount of this host.
struct MountRow {
    var mountpoint: String
    /// `server1:/photos/www`.
    var source: String
    /// Nil where it cannot be asked.
    var isUp: Bool?
    /// Why it is not up.
    var failure: String?
    /// When its client started; seconds since 1970.
    var start: Double?
    /// How many bricks its client is connected to, of how many; 0 of 0 where nobody has told it.
    var connected = 0
    var bricks = 0

    var anchor: String { .anchor("mount", mountpoint) }

    var problem: Problem? {
        let why = failure.map { ": \($0)" } ?? ""
        switch isUp {
        case false?: return Problem(.bad, "mount \(mountpoint) does not answer\(why)", at: anchor)
        case nil: return Problem(.unknown, "mount \(mountpoint) cannot be asked\(why)", at: anchor)
        case true? where connected < bricks:
            let words = "mount \(mountpoint): its client is connected to \(connected) of \(bricks) bricks"
            return Problem(.warning, words, at: anchor)
        case true?: return nil
        }
    }

    var level: Level { problem?.level ?? .good }
}

extension [MountRow] {
    /// Worst first.
    init(_ readings: Readings) {
        var connected: [String: [Bool]] = [:]
        for labels in readings.series("gluster_mount_brick_connected") {
            guard let mountpoint = labels.first, let flag = readings.flag("gluster_mount_brick_connected", labels)
            else { continue }
            connected[mountpoint, default: []].append(flag)
        }
        self = readings.series("gluster_mount_info").compactMap { labels in
            guard labels.count == 5 else { return nil }
            let subdirectory = labels[2].isEmpty ? "" : "/" + labels[2].drop { $0 == "/" }
            return MountRow(
                mountpoint: labels[0],
                source: "\(labels[3]):/\(labels[1])\(subdirectory)",
                isUp: readings.flag("gluster_mount_up", [labels[0]]),
                failure: readings.failure(of: .mount(mountpoint: labels[0])),
                start: readings.value("gluster_mount_client_start_timestamp_seconds", [labels[0]]),
                connected: connected[labels[0]]?.count { $0 } ?? 0,
                bricks: connected[labels[0]]?.count ?? 0
            )
        }
        sort { ($0.level.rawValue, $1.mountpoint) > ($1.level.rawValue, $0.mountpoint) }
    }
}
