import Fetch
import Glibc

/// The sockets of this network namespace that listen, from `/proc/net`, which anybody may read.
struct SocketTable: Sendable {
    struct Listener: Sendable, Hashable {
        enum Place: Sendable, Hashable {
            /// 4 or 16 bytes in the order of the network.
            case tcp([UInt8], port: UInt16)
            case unix(String)
        }

        var place: Place
        var inode: UInt64
        /// Whose it is; nil for a Unix socket, of which the table does not say.
        var user: UInt32?
    }

    var listeners: [Listener]

    init(root: String = "/proc") {
        listeners =
            Self.tcp("\(root)/net/tcp") + Self.tcp("\(root)/net/tcp6")
            + lines("\(root)/net/unix", while: { _ in true }).compactMap(Self.unix)
    }

    // Those that listen come first. A busy server has many thousands of others, which are slow to read.
    private static func tcp(_ path: String) -> [Listener] {
        lines(path) { line in
            let fields = line.split(separator: " ", maxSplits: 4)
            return fields.count < 5 || fields[3] == "0A" || fields[0] == "sl"
        }
        .compactMap(tcp(line:))
    }

    private static func tcp(line: Substring) -> Listener? {
        let fields = line.split(separator: " ")
        guard fields.count > 9, fields[3] == "0A", let user = UInt32(fields[7]), let inode = UInt64(fields[9])
        else { return nil }
        let parts = fields[1].split(separator: ":")
        guard parts.count == 2, parts[0].utf8.count == 8 || parts[0].utf8.count == 32,
            let port = UInt16(parts[1], radix: 16)
        else { return nil }
        var address: [UInt8] = []
        var digits = parts[0]
        while !digits.isEmpty {
            guard let word = UInt32(digits.prefix(8), radix: 16) else { return nil }
            digits = digits.dropFirst(8)
            unsafe withUnsafeBytes(of: word) { unsafe address += $0 }  // As the machine has it in memory.
        }
        return Listener(place: .tcp(address, port: port), inode: inode, user: user)
    }

    private static func unix(line: Substring) -> Listener? {
        let fields = line.split(separator: " ", maxSplits: 7)
        guard fields.count == 8, fields[3] == "00010000", fields[4] == "0001", let inode = UInt64(fields[6]) else {
            return nil
        }
        return Listener(place: .unix(String(fields[7])), inode: inode, user: nil)
    }

    /// Those that a process has open; nil without the permission to see that.
    func listeners(of pid: Int32, root: String = "/proc") -> [Listener]? {
        let directory = "\(root)/\(pid)/fd"
        guard let names = entries(directory) else { return nil }
        let inodes = Set(
            names.compactMap { name -> UInt64? in
                guard let target = readLink("\(directory)/\(name)"), target.hasPrefix("socket:[") else { return nil }
                return UInt64(target.dropFirst(8).dropLast())
            }
        )
        return listeners.filter { inodes.contains($0.inode) }
    }
}

extension SocketTable.Listener {
    /// Whether whoever connects to the address may get here.
    func serves(_ address: AdminAddress) -> Bool {
        switch (place, address.place) {
        case (.unix(let path), .unix(let wanted)): return path == wanted
        case (.tcp(let bytes, let port), .tcp(let host, let wanted)):
            guard port == wanted else { return false }
            let isAny = bytes.allSatisfy { $0 == 0 }
            if isAny { return true }
            if address.isWildcard { return false }
            guard let number = Self.bytes(host) else { return host == "localhost" ? isLoopback : true }
            return number == bytes
        default: return false
        }
    }

    var isLoopback: Bool {
        guard case .tcp(let bytes, _) = place else { return false }
        return bytes.count == 4 ? bytes[0] == 127 : bytes == [UInt8](repeating: 0, count: 15) + [1]
    }

    private static func bytes(_ host: String) -> [UInt8]? {
        var four = in_addr()
        var six = in6_addr()
        if unsafe inet_pton(AF_INET, host, &four) == 1 { return unsafe withUnsafeBytes(of: four) { unsafe Array($0) } }
        if unsafe inet_pton(AF_INET6, host, &six) == 1 { return unsafe withUnsafeBytes(of: six) { unsafe Array($0) } }
        return nil
    }
}
