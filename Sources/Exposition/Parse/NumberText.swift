/// Numbers as expositions write them.
enum NumberText {
    /// A decimal number with or without a fraction and an exponent, NaN without a sign, or an infinity; in any case
    /// of letters. Nil for anything else, and for a number that is too large for a double.
    static func parse(_ text: ArraySlice<UInt8>) -> Double? {
        // Most values are small counts: they need no text and no rounding.
        if text.count < 16, let integer = digits(text) { return Double(integer) }
        let body = text.first.map(isSign) == true ? text.dropFirst() : text
        if body.count <= 8, let last = body.last, last | 0x20 > UInt8(ascii: "e") {
            return special(text, body)
        }
        guard isReal(body), let number = Double(String(decoding: text, as: UTF8.self)), number.isFinite else {
            return nil
        }
        return number
    }

    /// A whole number that 64 bits hold, with or without a sign.
    static func integer(_ text: ArraySlice<UInt8>) -> Int64? {
        let body = text.first.map(isSign) == true ? text.dropFirst() : text
        guard !body.isEmpty, body.allSatisfy(isDigit) else { return nil }
        return Int64(String(decoding: text, as: UTF8.self))
    }

    private static func digits(_ text: ArraySlice<UInt8>) -> Int? {
        guard !text.isEmpty else { return nil }
        var value = 0
        for byte in text {
            guard isDigit(byte) else { return nil }
            value = value &* 10 &+ Int(byte &- UInt8(ascii: "0"))
        }
        return value
    }

    private static func special(_ text: ArraySlice<UInt8>, _ body: ArraySlice<UInt8>) -> Double? {
        switch String(decoding: body.map { $0 | 0x20 }, as: UTF8.self) {
        case "inf", "infinity": text.first == UInt8(ascii: "-") ? -.infinity : .infinity
        case "nan" where body.count == text.count: .nan
        default: nil
        }
    }

    private static func isReal(_ text: ArraySlice<UInt8>) -> Bool {
        let whole = text.prefix(while: isDigit)
        var rest = text.dropFirst(whole.count)
        var fraction = rest[rest.startIndex..<rest.startIndex]
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            fraction = rest.prefix(while: isDigit)
            rest = rest.dropFirst(fraction.count)
        }
        if whole.isEmpty, fraction.isEmpty { return false }
        guard let exponent = rest.first else { return true }
        guard exponent | 0x20 == UInt8(ascii: "e") else { return false }
        rest = rest.dropFirst()
        if rest.first.map(isSign) == true { rest = rest.dropFirst() }
        return !rest.isEmpty && rest.allSatisfy(isDigit)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

    private static func isSign(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") }
}
