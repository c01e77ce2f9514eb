import CZlib

/// How positions stand in their file: a line each, and a checksum at the end.
enum PositionText {
    private static let title = "gluster_caddy_exporter log positions 1"

    static func encode(_ positions: [String: Position]) -> [UInt8] {
        var text = title + "\n"
        for (name, position) in positions.sorted(by: { $0.key < $1.key }) {
            var fields: [String]
            switch position {
            case .file(let file):
                fields = ["file", escaped(name.utf8), "\(file.inode)", "\(file.offset)", "\(file.check.length)"]
                fields += ["\(file.check.hash)", "\(file.modified)", escaped(file.after.utf8)]
                fields += [file.isSkipping ? "skipping" : "whole", encoded(file.pieces), encoded(file.known)]
            case .journal(let journal):
                fields = ["journal", escaped(name.utf8), escaped(journal.cursor.utf8), encoded(journal.pieces)]
            }
            text += fields.joined(separator: " ") + "\n"
        }
        return Array(text.utf8) + Array("end \(checksum(text.utf8))\n".utf8)
    }

    /// Nil for what was not written by `encode` as a whole.
    static func decode(_ bytes: [UInt8]) -> [String: Position]? {
        let text = String(decoding: bytes, as: UTF8.self)
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count >= 3, lines.popLast() == "", let end = lines.popLast(), lines.first == title[...] else {
            return nil
        }
        let content = bytes.dropLast(end.utf8.count + 1)
        guard end == "end \(checksum(content))" else { return nil }
        var positions: [String: Position] = [:]
        for line in lines.dropFirst() {
            guard let (name, position) = decode(line: line) else { return nil }
            positions[name] = position
        }
        return positions
    }

    private static func decode(line: Substring) -> (String, Position)? {
        let fields = line.split(separator: " ", omittingEmptySubsequences: false)
        if fields.count == 4, fields[0] == "journal", let pieces = pieces(fields[3]) {
            return (text(fields[1]), .journal(JournalPosition(cursor: text(fields[2]), pieces: pieces)))
        }
        guard fields.count == 11, fields[0] == "file", let inode = UInt64(fields[2]), let offset = UInt64(fields[3]),
            let length = Int(fields[4]), (0...TailLimits.history).contains(length), let hash = UInt32(fields[5]),
            let modified = Int64(fields[6]), let pieces = pieces(fields[9]),
            let known = known(fields[10])
        else { return nil }
        let place = FilePosition(
            inode: inode,
            offset: offset,
            check: Fingerprint(length: length, hash: hash),
            modified: modified,
            after: text(fields[7]),
            known: known,
            isSkipping: fields[8] == "skipping",
            pieces: pieces
        )
        return (text(fields[1]), .file(place))
    }

    private static func checksum(_ bytes: some Sequence<UInt8>) -> UInt32 { Fingerprint(Array(bytes)[...]).hash }

    private static func encoded(_ known: Set<FileStamp>) -> String {
        known.map { "\($0.inode):\($0.modified)" }.sorted().joined(separator: ",")
    }

    private static func known(_ text: Substring) -> Set<FileStamp>? {
        var known: Set<FileStamp> = []
        for part in text.split(separator: ",") {
            let sides = part.split(separator: ":")
            guard sides.count == 2, let inode = UInt64(sides[0]), let modified = Int64(sides[1]) else { return nil }
            known.insert(FileStamp(inode: inode, modified: modified))
        }
        return known
    }

    private static func encoded(_ pieces: Pieces) -> String {
        let skipped = pieces.skipped.sorted().map { escaped($0.utf8) }
        let begun = pieces.unfinished.sorted { $0.key < $1.key }.map { "\(escaped($0.key.utf8))=\(escaped($0.value))" }
        return (skipped + begun).joined(separator: ",")
    }

    private static func pieces(_ text: Substring) -> Pieces? {
        var pieces = Pieces()
        for part in text.split(separator: ",") {
            let sides = part.split(separator: "=", omittingEmptySubsequences: false)
            guard let stream = sides.first.map({ Self.text($0) }), sides.count < 3 else { return nil }
            if sides.count == 2 {
                pieces.unfinished[stream] = unescaped(sides[1])
            } else {
                pieces.skipped.insert(stream)
            }
        }
        return pieces
    }

    private static func text(_ field: Substring) -> String { String(decoding: unescaped(field), as: UTF8.self) }

    private static let hex = Array("0123456789abcdef".utf8)

    private static func escaped(_ bytes: some Sequence<UInt8>) -> String {
        var text: [UInt8] = []
        for byte in bytes {
            switch byte {
            case 48...57, 65...90, 97...122: text.append(byte)
            case _ where "/._-:;".utf8.contains(byte): text.append(byte)
            default: text += [UInt8(ascii: "%"), hex[Int(byte >> 4)], hex[Int(byte & 15)]]
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static func unescaped(_ field: Substring) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = field.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%"),
                let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            else {
                bytes.append(byte)
                continue
            }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return bytes
    }
}
