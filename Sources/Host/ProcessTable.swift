public import Glibc

/// The processes that run on this machine, from `/proc`.
public struct ProcessTable: Sendable {
    private let root: String
    /// Whose processes are trusted beside root's.
    private let user: uid_t

    /// `root` is where the files are.
    public init(root: String = "/proc", user: uid_t = geteuid()) {
        self.root = root
        self.user = user
    }

    /// Reads all of them anew, about 20 µs a process; those whose name begins so, and whose command line is wanted. May
    /// be empty: `/proc` may be hidden from us.
    ///
    /// A name is `/proc/PID/comm`: of the program's file, its first 15 bytes. A command line is `/proc/PID/cmdline`:
    /// arguments with a NUL behind each.
    public func processes(named name: String = "", _ isWanted: ([UInt8]) -> Bool) -> [RunningProcess] {
        var buffer = FileBuffer()
        return numbers().compactMap { pid in
            let directory = "\(root)/\(pid)"
            // A command line lies in the memory of its process, which may be locked for as long as that waits for a
            // mapped file: for ever, on a mount that hangs.
            guard name.isEmpty || buffer.read("\(directory)/comm").starts(with: name.utf8) else { return nil }
            let commandLine = buffer.read("\(directory)/cmdline")
            guard isWanted(commandLine),
                let users = Self.users(status: buffer.read("\(directory)/status")),
                let start = Self.start(stat: buffer.read("\(directory)/stat"))
            else { return nil }
            return RunningProcess(
                identity: ProcessIdentity(pid: pid, start: start),
                users: users,
                isTrusted: users.allSatisfy { $0 == 0 || $0 == user },
                commandLine: commandLine
            )
        }
    }

    func numbers() -> [Int32] {
        guard let directory = unsafe opendir(root) else { return [] }
        defer { unsafe closedir(directory) }
        var numbers: [Int32] = []
        while let entry = unsafe readdir(directory) {
            // Not through `pointee`: an entry is shorter than its type, and copying it would read what is behind it.
            let name = unsafe UnsafeRawPointer(entry) + (MemoryLayout<dirent>.offset(of: \.d_name) ?? 0)
            let number = Int32(unsafe String(cString: name.assumingMemoryBound(to: CChar.self)))
            if let number, number > 0 { numbers.append(number) }
        }
        return numbers.sorted()
    }

    /// The real, effective, saved and file system user of `/proc/PID/status`: all of them, for a set-user-ID program
    /// that somebody started has a command line of theirs.
    static func users(status: [UInt8]) -> [uid_t]? {
        let text = String(decoding: status, as: UTF8.self)
        guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix("Uid:") }) else { return nil }
        let users = line.split { $0 == " " || $0 == "\t" }.dropFirst().compactMap { uid_t($0) }
        return users.count == 4 ? users : nil
    }

    /// Field 22 of `/proc/PID/stat`; field 2 is a name in parentheses, which may contain anything.
    static func start(stat: [UInt8]) -> UInt64? {
        guard let end = stat.lastIndex(of: UInt8(ascii: ")")) else { return nil }
        let fields = stat[(end + 1)...].split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\n") }
        guard fields.count > 19 else { return nil }
        return UInt64(String(decoding: fields[19], as: UTF8.self))
    }
}

/// A process, as `/proc` shows it to everybody.
public struct RunningProcess: Sendable, Hashable {
    public var identity: ProcessIdentity
    /// Real, effective, saved and file system user.
    public var users: [uid_t]
    /// Whether it is root's or our own user's: a command line is whatever its process likes, and anybody could have us
    /// talk to a socket of theirs.
    public var isTrusted: Bool
    /// Arguments with a NUL behind each.
    public var commandLine: [UInt8]

    public init(identity: ProcessIdentity, users: [uid_t], isTrusted: Bool, commandLine: [UInt8]) {
        self.identity = identity
        self.users = users
        self.isTrusted = isTrusted
        self.commandLine = commandLine
    }

    public var arguments: [String] {
        commandLine.split(separator: 0, omittingEmptySubsequences: false).dropLast()
            .map { String(decoding: $0, as: UTF8.self) }
    }
}

/// Reads many small files with one buffer.
private struct FileBuffer {
    private var bytes = [UInt8](repeating: 0, count: 65536)

    /// What the file begins with; nothing when it cannot be read.
    mutating func read(_ path: String) -> [UInt8] {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return [] }
        defer { close(file) }
        var done = 0
        while done < bytes.count {
            let count = unsafe bytes.withUnsafeMutableBytes {
                unsafe Glibc.read(file, $0.baseAddress.map { unsafe $0 + done }, $0.count - done)
            }
            guard count > 0 else { break }
            done += count
        }
        return Array(bytes[..<done])
    }
}
