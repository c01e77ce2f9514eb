import Glibc

extension ProcessIdentity {
    /// When the process began, in seconds since 1970: from its start and the machine's, `btime` of `/proc/stat`; nil
    /// when that cannot be read.
    public func startTime(root: String = "/proc") -> Double? {
        guard let boot = Self.bootTime(readFile("\(root)/stat")) else { return nil }
        let ticks = sysconf(CInt(_SC_CLK_TCK))
        return ticks > 0 ? boot + Double(start) / Double(ticks) : nil
    }

    /// The process that has this number now; nil when there is none.
    public static func current(_ pid: Int32, root: String = "/proc") -> ProcessIdentity? {
        ProcessTable.start(stat: readFile("\(root)/\(pid)/stat")).map { ProcessIdentity(pid: pid, start: $0) }
    }

    static func bootTime(_ stat: [UInt8]) -> Double? {
        for line in stat.split(separator: UInt8(ascii: "\n")) where line.starts(with: Array("btime ".utf8)) {
            return Double(String(decoding: line.dropFirst(6), as: UTF8.self))
        }
        return nil
    }
}
