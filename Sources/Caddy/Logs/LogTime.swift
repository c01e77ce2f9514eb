/// The time of an entry, in whichever of Caddy's formats it is written.
enum LogTime {
    /// Seconds since 1970; nil for a format without a zone (`wall`, `common_log`, one's own), which could be any place's.
    static func parse(_ text: String) -> Double? {
        if let number = Double(text) { return seconds(number) }
        return calendar(Array(text.utf8))
    }

    /// The same of the value in JSON, where text is in quotation marks.
    static func parse(json value: [UInt8]) -> Double? {
        let content = value.first == UInt8(ascii: "\"") ? value.dropFirst().dropLast() : value[...]
        return parse(String(decoding: content, as: UTF8.self))
    }

    /// `unix_seconds_float`, `unix_milli_float` and `unix_nano` are a thousand times apart: until 2286 no two can be
    /// mistaken.
    private static func seconds(_ number: Double) -> Double? {
        switch number {
        case 1e8..<1e10: number
        case 1e11..<1e13: number / 1e3
        case 1e17..<1e19: number / 1e9
        default: nil
        }
    }

    /// `2026-11-20T16:05:57.192-0500` (`iso8601`), `2026-11-20T16:05:57.192834Z` (`rfc3339_nano`).
    private static func calendar(_ text: [UInt8]) -> Double? {
        let separators: [(Int, UInt8)] = [
            (4, UInt8(ascii: "-")), (7, UInt8(ascii: "-")), (10, UInt8(ascii: "T")), (13, UInt8(ascii: ":")),
            (16, UInt8(ascii: ":")),
        ]
        guard text.count > 19, separators.allSatisfy({ text[$0.0] == $0.1 }),
            let year = number(text[0..<4]), let month = number(text[5..<7]), let day = number(text[8..<10]),
            let hour = number(text[11..<13]), let minute = number(text[14..<16]), let second = number(text[17..<19]),
            (1...12).contains(month), day > 0, day <= days(year, month + 1, 1) - days(year, month, 1), hour < 24,
            minute < 60, second <= 60
        else { return nil }
        var rest = text[19...]
        var fraction = 0.0
        if rest.first == UInt8(ascii: ".") {
            let digits = rest.dropFirst().prefix { $0.isDigit }
            guard let value = Double("0.\(String(decoding: digits, as: UTF8.self))") else { return nil }
            fraction = value
            rest = rest[digits.endIndex...]
        }
        guard let offset = offset(rest) else { return nil }
        return Double(days(year, month, day) * 86400 + hour * 3600 + minute * 60 + second - offset) + fraction
    }

    /// `Z`, `-0500`, `-05:00`: in seconds.
    private static func offset(_ text: ArraySlice<UInt8>) -> Int? {
        if text.elementsEqual("Z".utf8) { return 0 }
        let digits = text.dropFirst().filter { $0 != UInt8(ascii: ":") }[...]
        guard digits.count == 4, let hours = number(digits.prefix(2)), let minutes = number(digits.suffix(2)) else {
            return nil
        }
        switch text.first {
        case UInt8(ascii: "+"): return hours * 3600 + minutes * 60
        case UInt8(ascii: "-"): return -(hours * 3600 + minutes * 60)
        default: return nil
        }
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        guard digits.allSatisfy(\.isDigit) else { return nil }
        return Int(String(decoding: digits, as: UTF8.self))
    }

    /// Days since 1970 in the Gregorian calendar; a year begins in March, so that a leap day is its last.
    private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let year = month > 2 ? year : year - 1
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return year * 365 + year / 4 - year / 100 + year / 400 + dayOfYear - 719_468
    }
}
