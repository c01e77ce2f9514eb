/// One element of a header in which a client says what it takes: `text/plain;version=0.0.4;q=0.5`.
struct Preference: Hashable {
    /// In lower case.
    let value: String
    /// All but `q`. Names are in lower case, values without their quotes.
    let parameters: [String: String]
    /// How much it is wanted, in thousandths: 1000 where nothing is said, and 0 is a refusal.
    let weight: Int
}

extension Preference {
    /// Leaves out the elements that RFC 9110 does not allow.
    static func all(in header: String) -> [Preference] {
        cut(header.utf8[...], at: UInt8(ascii: ",")).compactMap(Preference.init)
    }

    private init?(_ element: Substring.UTF8View) {
        var pieces = cut(element, at: UInt8(ascii: ";"))[...]
        guard
            let value = pieces.popFirst(), !value.isEmpty,
            value.allSatisfy({ isToken($0) || $0 == UInt8(ascii: "/") })
        else { return nil }

        var parameters: [String: String] = [:]
        for piece in pieces where !piece.isEmpty {
            guard let (name, value) = parameter(piece), parameters.updateValue(value, forKey: name) == nil
            else { return nil }
        }
        guard let weight = thousandths(parameters.removeValue(forKey: "q") ?? "1") else { return nil }
        self.init(value: String(Substring(value)).lowercased(), parameters: parameters, weight: weight)
    }
}

/// The parts between the separators that stand outside of quotes, without spaces around them.
private func cut(_ text: Substring.UTF8View, at separator: UInt8) -> [Substring.UTF8View] {
    var parts: [Substring.UTF8View] = []
    var start = text.startIndex
    var isQuoted = false
    var isEscaped = false
    for index in text.indices {
        switch text[index] {
        case _ where isEscaped: isEscaped = false
        case UInt8(ascii: "\\") where isQuoted: isEscaped = true
        case UInt8(ascii: "\""): isQuoted.toggle()
        case separator where !isQuoted:
            parts.append(trim(text[start..<index]))
            start = text.index(after: index)
        default: break
        }
    }
    return parts + [trim(text[start...])]
}

private func trim(_ text: Substring.UTF8View) -> Substring.UTF8View {
    var text = text.drop(while: isSpace)
    while let last = text.last, isSpace(last) {
        text.removeLast()
    }
    return text
}

private func isSpace(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
}

/// `tchar` of RFC 9110.
private func isToken(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        true
    default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }
}

/// `name=value` or `name="value"`.
private func parameter(_ text: Substring.UTF8View) -> (name: String, value: String)? {
    guard let equals = text.firstIndex(of: UInt8(ascii: "=")) else { return nil }
    let name = text[..<equals]
    let value = text[text.index(after: equals)...]
    guard !name.isEmpty, name.allSatisfy(isToken), !value.isEmpty, let unquoted = unquoted(value) else { return nil }
    return (String(Substring(name)).lowercased(), unquoted)
}

private func unquoted(_ text: Substring.UTF8View) -> String? {
    guard text.first == UInt8(ascii: "\"") else {
        return text.allSatisfy(isToken) ? String(Substring(text)) : nil
    }
    guard text.count >= 2, text.last == UInt8(ascii: "\"") else { return nil }
    let inner = text.dropFirst().dropLast()
    return inner.contains { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") } ? nil : String(Substring(inner))
}

/// `0`, `0.5`, `1.000`: at most three decimals, and nothing above 1.
private func thousandths(_ text: String) -> Int? {
    let digits = Array(text.utf8)
    guard (1...5).contains(digits.count), digits.count == 1 || digits[1] == UInt8(ascii: ".") else { return nil }
    var weight = 0
    for place in [0, 2, 3, 4] {
        let digit = place < digits.count ? digits[place] : UInt8(ascii: "0")
        guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
        weight = weight * 10 + Int(digit - UInt8(ascii: "0"))
    }
    return weight <= 1000 ? weight : nil
}
