import Glibc

extension ProcessIdentity {
    /// Seconds since 1970 at which the process started, to a second or so; nil when the machine does not tell.
    ///
    /// From `btime` of `/proc/stat`, which follows the wall clock: a process is to be asked once, or the answer wavers.
    public func startTime(proc: String = "/proc") -> Double? {
        Self.bootTime(stat: readFile("\(proc)/stat")).map { $0 + Double(start) / Self.ticksPerSecond }
    }

    /// Whether this very process still runs, and its number has not become another's.
    public func isRunning(proc: String = "/proc") -> Bool {
        ProcessTable.start(stat: readFile("\(proc)/\(pid)/stat")) == start
    }

    /// The process that has this number now; nil when there is none.
    public static func current(_ pid: Int32, proc: String = "/proc") -> ProcessIdentity? {
        ProcessTable.start(stat: readFile("\(proc)/\(pid)/stat")).map { ProcessIdentity(pid: pid, start: $0) }
    }

    private static let ticksPerSecond = Double(max(1, sysconf(CInt(_SC_CLK_TCK))))

    static func bootTime(stat: [UInt8]) -> Double? {
        for line in stat.split(separator: UInt8(ascii: "\n")) where line.starts(with: "btime ".utf8) {
            return UInt64(String(decoding: line.dropFirst(6), as: UTF8.self)).map { Double($0) }
        }
        return nil
    }
}
