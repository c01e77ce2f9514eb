import CLinux
import Glibc
import Host

/// The file that positions are kept in, and what is told when it cannot be used.
struct PositionFile: Sendable {
    let directory: String
    private var path: String { "\(directory)/log-positions" }

    /// Nil when there is none yet.
    func read() throws(LogProblem) -> [String: Position]? {
        let bytes = readFile(path)
        if let positions = PositionText.decode(bytes) { return positions }
        let size: UInt64
        do throws(SystemError) {
            size = try clinux_file.of(path).size
        } catch {
            if error.code == ENOENT { return nil }
            throw problem("read", error, "logs are followed from their end")
        }
        guard bytes.isEmpty, size > 0 else {
            throw LogProblem("\(path) is damaged and passed over: logs are followed from their end")
        }
        throw problem("read", SystemError("open", code: EACCES), "logs are followed from their end")
    }

    /// Makes the directory too, but not what it is in.
    func write(_ bytes: [UInt8]) -> LogProblem? {
        var code = replace(bytes)
        var operation = "write"
        if code == ENOENT {
            code = unsafe clinux_make_directory(directory)
            operation = "mkdir"
            if code == 0 || code == EEXIST {
                code = replace(bytes)
                operation = "write"
            }
        }
        guard code != 0 else { return nil }
        let error = SystemError(operation, code: code)
        return problem("written", error, "a restart counts some log lines twice, or not at all")
    }

    private func replace(_ bytes: [UInt8]) -> CInt {
        unsafe bytes.withUnsafeBytes { unsafe clinux_replace_file(path, path + ".new", $0.baseAddress, $0.count) }
    }

    private func problem(_ what: String, _ error: SystemError, _ effect: String) -> LogProblem {
        let user = Account.user(geteuid())
        let help =
            switch error.code {
            case ENOSPC, EDQUOT: "make room for it"
            case EROFS: "make \(directory) writable, or set another state.directory"
            default: "make \(directory) a directory of user \(user) with mode 0700, or set another state.directory"
            }
        return LogProblem("\(path) cannot be \(what) by user \(user) (\(error)): \(effect); \(help)")
    }
}
