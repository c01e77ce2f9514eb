import Collectors

/// A brick, as far as it is known.
struct BrickRow {
    enum State: Hashable {
        case up
        /// Why, where it is known.
        case down(String?)
        /// Not asked by this exporter; whether the volume's client is connected to it.
        case unwatched(isConnected: Bool?)
        case unknown
    }

    var name: String
    var role: String
    var state: State
    /// Whether this node serves it; nil while it is not known.
    var isLocal: Bool?
    var fill: Fill?
    /// Seconds that its last answer took.
    var roundTrip: Double?
    /// Entries in its index that wait for heal.
    var pending: Double?
    /// Entries whose other copies say that the one here is behind.
    var blamed: Double = 0

    init(_ brick: BrickFact, _ readings: Readings, _ nodes: Nodes) {
        let labels = [brick.volume, brick.brick]
        name = brick.brick
        role = brick.role
        isLocal = nodes.isLocal(labels)
        fill = Fill(readings, "gluster_brick", labels)
        roundTrip = brick.roundTrip
        pending = readings.value("gluster_brick_heal_pending_entries", labels)
        let kinds = ["data", "metadata", "entry"]
        blamed = kinds.compactMap { readings.value("gluster_heal_blamed_entries", labels + [$0]) }.max() ?? 0
        state =
            switch readings.flag("gluster_brick_up", labels) {
            case true?: .up
            case false?: .down(readings.failure(of: .brick(volume: brick.volume, brick: brick.brick)))
            case nil: brick.isWatched ? .unknown : .unwatched(isConnected: brick.isConnected)
            }
    }

    var isDown: Bool {
        switch state {
        case .down, .unwatched(isConnected: false): true
        default: false
        }
    }

    var level: Level {
        switch state {
        case .up: fill?.level ?? .good
        case .down, .unwatched(isConnected: false): .bad
        case .unwatched(isConnected: true): .good
        case .unwatched(isConnected: nil), .unknown: .unknown
        }
    }
}

/// Which node each brick is on.
struct Nodes {
    private let here: String?
    private var nodes: [[String]: String] = [:]

    init(_ readings: Readings) {
        here = readings.series("gluster_node_info").first?.first
        for labels in readings.series("gluster_brick_info") where labels.count == 5 {
            nodes[Array(labels.prefix(2))] = labels[4]
        }
    }

    /// Whether a brick, by volume and name, is on this node; nil while it is not known.
    func isLocal(_ brick: [String]) -> Bool? {
        guard let here, let node = nodes[brick] else { return nil }
        return node == here
    }
}
