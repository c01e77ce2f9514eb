/// A TCP address as Caddy writes it: `:443`, `tcp/127.0.0.1:8080`, `[::1]:8000-8010`.
struct CaddyListenAddress: Sendable, Hashable {
    var host: String
    /// The first one of a range; nil where it is missing or a placeholder.
    var port: Int?

    /// Nil for sockets of other kinds.
    init?(_ text: String) {
        var rest = text[...]
        var network: Substring = "tcp"
        if let slash = text.firstIndex(of: "/") {
            network = text[..<slash]
            rest = text[text.index(after: slash)...]
        }
        guard ["tcp", "tcp4", "tcp6"].contains(network) else { return nil }
        let colon = rest.lastIndex(of: ":")
        if let colon, !rest[colon...].contains("]") {
            port = Int(rest[rest.index(after: colon)...].prefix { $0 != "-" })
            rest = rest[..<colon]
        }
        if rest.hasPrefix("["), rest.hasSuffix("]") { rest = rest.dropFirst().dropLast() }
        host = rest.isEmpty && network == "tcp6" ? "::" : String(rest)
    }

    /// Where somebody on this machine can reach it.
    var local: String? {
        guard let port, (1...65535).contains(port), !host.hasPlaceholder else { return nil }
        return switch host {
        case "", "0.0.0.0": "127.0.0.1:\(port)"
        case "::": "[::1]:\(port)"
        default: host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        }
    }
}
