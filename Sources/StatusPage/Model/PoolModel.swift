/// The pool as this node's glusterd knows it.
struct PoolModel {
    /// Whether the local glusterd answered.
    var isUp: Bool
    var peers: [Peer]
    var problems: [Problem] = []

    struct Peer: Hashable {
        var name: String
        /// Nil while it is not known.
        var isConnected: Bool?
        /// Gluster's words: `Peer in Cluster`.
        var state: String

        var level: Level { isConnected.map { $0 ? .good : .warning } ?? .unknown }
    }

    static let anchor = "pool"

    /// Nil on a machine that is no server.
    init?(_ readings: Readings) {
        guard let isUp = readings.flag("gluster_up", []) else { return nil }
        let states = Dictionary(
            readings.series("gluster_peer_info").compactMap { $0.count == 3 ? ($0[0], $0[2]) : nil }
        ) { first, _ in first }
        self.isUp = isUp
        peers = states.keys.map { name in
            Peer(
                name: name,
                isConnected: readings.flag("gluster_peer_connected", [name]),
                state: states[name] ?? ""
            )
        }
        peers.sort { ($0.level.rawValue, $1.name) > ($1.level.rawValue, $0.name) }
        if !isUp { problems.append(Problem(.bad, "the local glusterd does not answer", at: Self.anchor)) }
        for peer in peers where peer.isConnected != true {
            problems.append(Problem(peer.level, "peer \(peer.name) is not connected", at: Self.anchor))
        }
        for labels in readings.series("gluster_volume_server_quorum_met")
        where readings.flag("gluster_volume_server_quorum_met", labels) == false {
            let words = "volume \(labels.first ?? ""): too few servers are connected, its bricks are stopped"
            problems.append(Problem(.bad, words, at: Self.anchor))
        }
        for labels in readings.series("gluster_service_up")
        where labels.count == 2 && readings.flag("gluster_service_up", labels) == false {
            let words = "volume \(labels[0]): its service \(labels[1]) does not run on this node"
            problems.append(Problem(.warning, words, at: Self.anchor))
        }
    }

    var level: Level { problems.worst }
}
