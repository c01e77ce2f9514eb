import Fuzz

@testable import Gluster

/// Any bytes as a FUSE client's log: in whichever stretches they come, the same is counted; and a message is the same
/// message however often it was said, and folded or not.
@Sendable func tryClientLog(_ bytes: [UInt8]) -> String? {
    let input = Array(bytes.dropFirst())
    return bytes.first.map { $0 & 1 } == 1 ? faultInMessage(input) : faultInLines(wholeLines(of: input))
}

private func faultInLines(_ lines: [[UInt8]]) -> String? {
    let whole = messages(in: [lines.flatMap(\.self)])
    let single = messages(in: lines)
    if whole != single { return "\(whole), but line by line \(single)" }
    let found = lines.compactMap { ClientLogLine($0.dropLast()) }
    for (key, count) in whole {
        let expected = found.filter { $0.key == key }.reduce(UInt64(0)) { sum, line in
            sum > .max - line.count ? .max : sum + line.count
        }
        if count != expected { return "\(count) of \(key) instead of \(expected)" }
        if !levels.contains(key.level) || ClientEvent(rawValue: key.event) == nil { return "strange labels: \(key)" }
    }
    return found.allSatisfy { whole[$0.key] != nil } ? nil : "a message is not counted: \(found)"
}

private let levels = ["emergency", "alert", "critical", "error", "warning", "notice", "info", "debug", "trace"]

private func messages(in stretches: [[UInt8]]) -> [MountState.MessageKey: UInt64] {
    var tally = ClientLogTally()
    for stretch in stretches { tally.take(stretch.span.bytes) }
    return tally.messages
}

private func faultInMessage(_ bytes: [UInt8]) -> String? {
    var choices = Choices(bytes)
    let letter = choices.one(of: Array("MACEWNIDT".utf8))
    let count = choices.long()
    let number = choices.one(of: ["", "108001", "108006", "108008", "114018", "114031", "7"])
    let file = choices.one(of: ["fuse-bridge.c", "rpc-clnt-ping.c", "client-rpc-fops_v2.c", "a b.c"])
    var text = Array("\(choices.one(of: ["0-fuse", "0-photos-client-1", ""])): ".utf8)
    while !choices.isOver {
        let free = choices.isChosen() ? choices.bytes() : Array(choices.one(of: ends).utf8)
        text += free.filter { $0 != UInt8(ascii: "\n") }
    }
    let head = number.isEmpty ? "" : "[MSGID: \(number)] "
    let message = [letter] + Array(" \(head)[\(file):12:f] ".utf8) + text
    let plain = Array("[2026-11-20 20:55:28.705550 +0000] ".utf8) + message
    let times = "[2026-11-20 20:55:28.7] and [2026-11-20 20:56:28.7]"
    let folded = Array("The message \"".utf8) + message + Array("\" repeated \(count) times between \(times)".utf8)
    let once = ClientLogLine(plain[...])
    let often = ClientLogLine(folded[...])
    if once?.count != 1 { return "not taken: \(plain.text)" }
    if often?.count != count { return "not taken: \(folded.text)" }
    if once?.key != often?.key { return "another message when folded: \(folded.text)" }
    return once?.key.level == ClientLogLine.level(letter) ? nil : "another level: \(plain.text)"
}

private let ends = [
    " => -1 (Stale file handle)", "[{errno=116}, {error=Stale file handle}]", ": All subvolumes are down", " \r ", "\"",
    " has not responded in the last 42 seconds, disconnecting.", "\" repeated 7 times between [x] and [y]", "] ", "[",
]
