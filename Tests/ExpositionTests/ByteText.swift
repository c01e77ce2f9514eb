/// Text that is equal byte for byte only: `String` takes two spellings of one character for the same.
struct ByteText: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    let bytes: [UInt8]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    init(_ text: String) {
        bytes = Array(text.utf8)
    }

    init(stringLiteral text: String) {
        self.init(text)
    }

    var description: String { String(decoding: bytes, as: UTF8.self) }
}
