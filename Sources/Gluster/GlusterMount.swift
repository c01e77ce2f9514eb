public import Host

/// A Gluster FUSE mount of a mount namespace.
public struct GlusterMount: Sendable, Hashable {
    public var mountpoint: String
    public var server: String
    public var volume: String
    /// Which directory of the volume was mounted (`host:/volume/directory`): `/a/b`; empty for the whole volume.
    public var subdirectory: String

    public init(mountpoint: String, server: String, volume: String, subdirectory: String = "") {
        self.mountpoint = mountpoint
        self.server = server
        self.volume = volume
        self.subdirectory = subdirectory
    }

    /// Nil for other file systems, and for what is no volume of a server: a mount from a file (`glusterfs:(null)`), a
    /// snapshot (`/snaps/…`).
    public init?(_ mount: Mount) {
        guard mount.type == "fuse.glusterfs", let source = Self.source(mount.source) else { return nil }
        self.init(
            mountpoint: mount.mountpoint,
            server: source.server,
            volume: source.volume,
            subdirectory: source.subdirectory
        )
    }

    /// Takes `SERVER[,SERVER…]:[/]VOLUME[.TRANSPORT][/SUBDIRECTORY]` apart; the first server counts.
    private static func source(_ text: String) -> (server: String, volume: String, subdirectory: String)? {
        // A subdirectory may have colons, and so has an IPv6 address.
        guard let colon = text.prefix(while: { $0 != "/" }).lastIndex(of: ":") else { return nil }
        let server = text[..<colon].split(separator: ",").first ?? ""
        let path = text[text.index(after: colon)...].split(separator: "/")
        let volume = path.first?.prefix { $0 != "." } ?? ""
        let isName = volume.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"): true
            default: false
            }
        }
        guard !server.isEmpty, !volume.isEmpty, isName, volume != "snaps" || path.count == 1 else { return nil }
        let subdirectory = path.dropFirst().map { "/\($0)" }.joined()
        return (String(server), String(volume), subdirectory)
    }
}
