import Synchronization

/// What is mounted in a mount namespace, from `/proc/PID/mountinfo`, which anybody may read and which never blocks.
public struct MountTable: Sendable, Hashable {
    /// In the order in which they were mounted.
    public var mounts: [Mount]

    public init(_ mounts: [Mount]) {
        self.mounts = mounts
    }

    /// Lines that are none are passed over.
    public static func parse(_ text: [UInt8]) -> MountTable {
        MountTable(text.split(separator: UInt8(ascii: "\n")).compactMap(Mount.init(line:)))
    }

    /// The mounts that this process has, or that another one has; none when there is no such process.
    public static func read(_ pid: Int32? = nil) -> MountTable {
        let text = readFile("/proc/\(pid.map(String.init) ?? "self")/mountinfo")
        if let table = recentTables.withLock({ $0.first { $0.text == text }?.table }) { return table }
        let table = parse(text)
        recentTables.withLock { $0 = [(text, table)] + $0.prefix(3) }
        return table
    }

    /// The mount that an absolute path, without `.`, `..` and links, leads to; nil in an empty table.
    ///
    /// From the root on, a mount on the way hides what had been mounted below it before.
    public func covering(_ path: String) -> Mount? {
        let numbers = Set(mounts.map(\.id))
        var current = mounts.last { $0.mountpoint == "/" && (!numbers.contains($0.parent) || $0.parent == $0.id) }
        // No longer: a table that changed while it was read may lead round in a circle.
        for _ in mounts {
            guard let mount = current else { break }
            let below = mounts.filter { $0.parent == mount.id && $0.id != mount.id && $0.holds(path) }
            guard let next = below.min(by: { $0.mountpoint.utf8.count < $1.mountpoint.utf8.count }) else { break }
            current = next
        }
        return current
    }
}

/// The tables read last: they change seldom, and several processes may have the same.
private let recentTables = Mutex<[(text: [UInt8], table: MountTable)]>([])

/// One line of the mount table.
public struct Mount: Sendable, Hashable {
    public var id: Int
    public var parent: Int
    /// Major and minor number, which all mounts of one file system share: `0:45`.
    public var device: String
    /// Which directory of the file system is mounted: `/` but for bind mounts.
    public var root: String
    public var mountpoint: String
    /// `fuse.glusterfs`, `ext4`, …
    public var type: String
    public var source: String

    public init(id: Int, parent: Int, device: String, root: String, mountpoint: String, type: String, source: String) {
        self.id = id
        self.parent = parent
        self.device = device
        self.root = root
        self.mountpoint = mountpoint
        self.type = type
        self.source = source
    }

    /// Nil for what is no line of mountinfo.
    init?(line: ArraySlice<UInt8>) {
        let fields = line.split(separator: UInt8(ascii: " ")).map(Mount.unescaped)
        guard let dash = fields.dropFirst(6).firstIndex(of: "-"), fields.count > dash + 2,
            let id = Int(fields[0]), let parent = Int(fields[1])
        else { return nil }
        self.init(
            id: id,
            parent: parent,
            device: fields[2],
            root: fields[3],
            mountpoint: fields[4],
            type: fields[dash + 1],
            source: fields[dash + 2]
        )
    }

    /// Whether the path is the mount point, or below it.
    public func holds(_ path: String) -> Bool { rest(of: path) != nil }

    /// What of the path is below the mount point: `""`, or `/a/b`; nil when it is elsewhere.
    public func rest(of path: String) -> String? {
        guard mountpoint != "/" else { return path == "/" ? "" : path }
        // By bytes: `String` would take two spellings of one character for the same.
        guard path.utf8.starts(with: mountpoint.utf8) else { return nil }
        let rest = path.utf8.dropFirst(mountpoint.utf8.count)
        return rest.isEmpty || rest.first == UInt8(ascii: "/") ? String(decoding: rest, as: UTF8.self) : nil
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
