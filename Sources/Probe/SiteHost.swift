import Glibc
import Host

/// What `/proc` tells of this machine; nothing of it can block.
protocol SiteHost: Sendable {
    /// Of our own process with nil; empty when there is no such process.
    func mounts(_ process: Int32?) -> MountTable
    /// Which mount namespace a process is in, our own with nil.
    func namespace(_ process: Int32?) throws(SystemError) -> String
    /// What a process has as its root directory.
    func rootDirectory(_ process: Int32) throws(SystemError) -> String
    func identity(_ process: Int32) -> ProcessIdentity?
    /// The effective user.
    func user(_ process: Int32) -> UInt32?
    /// The FUSE clients of Gluster that run as root or as ourselves.
    func clients() -> [FuseClient]
}

/// This machine.
struct SystemHost: SiteHost {
    func mounts(_ process: Int32?) -> MountTable { MountTable.read(process) }

    func namespace(_ process: Int32?) throws(SystemError) -> String {
        try readLink("/proc/\(process.map(String.init) ?? "self")/ns/mnt")
    }

    func rootDirectory(_ process: Int32) throws(SystemError) -> String {
        try readLink("/proc/\(process)/root")
    }

    func identity(_ process: Int32) -> ProcessIdentity? { ProcessIdentity.current(process) }

    func user(_ process: Int32) -> UInt32? {
        let lines = String(decoding: readFile("/proc/\(process)/status"), as: UTF8.self).split(separator: "\n")
        guard let line = lines.first(where: { $0.hasPrefix("Uid:") }) else { return nil }
        let users = line.split { $0 == " " || $0 == "\t" }
        return users.count > 2 ? UInt32(users[2]) : nil
    }

    func clients() -> [FuseClient] { ProcessTable().fuseClients() }
}

/// Where a link of `/proc` leads to.
func readLink(_ path: String) throws(SystemError) -> String {
    var bytes = [CChar](repeating: 0, count: 4096)
    let count = unsafe readlink(path, &bytes, bytes.count)
    guard count >= 0 else { throw SystemError("readlink", code: errno) }
    return String(decoding: bytes.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
}
