/// A directory of a volume that a Gluster mount shows, taken from the mount's source.
public struct GlusterDirectory: Sendable, Hashable {
    /// `host`, or several with commas.
    public var servers: String
    public var volume: String
    /// By name, from the volume's root: empty for that itself.
    public var path: [String]

    /// Takes `SERVER[,SERVER…]:[/]VOLUME[.TRANSPORT][/DIRECTORY]` apart. Nil for what is no volume of a server: a mount
    /// from a file (`glusterfs:(null)`), a snapshot (`/snaps/…`).
    public init?(source: String) {
        // A directory may have colons, and so has an IPv6 address.
        guard let colon = source.prefix(while: { $0 != "/" }).lastIndex(of: ":") else { return nil }
        let names = source[source.index(after: colon)...].split(separator: "/").map(String.init)
        let volume = names.first?.prefix { $0 != "." } ?? ""
        guard !volume.isEmpty, volume.utf8.allSatisfy(Self.isOfName), volume != "snaps" || names.count == 1 else {
            return nil
        }
        servers = String(source[..<colon])
        self.volume = String(volume)
        path = Array(names.dropFirst())
        guard !server.isEmpty else { return nil }
    }

    /// The first of the servers.
    public var server: String { servers.split(separator: ",").first.map(String.init) ?? "" }

    private static func isOfName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"): true
        default: false
        }
    }
}

extension Mount {
    /// Whether it is mounted by a Gluster FUSE client.
    public var isGluster: Bool { type == "fuse.glusterfs" }
}
