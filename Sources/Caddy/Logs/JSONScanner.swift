/// Goes through a JSON text once, from its first byte to its last, and takes out what is asked for.
///
/// It is strict about the text's form and lenient about types: a value of another type than the one asked for is passed
/// over as nil. Only a text that is broken ends it, with ``Malformed``.
struct JSONScanner {
    struct Malformed: Error {}

    /// Log entries nest three or four deep; more than this is somebody's attempt on the stack.
    private static let depthLimit = 64

    private let bytes: [UInt8]
    private var place = 0
    private var depth = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Goes through the members of an object; `member` must pass over each value. False for any other value.
    @discardableResult
    mutating func object(
        _ member: (inout JSONScanner, String) throws(Malformed) -> Void
    ) throws(Malformed) -> Bool {
        guard try next() == UInt8(ascii: "{") else {
            try skip()
            return false
        }
        try enter()
        if try next() != UInt8(ascii: "}") {
            repeat {
                guard try next() == UInt8(ascii: "\"") else { throw Malformed() }
                let name = try text()
                try expect(UInt8(ascii: ":"))
                try member(&self, name)
            } while try takesComma()
        }
        try leave(UInt8(ascii: "}"))
        return true
    }

    /// The first element of an array, read by `element`; nil for an empty one and for any other value.
    mutating func first<Element>(
        _ element: (inout JSONScanner) throws(Malformed) -> Element?
    ) throws(Malformed) -> Element? {
        guard try next() == UInt8(ascii: "[") else {
            try skip()
            return nil
        }
        try enter()
        var first: Element?
        if try next() != UInt8(ascii: "]") {
            first = try element(&self)
            while try takesComma() { try skip() }
        }
        try leave(UInt8(ascii: "]"))
        return first
    }

    /// A string, without its escapes.
    mutating func string() throws(Malformed) -> String? {
        guard try next() == UInt8(ascii: "\"") else {
            try skip()
            return nil
        }
        return try text()
    }

    /// A number as it is written.
    mutating func number() throws(Malformed) -> String? {
        let byte = try next()
        guard byte == UInt8(ascii: "-") || byte.isDigit else {
            try skip()
            return nil
        }
        let start = place
        try skipNumber()
        return String(decoding: bytes[start..<place], as: UTF8.self)
    }

    /// Any value, as it is written.
    mutating func raw() throws(Malformed) -> [UInt8] {
        _ = try next()
        let start = place
        try skip()
        return Array(bytes[start..<place])
    }

    /// Passes over any value.
    mutating func skip() throws(Malformed) {
        switch try next() {
        case UInt8(ascii: "{"): try object { (scanner, _) throws(Malformed) in try scanner.skip() }
        case UInt8(ascii: "["):
            _ = try first { (scanner) throws(Malformed) -> Int? in
                try scanner.skip(); return nil
            }
        case UInt8(ascii: "\""): try skipString()
        case UInt8(ascii: "t"): try expect("true")
        case UInt8(ascii: "f"): try expect("false")
        case UInt8(ascii: "n"): try expect("null")
        default: try skipNumber()
        }
    }

    /// Nothing but space may follow.
    mutating func end() throws(Malformed) {
        skipSpace()
        guard place == bytes.count else { throw Malformed() }
    }
}

extension JSONScanner {
    private mutating func skipSpace() {
        while place < bytes.count, [0x20, 0x09, 0x0a, 0x0d].contains(bytes[place]) { place += 1 }
    }

    private mutating func next() throws(Malformed) -> UInt8 {
        skipSpace()
        guard place < bytes.count else { throw Malformed() }
        return bytes[place]
    }

    private mutating func expect(_ byte: UInt8) throws(Malformed) {
        guard try next() == byte else { throw Malformed() }
        place += 1
    }

    private mutating func expect(_ word: StaticString) throws(Malformed) {
        for byte in word.description.utf8 {
            guard place < bytes.count, bytes[place] == byte else { throw Malformed() }
            place += 1
        }
    }

    private mutating func enter() throws(Malformed) {
        guard depth < Self.depthLimit else { throw Malformed() }
        depth += 1
        place += 1
    }

    private mutating func leave(_ byte: UInt8) throws(Malformed) {
        try expect(byte)
        depth -= 1
    }

    private mutating func takesComma() throws(Malformed) -> Bool {
        guard try next() == UInt8(ascii: ",") else { return false }
        place += 1
        return true
    }

    private mutating func skipDigits() throws(Malformed) {
        guard place < bytes.count, bytes[place].isDigit else { throw Malformed() }
        while place < bytes.count, bytes[place].isDigit { place += 1 }
    }

    private mutating func skipNumber() throws(Malformed) {
        if bytes[place] == UInt8(ascii: "-") { place += 1 }
        try skipDigits()
        if place < bytes.count, bytes[place] == UInt8(ascii: ".") {
            place += 1
            try skipDigits()
        }
        if place < bytes.count, bytes[place] | 0x20 == UInt8(ascii: "e") {
            place += 1
            if place < bytes.count, bytes[place] == UInt8(ascii: "+") || bytes[place] == UInt8(ascii: "-") {
                place += 1
            }
            try skipDigits()
        }
    }

    /// Goes from the opening quotation mark past the closing one; returns what is between.
    @discardableResult
    private mutating func skipString() throws(Malformed) -> Range<Int> {
        let start = place + 1
        place = start
        while place < bytes.count, bytes[place] != UInt8(ascii: "\"") {
            guard bytes[place] >= 0x20 else { throw Malformed() }
            place += bytes[place] == UInt8(ascii: "\\") ? try JSONEscapes.length(bytes[place...]) : 1
        }
        guard place < bytes.count else { throw Malformed() }
        place += 1
        return start..<place - 1
    }

    private mutating func text() throws(Malformed) -> String {
        let content = bytes[try skipString()]
        guard content.contains(UInt8(ascii: "\\")) else { return String(decoding: content, as: UTF8.self) }
        return try JSONEscapes.resolved(content)
    }
}
