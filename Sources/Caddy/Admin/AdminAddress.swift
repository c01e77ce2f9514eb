import Fetch

/// Where an admin API listens, in Caddy's notation: `localhost:2019`, `:2019`, `unix//run/caddy/admin.sock`.
public struct AdminAddress: Sendable, Hashable, CustomStringConvertible {
    /// As Caddy has it: the host is empty when it listens on all interfaces.
    let place: Endpoint

    /// Where Caddy listens unless it is told otherwise.
    public static let standard = AdminAddress(.tcp(host: "localhost", port: 2019))

    init(_ place: Endpoint) {
        self.place = place
    }

    /// Reads Caddy's notation, and as people write it too: `http://127.0.0.1:2019`, `unix:/path`.
    ///
    /// Without a port it is 2019; the mode of a socket (`|0220`) is passed over. Nil for anything else: placeholders,
    /// ranges of ports, relative paths, abstract sockets, a host called `unix`.
    public init?(_ text: String) {
        var text = text[...]
        for prefix in ["unix+h2c/", "unix/", "unix:"] where text.hasPrefix(prefix) {
            let path = text.dropFirst(prefix.count).split(separator: "|", omittingEmptySubsequences: false)[0]
            guard path.hasPrefix("/"), !path.contains("{"), path.utf8.allSatisfy({ $0 >= 0x20 }) else { return nil }
            self.init(.unix(path: String(path)))
            return
        }
        for prefix in ["http://", "tcp/", "tcp4/", "tcp6/"] where text.hasPrefix(prefix) {
            text = text.dropFirst(prefix.count)
            break
        }
        guard let place = Self.hostAndPort(text) else { return nil }
        self.init(.tcp(host: place.host, port: place.port))
    }

    private static func hostAndPort(_ text: Substring) -> (host: String, port: UInt16)? {
        guard !text.isEmpty else { return nil }
        if text.hasPrefix("[") {
            let parts = text.dropFirst().split(separator: "]", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, parts[0].contains(":"),
                parts[0].allSatisfy({ $0.isHexDigit || $0 == ":" || $0 == "." })
            else { return nil }
            guard !parts[1].isEmpty else { return (String(parts[0]), 2019) }
            return parts[1].hasPrefix(":") ? port(parts[1].dropFirst()).map { (String(parts[0]), $0) } : nil
        }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count <= 2, parts[0] != "unix", parts[0].utf8.allSatisfy(isNameByte) else { return nil }
        guard parts.count == 2 else { return (String(parts[0]), 2019) }
        return port(parts[1]).map { (String(parts[0]), $0) }
    }

    private static func port(_ text: Substring) -> UInt16? {
        text.first?.isNumber == true ? UInt16(text).flatMap { $0 > 0 ? $0 : nil } : nil
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"): true
        default: false
        }
    }

    /// What the label `caddy` says.
    public var description: String {
        switch place {
        case .tcp: place.description
        case .unix(let path): "unix/\(path)"
        }
    }

    var isWildcard: Bool {
        if case .tcp(let host, _) = place { return host.isEmpty || host == "0.0.0.0" || host == "::" }
        return false
    }

    /// Whether the address of a configuration leads here; true for one that we cannot read.
    func isSame(as text: String) -> Bool {
        guard let other = AdminAddress(text) else { return true }
        guard case .tcp(let host, let port) = place, case .tcp(let otherHost, let otherPort) = other.place else {
            return self == other
        }
        let near: Set = ["localhost", "127.0.0.1", "::1", "", "0.0.0.0", "::"]
        return port == otherPort && (host == otherHost || near.contains(host) && near.contains(otherHost))
    }

    /// Where to connect to.
    var endpoint: Endpoint {
        guard case .tcp(let host, let port) = place, isWildcard else { return place }
        return .tcp(host: host == "::" ? "::1" : "127.0.0.1", port: port)
    }

    /// What the header `Host` may have to say, the likeliest first.
    ///
    /// A loopback address takes three names, all with the port, any other one only what the configuration says, and one
    /// of all interfaces takes anything. A socket takes no name at all up to Caddy 2.6, loopback addresses too from 2.7
    /// on, anything from 2.10 on. Where `admin.origins` is configured, those only.
    func hosts(origins: [String] = []) -> [String] {
        let usual: [String]
        switch place {
        case .unix: usual = ["", "127.0.0.1"]
        case .tcp(_, let port):
            let names = ["localhost:\(port)", "127.0.0.1:\(port)", "[::1]:\(port)"]
            usual = isWildcard ? names : [place.description] + names.filter { $0 != place.description }
        }
        return usual + origins.map(Self.host(ofOrigin:)).filter { !usual.contains($0) }
    }

    /// An origin may have a scheme.
    private static func host(ofOrigin origin: String) -> String {
        let parts = origin.split(separator: "/", omittingEmptySubsequences: false)
        return parts.count > 2 && parts[0].hasSuffix(":") && parts[1].isEmpty ? String(parts[2]) : origin
    }
}
