import CLinux
import Host

/// Tells files that could hang from those of this machine, without touching what could.
enum RemoteFiles {
    private static let types = [
        "9p", "afs", "beegfs", "ceph", "cifs", "glusterfs", "lustre", "nfs", "nfs4", "ocfs2", "smb3", "smbfs",
        "virtiofs",
    ]

    @Sendable static func isLocal(_ path: String) -> Bool { isLocal(path, MountTable.read(), readLink) }

    /// Links are followed one by one, each only when it is on this machine itself.
    static func isLocal(_ path: String, _ mounts: MountTable, _ readLink: (String) -> String?) -> Bool {
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
            if let type = mounts.covering(next)?.type, type.hasPrefix("fuse") || types.contains(type) { return false }
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

    private static func readLink(_ path: String) -> String? {
        unsafe kernelText { unsafe clinux_read_link(path, $0, $1) }
    }
}
