/// How full something is.
struct Fill: Hashable {
    var size: Double
    var free: Double
    /// What unprivileged users can still fill.
    var available: Double
    var inodes: Double
    var inodesFree: Double

    /// Nil where not all of it is known.
    init?(_ readings: Readings, _ prefix: String, _ labels: [String]) {
        func value(_ name: String) -> Double? { readings.value("\(prefix)_\(name)", labels) }
        guard let size = value("size_bytes"), let free = value("free_bytes"), let available = value("available_bytes"),
            let inodes = value("inodes"), let inodesFree = value("inodes_free"), size > 0
        else { return nil }
        (self.size, self.free, self.available) = (size, free, available)
        (self.inodes, self.inodesFree) = (inodes, inodesFree)
    }

    /// Of what users can have, as `df` tells it: 0 to 1.
    var ratio: Double {
        let used = max(0, size - free)
        return used + available > 0 ? used / (used + available) : 1
    }

    /// Nil where the file system makes inodes as it needs them.
    var inodeRatio: Double? { inodes > 0 ? min(1, max(0, (inodes - inodesFree) / inodes)) : nil }

    /// Gluster itself avoids bricks that are fuller than 90 % (`cluster.min-free-disk`).
    static let warning = 0.9
    static let bad = 0.97

    static func level(_ ratio: Double) -> Level {
        ratio >= bad ? .bad : ratio >= warning ? .warning : .good
    }

    var level: Level { max(Self.level(ratio), Self.level(inodeRatio ?? 0)) }

    /// The fuller of the two.
    var worst: Double { max(ratio, inodeRatio ?? 0) }

    /// `93 % full`, `93 % of the inodes used`.
    var words: String {
        let inodes = inodeRatio ?? 0
        return Self.level(inodes) > Self.level(ratio)
            ? "\(Amount.percent(inodes)) of the inodes used" : "\(Amount.percent(ratio)) full"
    }
}
