/// A Gluster FUSE client process, as its command line tells.
public struct FuseClient: Sendable, Hashable {
    public var identity: ProcessIdentity
    /// As it was given, perhaps with a `/` at the end.
    public var mountpoint: String
    public var volume: String
    /// Where it logs.
    public var log: String

    public init(identity: ProcessIdentity, mountpoint: String, volume: String, log: String) {
        self.identity = identity
        self.mountpoint = mountpoint
        self.volume = volume
        self.log = log
    }

    /// Nil for whatever is no FUSE client of a volume: `glusterfs … --process-name fuse … --volfile-id=/VOL
    /// MOUNTPOINT`.
    public static func parse(_ process: RunningProcess) -> FuseClient? {
        let words = process.arguments
        let program = words.first?.split(separator: "/").last ?? ""
        guard program == "glusterfs" || program == "glusterfsd", let mountpoint = words.last,
            mountpoint.hasPrefix("/"), option(["--process-name"], words) ?? "fuse" == "fuse",
            let volume = option(["--volfile-id"], words)
        else { return nil }
        return FuseClient(
            identity: process.identity,
            mountpoint: mountpoint,
            volume: String(volume.drop { $0 == "/" }.prefix { $0 != "." }),
            log: option(["--log-file", "-l"], words) ?? defaultLog(mountpoint)
        )
    }

    /// `/mnt/a` logs to `/var/log/glusterfs/mnt-a.log`.
    public static func defaultLog(_ mountpoint: String) -> String {
        // By bytes, as Gluster does: for `String`, a slash and a mark behind it may be one letter.
        let (slash, dash) = (UInt8(ascii: "/"), UInt8(ascii: "-"))
        let name = mountpoint.utf8.dropFirst(mountpoint.utf8.first == slash ? 1 : 0).map { $0 == slash ? dash : $0 }
        return "/var/log/glusterfs/\(String(decoding: name, as: UTF8.self)).log"
    }

    /// `--name=value`, or `--name value`.
    private static func option(_ names: [String], _ words: [String]) -> String? {
        for (index, word) in words.enumerated() {
            for name in names {
                if word == name, index + 1 < words.count { return words[index + 1] }
                if word.hasPrefix("\(name)=") { return String(word.dropFirst(name.count + 1)) }
            }
        }
        return nil
    }
}

extension ProcessTable {
    /// Those of root and of our own user only: a command line can say anything.
    public func fuseClients() -> [FuseClient] {
        let mark = Array("glusterfs".utf8)
        let isWanted: ([UInt8]) -> Bool = { line in
            let program = line.prefix { $0 != 0 }.split(separator: UInt8(ascii: "/")).last ?? []
            return program.starts(with: mark)
        }
        return processes(named: "glusterfs", isWanted).filter(\.isTrusted).compactMap(FuseClient.parse)
    }
}
