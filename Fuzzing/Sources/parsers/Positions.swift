import Fuzz

@testable import LogTail

/// Positions are read as they were written, and whatever has a right checksum is written again as it was read.
@Sendable func tryPositions(_ bytes: [UInt8]) -> String? {
    let input = Array(bytes.dropFirst())
    if bytes.first.map({ $0 & 1 }) == 1 {
        var choices = Choices(input)
        var positions: [String: Position] = [:]
        repeat { positions[choices.text()] = position(&choices) } while !choices.isOver
        let text = PositionText.encode(positions)
        guard PositionText.decode(text) == positions else { return "\(text.text) is not \(positions)" }
        if let shorter = PositionText.decode(Array(text.dropLast())) { return "taken, though cut: \(shorter)" }
        return nil
    }
    if PositionText.decode(input) != nil, !input.text.hasPrefix("gluster_caddy_exporter log positions 1\n") {
        return "taken without a title"
    }
    let content = Array("gluster_caddy_exporter log positions 1\n".utf8) + input
    let whole = content + Array("end \(Fingerprint(content[...]).hash)\n".utf8)
    guard let positions = PositionText.decode(whole) else { return nil }
    return PositionText.decode(PositionText.encode(positions)) == positions ? nil : "not kept: \(positions)"
}

private func position(_ choices: inout Choices) -> Position {
    var pieces = Pieces()
    for _ in 0..<choices.number(below: 4) { pieces.unfinished[choices.text()] = choices.bytes() }
    for _ in 0..<choices.number(below: 4) {
        let stream = choices.text()
        // Every stream has a name.
        if !stream.isEmpty, pieces.unfinished[stream] == nil { pieces.skipped.insert(stream) }
    }
    if choices.isChosen() { return .journal(JournalPosition(cursor: choices.text(), pieces: pieces)) }
    var place = FilePosition(inode: choices.long(), offset: choices.long())
    place.check.length = choices.number(below: 256)
    place.check.hash = UInt32(truncatingIfNeeded: choices.long())
    place.modified = Int64(bitPattern: choices.long())
    place.after = choices.text()
    place.isSkipping = choices.isChosen()
    place.pieces = pieces
    for _ in 0..<choices.number(below: 4) {
        place.known.insert(FileStamp(inode: choices.long(), modified: Int64(bitPattern: choices.long())))
    }
    return .file(place)
}
