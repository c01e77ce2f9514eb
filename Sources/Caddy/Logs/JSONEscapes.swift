/// What a backslash stands for in a JSON string.
enum JSONEscapes {
    /// Of the escape that begins here, in bytes.
    static func length(_ text: ArraySlice<UInt8>) throws(JSONScanner.Malformed) -> Int {
        guard let letter = text.dropFirst().first else { throw JSONScanner.Malformed() }
        if letter == UInt8(ascii: "u") {
            var digits = text.dropFirst(2)
            _ = try unit(&digits)
            return 6
        }
        guard #""\/bfnrt"#.utf8.contains(letter) else { throw JSONScanner.Malformed() }
        return 2
    }

    /// The text between two quotation marks, with each escape replaced by what it stands for.
    static func resolved(_ content: ArraySlice<UInt8>) throws(JSONScanner.Malformed) -> String {
        var units: [UInt8] = []
        units.reserveCapacity(content.count)
        var rest = content
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\") else {
                units.append(byte)
                continue
            }
            switch rest.popFirst() {
            case UInt8(ascii: "n"): units.append(0x0a)
            case UInt8(ascii: "r"): units.append(0x0d)
            case UInt8(ascii: "t"): units.append(0x09)
            case UInt8(ascii: "b"): units.append(0x08)
            case UInt8(ascii: "f"): units.append(0x0c)
            case let same? where #""\/"#.utf8.contains(same): units.append(same)
            case UInt8(ascii: "u"): units += Array(String(try scalar(&rest)).utf8)
            default: throw JSONScanner.Malformed()
            }
        }
        return String(decoding: units, as: UTF8.self)
    }

    /// The character behind `\u`; half of a pair alone is none, and becomes a replacement character.
    private static func scalar(_ rest: inout ArraySlice<UInt8>) throws(JSONScanner.Malformed) -> Unicode.Scalar {
        let first = try unit(&rest)
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard first < 0xdc00, rest.starts(with: #"\u"#.utf8) else { return "\u{fffd}" }
        var following = rest.dropFirst(2)
        let second = try unit(&following)
        guard (0xdc00..<0xe000).contains(second) else { return "\u{fffd}" }
        rest = following
        return Unicode.Scalar(0x10000 + (first - 0xd800) << 10 + (second - 0xdc00)) ?? "\u{fffd}"
    }

    private static func unit(_ rest: inout ArraySlice<UInt8>) throws(JSONScanner.Malformed) -> UInt32 {
        let digits = rest.prefix(4)
        guard digits.count == 4, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
            let value = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
        else { throw JSONScanner.Malformed() }
        rest = rest.dropFirst(4)
        return value
    }
}

extension UInt8 {
    var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
}
