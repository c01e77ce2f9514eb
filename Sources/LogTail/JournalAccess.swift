import Glibc
import Host

/// Who may read this machine's journal.
enum JournalAccess {
    /// Why the journal cannot be read; nil when nothing is known against it.
    static func problem(_ directory: String?) -> String? {
        let directories = directory.map { [$0] } ?? ["/run/log/journal", "/var/log/journal"]
        let found = directories.filter { unsafe access($0, F_OK) == 0 }
        guard !found.isEmpty else { return "there is no journal in \(directories.joined(separator: " or "))" }
        guard let machine = directory == nil ? machineID : "" else { return nil }
        for directory in found {
            let file = machine == "" ? directory : "\(directory)/\(machine)/system.journal"
            do throws(SystemError) {
                _ = try OpenFile(file)
            } catch {
                guard error.code == EACCES || error.code == EPERM else { continue }
                let user = Account.user(geteuid())
                return "\(file) cannot be read by user \(user): the group systemd-journal, or adm, may read it"
            }
        }
        return nil
    }

    private static var machineID: String? {
        let bytes = readFile("/etc/machine-id").prefix { $0 != UInt8(ascii: "\n") }
        return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
    }

    /// Whether a file can be opened.
    private struct OpenFile {
        init(_ path: String) throws(SystemError) {
            let file = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
            guard file >= 0 else { throw SystemError("open", code: errno) }
            close(file)
        }
    }
}
