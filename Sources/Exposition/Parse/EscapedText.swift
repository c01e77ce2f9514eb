/// Text as expositions escape it.
enum EscapedText {
    /// The text that is meant; nil for an escape that the format does not know, or a bare quote in OpenMetrics' help.
    ///
    /// OpenMetrics keeps the backslash of an unknown escape.
    static func plain(_ text: ArraySlice<UInt8>, _ format: Format, isHelp: Bool) -> String? {
        let mustEscapeQuotes = isHelp && format == .openMetrics
        guard text.contains(backslash) || (mustEscapeQuotes && text.contains(quote)) else {
            return String(decoding: text, as: UTF8.self)
        }
        let knowsQuotes = !isHelp || format == .openMetrics
        var plain: [UInt8] = []
        plain.reserveCapacity(text.count)
        var isEscaped = false
        for byte in text {
            switch (isEscaped, byte) {
            case (false, backslash):
                isEscaped = true
                continue
            case (false, quote) where mustEscapeQuotes: return nil
            case (false, _), (true, backslash): plain.append(byte)
            case (true, UInt8(ascii: "n")): plain.append(UInt8(ascii: "\n"))
            case (true, quote) where knowsQuotes: plain.append(byte)
            case (true, _):
                if format == .text { return nil }
                plain.append(contentsOf: [backslash, byte])
            }
            isEscaped = false
        }
        if isEscaped {
            if format == .text { return nil }
            plain.append(backslash)
        }
        return String(decoding: plain, as: UTF8.self)
    }
}

private let backslash = UInt8(ascii: "\\")
private let quote = UInt8(ascii: "\"")
