/// Gluster mounts of a mount namespace, from the text of `/proc/PID/mountinfo`.
public struct GlusterMount: Sendable, Hashable {
    public var mountpoint: String
    public var server: String
    public var volume: String

    /// Parses mountinfo; lines of other file systems are passed over.
    public static func parse(_ text: [UInt8]) -> [GlusterMount] {
        text.split(separator: UInt8(ascii: "\n")).compactMap { line in
            let fields = line.split(separator: UInt8(ascii: " ")).map(unescaped)
            guard let dash = fields.dropFirst(6).firstIndex(of: "-"), fields.count > dash + 2,
                fields[dash + 1] == "fuse.glusterfs", let (server, volume) = source(fields[dash + 2])
            else { return nil }
            return GlusterMount(mountpoint: fields[4], server: server, volume: volume)
        }
    }

    /// Takes `SERVER[,SERVER…]:[/]VOLUME[.TRANSPORT][/SUBDIRECTORY]` apart; the first server counts.
    ///
    /// Nil for what is no volume of a server: a mount from a file (`glusterfs:(null)`), a snapshot (`/snaps/…`).
    private static func source(_ text: String) -> (server: String, volume: String)? {
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
        return (String(server), String(volume))
    }

    /// Blanks and backslashes stand as three octal digits behind a backslash.
    private static func unescaped(_ field: ArraySlice<UInt8>) -> String {
        var bytes: [UInt8] = []
        var rest = field
        while let byte = rest.popFirst() {
            let digits = rest.prefix(3)
            if byte == UInt8(ascii: "\\"), digits.count == 3, digits.allSatisfy({ (48...55).contains($0) }) {
                bytes.append(UInt8(truncatingIfNeeded: digits.reduce(0) { $0 * 8 + Int($1 - 48) }))
                rest = rest.dropFirst(3)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
