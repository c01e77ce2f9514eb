/// The names of this process' threads that wait in the kernel for something that no signal interrupts: a process ends
/// only when they return.
///
/// One that reads from a disk is among them for a moment.
public func stuckThreads(proc: String = "/proc") -> [String] {
    let root = "\(proc)/self/task"
    return ProcessTable(root: root).numbers().compactMap { stuckName(stat: readFile("\(root)/\($0)/stat")) }.sorted()
}

/// The name of a thread whose state is `D`; it stands in parentheses, and may contain anything.
func stuckName(stat: [UInt8]) -> String? {
    guard
        let start = stat.firstIndex(of: UInt8(ascii: "(")), let end = stat.lastIndex(of: UInt8(ascii: ")")),
        start < end, stat[end...].starts(with: ") D ".utf8)
    else { return nil }
    return String(decoding: stat[(start + 1)..<end], as: UTF8.self)
}
