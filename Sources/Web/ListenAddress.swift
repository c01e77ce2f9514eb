import Glibc

/// Where to listen: `:10713` (every address), `127.0.0.1:10713`, `[::1]:10713`, `localhost:10713`, or a Unix socket,
/// `unix:/run/exporter.sock`.
///
/// Port 0 lets the system choose one. A name is looked up when the server starts to listen, not here.
public enum ListenAddress: Sendable, Hashable, CustomStringConvertible {
    /// A name or a numeric address without brackets; nil for every address.
    case tcp(host: String?, port: UInt16)
    /// An absolute path.
    case unix(path: String)

    public init(parsing text: String) throws(ListenAddressError) {
        if text.hasPrefix("unix:") {
            let path = String(text.dropFirst("unix:".count))
            guard path.hasPrefix("/"), !path.hasSuffix("/"), !path.utf8.contains(0) else {
                throw ListenAddressError(text: text)
            }
            self = .unix(path: path)
            return
        }
        guard
            let colon = text.lastIndex(of: ":"),
            let port = Self.port(text[text.index(after: colon)...]),
            let host = Self.host(text[..<colon])
        else { throw ListenAddressError(text: text) }
        self = .tcp(host: host.isEmpty ? nil : host, port: port)
    }

    public var description: String {
        switch self {
        case .tcp(nil, let port): ":\(port)"
        case .tcp(let host?, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        case .unix(let path): "unix:\(path)"
        }
    }

    /// Digits alone: `UInt16.init` takes a sign as well.
    private static func port(_ text: Substring) -> UInt16? {
        text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? UInt16(text) : nil
    }

    /// Empty for every address, nil for what is no host.
    private static func host(_ text: Substring) -> String? {
        if text.hasPrefix("["), text.hasSuffix("]"), text.utf8.count > 2 {
            let address = String(text.dropFirst().dropLast())
            return isNumeric(String(address.prefix { $0 != "%" }), AF_INET6) ? address : nil
        }
        guard text.utf8.count <= 253, text.utf8.allSatisfy(isPartOfName) else { return nil }
        let looksNumeric = !text.isEmpty && !text.utf8.contains { !(0x30...0x39).contains($0) && $0 != 0x2e }
        return !looksNumeric || isNumeric(String(text), AF_INET) ? String(text) : nil
    }

    private static func isPartOfName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    /// `getaddrinfo` would take `127.1` and `10` too; nobody means those.
    private static func isNumeric(_ text: String, _ family: CInt) -> Bool {
        var address = in6_addr()
        return unsafe inet_pton(family, text, &address) == 1
    }
}

/// A text that names no place to listen.
public struct ListenAddressError: Error, Hashable, CustomStringConvertible {
    public let text: String

    public var description: String {
        "cannot listen on \"\(text)\": allowed are :PORT, IPV4:PORT, [IPV6]:PORT, NAME:PORT and unix:PATH, as in "
            + ":10713, 127.0.0.1:10713, [::1]:10713, localhost:10713 or unix:/run/exporter.sock"
    }
}
