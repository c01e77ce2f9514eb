/// One process, told apart from every later one with its number.
public struct ProcessIdentity: Sendable, Hashable {
    public var pid: Int32
    /// In clock ticks since the machine started (`/proc/PID/stat`).
    public var start: UInt64

    public init(pid: Int32, start: UInt64) {
        self.pid = pid
        self.start = start
    }
}
