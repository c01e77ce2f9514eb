/// Goes through a line from its beginning.
struct LineScanner {
    /// What is left, without blanks at its end.
    private(set) var rest: ArraySlice<UInt8>

    init(_ line: ArraySlice<UInt8>) {
        rest = line
        while let last = rest.last, last == 0x20 || last == 0x0a || last == 0x0d { rest.removeLast() }
    }

    mutating func next() -> UInt8? { rest.popFirst() }

    mutating func skip(_ words: String) -> Bool {
        guard rest.starts(with: words.utf8) else { return false }
        rest = rest.dropFirst(words.utf8.count)
        return true
    }

    mutating func number() -> UInt64? {
        let digits = rest.prefix { Self.isDigit($0) }
        rest = rest.dropFirst(digits.count)
        return UInt64(String(decoding: digits, as: UTF8.self))
    }

    /// `[2026-11-20 20:55:28.705550 +0000] `; without the zone in older releases.
    mutating func skipTime() -> Bool {
        guard skip("["), fits("dddd-dd-dd dd:dd:dd.") else { return false }
        guard number() != nil else { return false }
        if skip(" ") {
            guard skip("+") || skip("-"), fits("dddd") else { return false }
        }
        return skip("] ")
    }

    /// `[fuse-bridge.c:1400:fuse_attr_cbk] `: gives the file.
    mutating func sourceFile() -> ArraySlice<UInt8>? {
        guard skip("["), let end = rest.firstIndex(of: UInt8(ascii: "]")) else { return nil }
        let parts = rest[..<end].split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard parts.count == 3, parts[1].allSatisfy(Self.isDigit), !parts[1].isEmpty, !parts[0].isEmpty else {
            return nil
        }
        rest = rest[(end + 1)...]
        return skip(" ") ? parts[0] : nil
    }

    /// `MESSAGE" repeated 715 times between [`: the message, and the number. The last such words of the line count, for
    /// a message may hold the same.
    mutating func repetition() -> (ArraySlice<UInt8>, UInt64)? {
        var line = rest
        while let quote = line.lastIndex(of: UInt8(ascii: "\"")) {
            var scanner = LineScanner(rest[quote...])
            if scanner.skip("\" repeated "), let count = scanner.number(), scanner.skip(" times between [") {
                return (rest[..<quote], count)
            }
            line = line[..<quote]
        }
        return nil
    }

    private mutating func fits(_ pattern: String) -> Bool {
        let head = rest.prefix(pattern.utf8.count)
        let isLike =
            head.count == pattern.utf8.count
            && zip(head, pattern.utf8).allSatisfy { $1 == UInt8(ascii: "d") ? Self.isDigit($0) : $0 == $1 }
        rest = rest.dropFirst(head.count)
        return isLike
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
