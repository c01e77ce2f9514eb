/// Walks through a document, token by token. Never goes past the end of a line unless it is told to.
struct ExpositionCursor {
    let format: Format
    private(set) var line = 1
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8], _ format: Format) throws(ExpositionError) {
        self.format = format
        if String(validating: bytes, as: UTF8.self) == nil {
            throw ExpositionError(line: Self.lineOfBrokenText(bytes), "the text is UTF-8")
        }
        var bytes = bytes
        if let last = bytes.last, last != newline {
            // Without it, a document that was cut short could pass for a whole one.
            if format == .text {
                let line = bytes.reduce(1) { $1 == newline ? $0 + 1 : $0 }
                throw ExpositionError(line: line, "the last line ends with a newline")
            }
            bytes.append(newline)
        }
        self.bytes = bytes
    }

    var isAtEnd: Bool { position >= bytes.count }
    var isAtLineEnd: Bool { next == newline }
    var isAtBlank: Bool { isBlank(next) }

    /// The byte at hand; a newline at the end of the document.
    private var next: UInt8 { position < bytes.count ? bytes[position] : newline }

    func fault(_ reason: String) -> ExpositionError { ExpositionError(line: line, reason) }

    mutating func skip(_ byte: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: byte) else { return false }
        position += 1
        return true
    }

    mutating func skipBlanks() {
        while isAtBlank { position += 1 }
    }

    /// Skips blanks only when they lead to this byte.
    mutating func skipBlanks(unlessBefore byte: Unicode.Scalar) {
        let start = position
        skipBlanks()
        if next != UInt8(ascii: byte) { position = start }
    }

    mutating func skipLine() {
        while !isAtLineEnd { position += 1 }
    }

    /// What separates two tokens: one space in OpenMetrics, any number of spaces and tabs in text.
    mutating func gap(before token: String) throws(ExpositionError) {
        guard format == .text ? isAtBlank : next == UInt8(ascii: " ") else {
            throw fault("a space and \(token) are missing")
        }
        position += 1
        if format == .text { skipBlanks() }
    }

    mutating func endLine() throws(ExpositionError) {
        if format == .text { skipBlanks() }
        guard isAtLineEnd else { throw fault("the line goes on behind its end") }
        position += 1
        line += 1
    }

    /// Everything up to the next blank or the end of the line.
    mutating func word() -> String {
        String(decoding: token(), as: UTF8.self)
    }

    private mutating func token() -> ArraySlice<UInt8> {
        let start = position
        while !isAtLineEnd, !isAtBlank { position += 1 }
        return bytes[start..<position]
    }

    enum Name: String {
        case metric, label
    }

    mutating func name(of what: Name) throws(ExpositionError) -> ArraySlice<UInt8> {
        let start = position
        while isInName(next) || (what == .metric && next == UInt8(ascii: ":")) { position += 1 }
        guard position > start, !isDigit(bytes[start]) else {
            let colon = what == .metric ? ", :" : ""
            throw fault("a \(what) name takes a-z, A-Z, 0-9\(colon) and _, and does not begin with a digit")
        }
        return bytes[start..<position]
    }

    mutating func number(_ what: String) throws(ExpositionError) -> Double {
        guard let number = NumberText.parse(token()) else {
            throw fault("a \(what) is a decimal number that 64 bits hold, NaN, +Inf or -Inf")
        }
        return number
    }

    /// In seconds, if there is one.
    mutating func timestamp() throws(ExpositionError) -> Double? {
        let start = position
        if format == .text { skipBlanks() } else if !skip(" ") { return nil }
        if format == .text, isAtLineEnd { return nil }
        if format == .openMetrics, next == UInt8(ascii: "#") {
            position = start
            return nil
        }
        if format == .text {
            guard position > start, let milliseconds = NumberText.integer(token()) else {
                throw fault("a timestamp is a whole number of milliseconds")
            }
            return Double(milliseconds) / 1000
        }
        guard let seconds = NumberText.parse(token()), seconds.isFinite else {
            throw fault("a timestamp is a finite number of seconds")
        }
        return seconds
    }

    /// The text up to the end of the line.
    mutating func help() throws(ExpositionError) -> String {
        let start = position
        skipLine()
        var end = position
        if format == .text {
            while end > start, isBlank(bytes[end - 1]) { end -= 1 }
        }
        return try unescape(bytes[start..<end], isHelp: true)
    }

    /// What stands between quotes; the cursor is behind the first one.
    mutating func quoted() throws(ExpositionError) -> String {
        let start = position
        while next != UInt8(ascii: "\"") {
            if skip("\\"), isAtLineEnd { break }
            if isAtLineEnd { throw fault("a label value ends with a quote") }
            position += 1
        }
        if isAtLineEnd { throw fault("a label value ends with a quote") }
        defer { position += 1 }
        return try unescape(bytes[start..<position], isHelp: false)
    }

    private func unescape(_ text: ArraySlice<UInt8>, isHelp: Bool) throws(ExpositionError) -> String {
        guard let plain = EscapedText.plain(text, format, isHelp: isHelp) else {
            throw fault(
                format == .text
                    ? #"a backslash stands before a backslash or n\#(isHelp ? "" : " or a quote")"#
                    : "a quote in a help has a backslash before it"
            )
        }
        return plain
    }

    private static func lineOfBrokenText(_ bytes: [UInt8]) -> Int {
        let lines = bytes.split(separator: newline, omittingEmptySubsequences: false)
        return 1 + (lines.firstIndex { String(validating: $0, as: UTF8.self) == nil } ?? 0)
    }
}

private let newline = UInt8(ascii: "\n")

private func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

private func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

private func isInName(_ byte: UInt8) -> Bool {
    (byte | 0x20) &- UInt8(ascii: "a") < 26 || isDigit(byte) || byte == UInt8(ascii: "_")
}
