public import Gluster

/// The exporters of the pool, one on each node, as Prometheus' `http_sd_configs` wants them.
public struct ScrapeTargets {
    private let pool: KnownPool
    private let port: UInt16
    private let name: String

    /// - Parameters:
    ///   - pool: What glusterd told last.
    ///   - port: The one that this exporter listens on: it is taken for that of the others as well.
    ///   - host: What the one who asks calls this machine, with or without a port; may be anything.
    ///   - hostName: What the machine calls itself, should `host` be no name.
    public init(_ pool: KnownPool, port: UInt16, host: String, hostName: String) {
        self.pool = pool
        self.port = port
        name = Self.name(inHeader: host) ?? hostName
    }

    /// This node and its peers, those included that are disconnected: they are what one wants to see down. A machine
    /// without a glusterd names itself alone. Peers whose name is not known are left out.
    ///
    /// Nil while the pool is not known: an answer without the peers would make Prometheus forget them.
    public var json: [UInt8]? {
        var groups: [String]
        switch pool {
        case .unknown: return nil
        case .none: groups = [group(name, [:])]
        case .state(let state, let isCurrent):
            groups = [group(state.ownHost ?? name, Self.labels(of: state, isCurrent))]
            for peer in state.peers.sorted(by: { $0.host < $1.host }) where peer.host != peer.uuid {
                groups.append(group(peer.host, Self.labels(of: peer, isCurrent)))
            }
        }
        return Array("[\(groups.joined(separator: ","))]\n".utf8)
    }

    private func group(_ host: String, _ labels: [String: String]) -> String {
        let target = host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        let members = labels.sorted { $0.key < $1.key }.map {
            "\(Self.quoted("__meta_gluster_peer_\($0.key)")):\(Self.quoted($0.value))"
        }
        return "{\"targets\":[\(Self.quoted(target))],\"labels\":{\(members.joined(separator: ","))}}"
    }

    private static func labels(of state: PoolState, _ isCurrent: Bool) -> [String: String] {
        var labels = ["uuid": state.node, "local": "true"]
        if isCurrent { labels["connected"] = "true" }
        return labels
    }

    /// Whether a peer is connected is told only as long as glusterd answers.
    private static func labels(of peer: PoolPeer, _ isCurrent: Bool) -> [String: String] {
        var labels = ["uuid": peer.uuid, "local": "false", "state": peer.state]
        if isCurrent { labels["connected"] = String(peer.isConnected) }
        return labels
    }

    /// `server1`, `10.0.0.1:80` or `[::1]:80` without the port and the brackets.
    private static func name(inHeader text: String) -> String? {
        let colons = text.utf8.count { $0 == UInt8(ascii: ":") }
        let host =
            if text.hasPrefix("[") {
                text.dropFirst().prefix { $0 != "]" }
            } else {
                colons == 1 ? text.prefix { $0 != ":" } : text[...]
            }
        let isName = host.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
            case UInt8(ascii: "0")...UInt8(ascii: "9"): true
            default: ".-_:%".utf8.contains(byte)
            }
        }
        return isName && (1...255).contains(host.utf8.count) ? String(host) : nil
    }

    /// A JSON string.
    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted += "\\\(scalar)"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}

extension PoolState {
    /// What the pool calls this node: the host of most of its bricks. Nil where it has none, or where only itself can
    /// call it so.
    fileprivate var ownHost: String? {
        var counts: [String: Int] = [:]
        for brick in volumes.flatMap(\.bricks) where brick.local != nil { counts[brick.host, default: 0] += 1 }
        for name in ["localhost", "127.0.0.1", "::1"] { counts[name] = nil }
        return counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
    }
}
