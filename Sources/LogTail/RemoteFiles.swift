import CLinux
import Host
import Synchronization

/// Tells files that could hang from those of this machine, without touching what could.
final class RemoteFiles: Sendable {
    private static let types = [
        "9p", "afs", "autofs", "beegfs", "ceph", "cifs", "glusterfs", "lustre", "nfs", "nfs4", "ocfs2", "smb3",
        "smbfs", "virtiofs",
    ]

    /// The mount table as it was last read, for it seldom changes.
    private let table = Mutex<(text: [UInt8], mounts: RemoteMounts)>(([], RemoteMounts(MountTable([]))))

    /// Those of the paths that are not on this machine, or lead elsewhere.
    func among(_ paths: Set<String>) -> Set<String> {
        let text = readFile("/proc/self/mountinfo")
        let mounts = table.withLock { table in
            if table.text != text { table = (text, RemoteMounts(MountTable.parse(text))) }
            return table.mounts
        }
        return paths.filter { !Self.isLocal($0, mounts, Self.readLink) }
    }

    /// `/proc/PID/root` and `/proc/PID/cwd`, which read as links and lead to where no link could.
    private static func isForeign(_ path: String) -> Bool {
        let parts = path.split(separator: "/")
        return parts.count == 3 && parts[0] == "proc" && (parts[2] == "root" || parts[2] == "cwd")
    }

    /// Links are followed one by one, each only when it is on this machine itself.
    static func isLocal(_ path: String, _ mounts: RemoteMounts, _ readLink: (String) -> String?) -> Bool {
        guard !mounts.isEmpty || path.hasPrefix("/proc/") else { return true }
        var rest = path.split(separator: "/")[...]
        var real = ""
        var links = 0
        while let part = rest.popFirst() {
            if part == "." { continue }
            if part == ".." {
                real = real.lastIndex(of: "/").map { String(real[..<$0]) } ?? ""
                continue
            }
            let next = "\(real)/\(part)"
            // Another process' mounts, of which our table says nothing.
            if isForeign(next) { return false }
            if mounts.hold(next) { return false }
            guard let target = readLink(next), links < 40 else {
                real = next
                continue
            }
            links += 1
            if target.hasPrefix("/") { real = "" }
            rest = target.split(separator: "/") + rest
        }
        return true
    }

    static func isRemote(_ mount: Mount) -> Bool { mount.type.hasPrefix("fuse") || types.contains(mount.type) }

    private static func readLink(_ path: String) -> String? {
        unsafe kernelText { unsafe clinux_read_link(path, $0, $1) }
    }
}

/// The mounts that could hang.
struct RemoteMounts: Sendable {
    private let table: MountTable
    private let remote: [Mount]

    init(_ table: MountTable) {
        self.table = table
        remote = table.mounts.filter(RemoteFiles.isRemote)
    }

    var isEmpty: Bool { remote.isEmpty }

    /// Whether the path, without links, is on one of them.
    func hold(_ path: String) -> Bool {
        remote.contains { $0.holds(path) } && table.covering(path).map(RemoteFiles.isRemote) ?? false
    }
}
