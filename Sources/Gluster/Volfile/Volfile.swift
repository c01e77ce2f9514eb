/// A volfile taken apart: `volume … type … option … subvolumes … end-volume` blocks, in order.
///
/// Stays inside the worker: the blocks of `protocol/client` hold the volume's user name and password.
struct Volfile: Sendable {
    struct Block: Sendable {
        var name: String
        var type = ""
        var options: [(name: String, value: ArraySlice<UInt8>)] = []
        var subvolumes: [String] = []

        /// The option's value as text; bytes that are not UTF-8 become U+FFFD.
        subscript(option: String) -> String? {
            options.last { $0.name == option }.map { String(decoding: $0.value, as: UTF8.self) }
        }

        /// The option's value as a number of bricks; nil when it cannot be one.
        subscript(count option: String) -> Int? {
            self[option].flatMap { UInt16($0) }.map { Int($0) }
        }
    }

    private(set) var blocks: [Block] = []

    subscript(name: String) -> Block? { blocks.first { $0.name == name } }

    /// Whether libgfapi, which has a graph for the other one, keeps it for this: options alone it sets in place.
    func hasGraph(of other: Volfile) -> Bool {
        blocks.elementsEqual(other.blocks) { block, other in
            (block.name, block.type) == (other.name, other.type) && block.subvolumes == other.subvolumes
        }
    }

    /// Parses the text that `glfs_get_volfile` gives.
    ///
    /// - Throws: ``VolfileError`` with the line that does not belong there.
    static func parse(_ text: some Sequence<UInt8>) throws(VolfileError) -> Volfile {
        var volfile = Volfile()
        var open: Block?
        let lines = Array(text).split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            let (word, rest) = firstWord(line)
            if word.isEmpty || word.hasPrefix("#") { continue }
            let failure = VolfileError(line: index + 1)
            switch (word, open) {
            case ("volume", nil):
                open = Block(name: String(decoding: rest, as: UTF8.self))
            case ("type", .some):
                open?.type = String(decoding: rest, as: UTF8.self)
            case ("option", .some):
                let (name, value) = firstWord(rest)
                guard !name.isEmpty, !value.isEmpty else { throw failure }
                open?.options.append((name, unquoted(value)))
            case ("subvolumes", .some):
                open?.subvolumes = rest.split(whereSeparator: isBlank).map { String(decoding: $0, as: UTF8.self) }
            case ("end-volume", .some(let block)):
                guard !block.name.isEmpty, !block.type.isEmpty else { throw failure }
                volfile.blocks.append(block)
                open = nil
            default: throw failure
            }
        }
        guard open == nil, !volfile.blocks.isEmpty else { throw VolfileError(line: nil) }
        return volfile
    }

    private static func firstWord(_ line: ArraySlice<UInt8>) -> (String, ArraySlice<UInt8>) {
        let line = trimmed(line)
        let word = line.prefix { !isBlank($0) }
        return (String(decoding: word, as: UTF8.self), trimmed(line.dropFirst(word.count)))
    }

    private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var bytes = bytes.drop(while: isBlank)
        while let last = bytes.last, isBlank(last) { bytes = bytes.dropLast() }
        return bytes
    }

    /// As Gluster's lexer reads a value: within quotes a backslash stands before what is meant literally.
    private static func unquoted(_ value: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let quote = UInt8(ascii: "\"")
        guard value.count >= 2, value.first == quote, value.last == quote else { return value }
        var rest = value.dropFirst().dropLast()
        var text: ArraySlice<UInt8> = []
        while let byte = rest.popFirst() {
            text.append(byte == UInt8(ascii: "\\") ? rest.popFirst() ?? byte : byte)
        }
        return text
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
    }
}

/// Text that is not a volfile. Says where, never what: the line may hold a password.
struct VolfileError: Error, Hashable, CustomStringConvertible {
    let line: Int?

    var description: String { line.map { "line \($0) of the volfile makes no sense" } ?? "the volfile is incomplete" }
}
