/// Reads an object of JSON, as far as it takes to find some of its texts.
struct JSONScanner<Bytes: Collection<UInt8>> {
    private let bytes: Bytes
    private var place: Bytes.Index

    init(_ bytes: Bytes) {
        self.bytes = bytes
        place = bytes.startIndex
    }

    /// The members with these names that are texts; nil for what is no single, whole object.
    mutating func object(_ names: Set<String>) -> [String: [UInt8]]? {
        var members: [String: [UInt8]] = [:]
        guard skip("{") else { return nil }
        if skip("}") { return atEnd ? members : nil }
        repeat {
            guard let key = text(), skip(":") else { return nil }
            let name = String(decoding: key, as: UTF8.self)
            blank()
            if names.contains(name), next == UInt8(ascii: "\"") {
                guard let value = text() else { return nil }
                members[name] = value
            } else if !skipValue() {
                return nil
            }
        } while skip(",")
        return skip("}") && atEnd ? members : nil
    }

    private var next: UInt8? { place < bytes.endIndex ? bytes[place] : nil }

    private var atEnd: Bool {
        mutating get {
            blank()
            return place == bytes.endIndex
        }
    }

    private mutating func pop() -> UInt8? {
        guard let byte = next else { return nil }
        place = bytes.index(after: place)
        return byte
    }

    private mutating func blank() {
        while let byte = next, byte == 32 || byte == 9 || byte == 13 { _ = pop() }
    }

    private mutating func skip(_ character: Unicode.Scalar) -> Bool {
        blank()
        guard next == UInt8(ascii: character) else { return false }
        _ = pop()
        return true
    }

    /// A value of any kind, by its brackets.
    private mutating func skipValue() -> Bool {
        var depth = 0
        repeat {
            blank()
            switch next {
            case UInt8(ascii: "\""): if text() == nil { return false }
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                _ = pop()
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                guard depth >= 0 else { return false }
                _ = pop()
            case UInt8(ascii: ","), UInt8(ascii: ":"):
                guard depth > 0 else { return false }
                _ = pop()
            case nil: return false
            default: while let byte = next, !" ,:{}[]\"\t\r".utf8.contains(byte) { _ = pop() }
            }
        } while depth > 0
        return true
    }

    private mutating func text() -> [UInt8]? {
        guard skip("\"") else { return nil }
        var text: [UInt8] = []
        while true {
            let run = bytes[place...].prefix { $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }
            text += run
            place = run.endIndex
            guard let byte = pop() else { return nil }
            if byte == UInt8(ascii: "\"") { return text }
            guard escape(&text) else { return nil }
        }
    }

    private mutating func escape(_ text: inout [UInt8]) -> Bool {
        switch pop() {
        case UInt8(ascii: "n"): text.append(10)
        case UInt8(ascii: "t"): text.append(9)
        case UInt8(ascii: "r"): text.append(13)
        case UInt8(ascii: "b"): text.append(8)
        case UInt8(ascii: "f"): text.append(12)
        case let byte? where "\"\\/".utf8.contains(byte): text.append(byte)
        case UInt8(ascii: "u"):
            guard var code = digits() else { return false }
            if code & 0xfc00 == 0xd800 {
                let low = pairedHalf()
                code = low.map { 0x10000 + ((code & 0x3ff) << 10 | $0 & 0x3ff) } ?? 0xfffd
            }
            text += Array(String(Unicode.Scalar(code) ?? "\u{fffd}").utf8)
        default: return false
        }
        return true
    }

    /// The second half of a character beyond 16 bits; leaves alone what is none.
    private mutating func pairedHalf() -> UInt32? {
        let start = place
        guard pop() == UInt8(ascii: "\\"), pop() == UInt8(ascii: "u"), let low = digits(), low & 0xfc00 == 0xdc00 else {
            place = start
            return nil
        }
        return low
    }

    private mutating func digits() -> UInt32? {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = pop(), let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return nil }
            value = value << 4 | UInt32(digit)
        }
        return value
    }
}
