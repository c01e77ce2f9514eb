import CLinux
import Glibc
import Host

/// Why a log cannot be read, in a sentence.
struct LogProblem: Error, Hashable {
    var text: String

    init(_ text: String) {
        self.text = text
    }

    init(_ error: any Error, _ path: String) {
        guard let error = error as? SystemError else {
            text = "\(path): \(error)"
            return
        }
        switch error.code {
        case ENOENT: text = "\(path) is missing"
        case EACCES, EPERM: text = Self.denied(path)
        default: text = "\(path): \(error)"
        }
    }

    private static func denied(_ path: String) -> String {
        let me = Account.user(geteuid())
        guard let status = try? clinux_file.of(path) else {
            return "\(path) cannot be reached by user \(me): a directory on the way to it is closed"
        }
        let mode = "0" + String(status.mode & 0o7777, radix: 8)
        let (owner, group) = (Account.user(status.owner), Account.group(status.group))
        return "\(path) cannot be read by user \(me): it is \(owner)'s, group \(group), mode \(mode)"
    }
}

/// Names of users and groups, as this machine's own files have them.
enum Account {
    static func user(_ number: UInt32) -> String { name(number, "/etc/passwd") }
    static func group(_ number: UInt32) -> String { name(number, "/etc/group") }

    private static func name(_ number: UInt32, _ file: String) -> String {
        for line in readFile(file).split(separator: UInt8(ascii: "\n")) {
            let fields = String(decoding: line, as: UTF8.self).split(separator: ":", omittingEmptySubsequences: false)
            if fields.count > 2, UInt32(fields[2]) == number { return String(fields[0]) }
        }
        return String(number)
    }
}
