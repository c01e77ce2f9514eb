import Foundation
import Fuzz

@testable import LogTail

/// Any bytes as a log that grows in pieces: its lines are those that the simplest reading finds, and what a container
/// runtime has wrapped is what Foundation's JSON finds in it.
@Sendable func tryLogTail(_ bytes: [UInt8]) -> String? {
    let (kind, seed) = (bytes.first ?? 0, bytes.dropFirst().first ?? 0)
    let input = Array(bytes.dropFirst(2))
    switch kind % 4 {
    case 0: return faultInCutting(input, by: seed, limit: [8, 33, 256, 1024][Int(kind >> 2 & 3)])
    case 1: return faultInWrapped(input)
    case 2: return faultInUnwrapping(input, .docker, by: seed, limit: [8, 33, 256, 1024][Int(kind >> 2 & 3)])
    default: return faultInUnwrapping(input, .cri, by: seed, limit: [8, 33, 256, 1024][Int(kind >> 2 & 3)])
    }
}

/// What a cutter makes of bytes that arrive in pieces.
private struct Cut: Equatable {
    var lines: [[UInt8]] = []
    var oversized: UInt64 = 0
    /// What is not over yet; nothing where it belongs to a line that is too long.
    var rest: [UInt8] = []
    var isSkipping = false
}

private func faultInCutting(_ bytes: [UInt8], by seed: UInt8, limit: Int) -> String? {
    var cutter = LineCutter(limit: limit)
    var found = Cut()
    for piece in pieces(of: bytes, by: seed) {
        let unread = found.rest + piece
        let consumed = cutter.cut(unread.span.bytes) { stretch in
            let lines = stretch.withUnsafeBytes { [UInt8]($0) }
            found.lines += wholeLines(of: lines)
            if lines.last != UInt8(ascii: "\n") { found.lines.append(Array("torn".utf8)) }
        }
        found.rest = Array(unread.dropFirst(consumed))
        if found.rest.count >= limit { return "\(found.rest.count) bytes are kept" }
    }
    found.oversized = cutter.oversized
    found.isSkipping = cutter.isSkipping
    let expected = plainCut(bytes, limit: limit)
    return found == expected ? nil : "\(found) instead of \(expected)"
}

private func plainCut(_ bytes: [UInt8], limit: Int) -> Cut {
    var cut = Cut()
    for byte in bytes {
        if cut.isSkipping {
            cut.isSkipping = byte != UInt8(ascii: "\n")
            continue
        }
        if byte == 0, cut.rest.isEmpty { continue }
        cut.rest.append(byte)
        if byte == UInt8(ascii: "\n") {
            cut.lines.append(cut.rest)
            cut.rest = []
        } else if cut.rest.count == limit {
            cut.oversized += 1
            cut.isSkipping = true
            cut.rest = []
        }
    }
    return cut
}

/// One line of Docker's: what Foundation takes for an object with two texts is one for us.
private func faultInWrapped(_ bytes: [UInt8]) -> String? {
    let line = bytes.filter { $0 != UInt8(ascii: "\n") && $0 != 0 }
    // A byte order mark, and a comma before the end, Foundation takes too.
    let last = line.last { !" \t\r}".utf8.contains($0) }
    guard line.first != 0xef, last != UInt8(ascii: ","),
        let object = try? JSONSerialization.jsonObject(with: Data(line)),
        let members = object as? [String: Any]
    else { return nil }
    guard !line.contains(UInt8(ascii: "\\")) || line.ranges(of: Array("\"log\"".utf8)).count == 1 else { return nil }
    var scanner = JSONScanner(line)
    guard let texts = scanner.object(["log", "stream"]) else { return "not taken, though it is an object" }
    for name in ["log", "stream"] where line.ranges(of: Array("\"\(name)\"".utf8)).count == 1 {
        guard let text = members[name] as? String else { continue }
        guard texts[name] == Array(text.utf8) else { return "\(texts[name] ?? []) instead of \(text)" }
    }
    return nil
}

/// Lines are the same in whichever stretches they come, also when the pieces of those that are not over are kept and
/// read again in between.
private func faultInUnwrapping(_ bytes: [UInt8], _ framing: LogSource.Framing, by seed: UInt8, limit: Int) -> String? {
    let lines = wholeLines(of: bytes)
    var whole = Unwrapper(framing: framing, limit: limit)
    var expected: [UInt8] = []
    whole.unwrap(Array(lines.joined()).span.bytes) { expected += $0.withUnsafeBytes { [UInt8]($0) } }
    var single = Unwrapper(framing: framing, limit: limit)
    var found: [UInt8] = []
    for (index, line) in lines.enumerated() {
        single.unwrap(line.span.bytes) { found += $0.withUnsafeBytes { [UInt8]($0) } }
        guard seed == 0 || index % Int(seed) == 0 else { continue }
        let kept = PositionText.encode(["a": .file(FilePosition(pieces: single.pieces))])
        guard case .file(let place)? = PositionText.decode(kept)?["a"] else { return "not kept: \(single.pieces)" }
        guard place.pieces == single.pieces else { return "\(single.pieces) is kept as \(place.pieces)" }
        single.pieces = place.pieces
    }
    let kept = whole.pieces.unfinished.values.map(\.count).max() ?? 0
    if kept >= limit { return "\(kept) bytes of a line are kept" }
    if wholeLines(of: expected).contains(where: { $0.count > limit }) { return "a line that is too long is delivered" }
    return found == expected && whole.unparsed == single.unparsed && whole.oversized == single.oversized
        ? nil : "\(expected.text), but line by line \(found.text)"
}
