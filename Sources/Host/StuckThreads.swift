/// The names of this process' threads that hang in the kernel where no signal ends them: the process ends only when they
/// return.
///
/// One that reads from a disk is among them for a moment.
public func stuckThreads(proc: String = "/proc") -> [String] {
    let root = "\(proc)/self/task"
    return ProcessTable(root: root).numbers()
        .compactMap { stuckName(stat: readFile("\(root)/\($0)/stat"), place: readFile("\(root)/\($0)/wchan")) }.sorted()
}

/// The name of a thread whose state is `D`, or that waits for a FUSE client, which is as good as that: what the client
/// has taken up must be answered, though the state is `S` until a signal comes.
///
/// `stat` has the name in parentheses, and it may contain anything; `place` is the kernel's function.
func stuckName(stat: [UInt8], place: [UInt8]) -> String? {
    guard
        let start = stat.firstIndex(of: UInt8(ascii: "(")), let end = stat.lastIndex(of: UInt8(ascii: ")")),
        start < end, stat[end...].starts(with: ") D ".utf8) || place.starts(with: "request_wait_answer".utf8)
    else { return nil }
    return String(decoding: stat[(start + 1)..<end], as: UTF8.self)
}
