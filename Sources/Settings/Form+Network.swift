extension Form<VolumeTarget> {
    static var volume: Form {
        Form(
            "a volume on a host",
            allowed: "HOST/VOLUME or HOST:PORT/VOLUME, such as server1/photos or [::1]:24007/photos",
            placeholder: "host/volume"
        ) { text in
            let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, let volume = VolumeTarget.name(parts[1]) else { return nil }
            guard let endpoint = Endpoint(parts[0]), !endpoint.host.isEmpty, endpoint.port != 0 else { return nil }
            return VolumeTarget(host: endpoint.host, port: endpoint.port ?? VolumeTarget.defaultPort, volume: volume)
        }
    }
}

extension Form<ServerAddress> {
    static var server: Form {
        Form(
            "a server",
            allowed: "HOST or HOST:PORT, such as localhost, server1:24007 or [::1]:24007",
            placeholder: "host"
        ) { text in
            guard let endpoint = Endpoint(text), !endpoint.host.isEmpty, endpoint.port != 0 else { return nil }
            return ServerAddress(host: endpoint.host, port: endpoint.port ?? VolumeTarget.defaultPort)
        }
    }
}

extension Form<(volume: String, path: String)> {
    static var probeDirectory: Form {
        Form(
            "a directory in a volume",
            allowed: "a volume with an absolute path in it, such as photos:/health",
            placeholder: "volume:path"
        ) { text in
            let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, let volume = VolumeTarget.name(parts[0]) else { return nil }
            return parts[1].hasPrefix("/") && parts[1].utf8.count <= 4095 ? (volume, String(parts[1])) : nil
        }
    }
}

extension Form<String> {
    static var volumeOption: Form {
        Form(
            "an option of a volume",
            allowed: "its full name, such as network.ping-timeout",
            placeholder: "name"
        ) { text in
            let isPlain = text.utf8.allSatisfy { $0.isLetterOrDigit || "-_.".utf8.contains($0) }
            let parts = text.split(separator: ".", omittingEmptySubsequences: false)
            return isPlain && parts.count > 1 && !parts.contains("") && text.utf8.count <= 255 ? text : nil
        }
    }
}

extension VolumeTarget {
    /// The name, if GlusterFS would let a volume have it (`cli_validate_volname` of its command line).
    fileprivate static func name(_ text: Substring) -> String? {
        let isPlain = text.utf8.allSatisfy { $0.isLetterOrDigit || "-_".utf8.contains($0) }
        return isPlain && (1...256).contains(text.utf8.count) && !text.hasPrefix("-") ? String(text) : nil
    }
}

/// A host, or none, and a port, or none: `server1`, `10.0.0.1:24007`, `[::1]:24007`, `:10713`.
struct Endpoint {
    /// Without the brackets of an IPv6 address.
    let host: String
    let port: UInt16?

    init?(_ text: some StringProtocol) {
        let text = String(text)
        let rest: Substring
        if let inner = text.dropping(prefix: "[") {
            guard let end = inner.firstIndex(of: "]") else { return nil }
            host = String(inner[..<end])
            rest = inner[inner.index(after: end)...]
            guard host.contains(":"), host.utf8.allSatisfy({ $0.isLetterOrDigit || ":.%-_".utf8.contains($0) })
            else { return nil }
        } else {
            let end = text.firstIndex(of: ":") ?? text.endIndex
            host = String(text[..<end])
            rest = text[end...]
            guard host.utf8.allSatisfy({ $0.isLetterOrDigit || ".-_".utf8.contains($0) }) else { return nil }
        }
        guard host.utf8.count <= 255 else { return nil }
        guard !rest.isEmpty else {
            port = nil
            return
        }
        guard let digits = rest.dropping(prefix: ":"), digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let port = UInt16(digits)
        else { return nil }
        self.port = port
    }
}

extension StringProtocol where SubSequence == Substring {
    fileprivate func dropping(prefix: String) -> Substring? {
        hasPrefix(prefix) ? dropFirst(prefix.count) : nil
    }
}

extension UInt8 {
    /// Of ASCII.
    var isLetterOrDigit: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: false
        }
    }
}
