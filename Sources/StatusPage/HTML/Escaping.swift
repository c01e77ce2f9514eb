/// Makes text that anybody may have chosen harmless: in an element as well as in a quoted attribute.
enum Escaping {
    /// How many characters of one text are shown: names in Gluster are shorter, and a page has to stay one.
    static let limit = 600

    static func append(_ text: String, to bytes: inout [UInt8]) {
        var rest = text.utf8.count > limit ? clipped(text) : text
        // Nearly all texts are plain: they are copied as they are.
        let isPlain = rest.withUTF8 { buffer in
            unsafe buffer.allSatisfy { $0 >= 0x20 && $0 < 0x7F && !special.contains($0) }
        }
        guard !isPlain else {
            bytes += rest.utf8
            return
        }
        for scalar in rest.unicodeScalars { append(scalar, to: &bytes) }
    }

    private static let special: [UInt8] = Array("&<>\"'".utf8)

    private static func append(_ scalar: Unicode.Scalar, to bytes: inout [UInt8]) {
        switch scalar {
        case "&": bytes += "&amp;".utf8
        case "<": bytes += "&lt;".utf8
        case ">": bytes += "&gt;".utf8
        case "\"": bytes += "&quot;".utf8
        case "'": bytes += "&#39;".utf8
        case _ where isInvisible(scalar): bytes += "⟨U+\(hexadecimal(scalar))⟩".utf8
        default: bytes += UTF8.encode(scalar).map(Array.init) ?? []
        }
    }

    /// What has no picture, or changes the order of others: `U+202E` turns text around.
    private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned: scalar != "\u{200D}"
        default: false
        }
    }

    private static func hexadecimal(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }

    /// Both ends: what tells names apart is often the last of them.
    private static func clipped(_ text: String) -> String {
        let scalars = text.unicodeScalars
        guard scalars.count > limit else { return text }
        let left = scalars.count - limit
        return "\(String(scalars.prefix(limit / 2)))[… \(left) more …]\(String(scalars.suffix(limit / 2)))"
    }
}

extension String {
    /// An `id` made of names: the same at each visit, and with nothing in it that would have to be escaped.
    static func anchor(_ kind: String, _ names: String...) -> String {
        names.reduce(kind) { "\($0)-\(slug($1))" }
    }

    private static func slug(_ name: String) -> String {
        let isPlain = name.utf8.allSatisfy { ("a"..."z").contains(Unicode.Scalar($0)) || (48...57).contains($0) }
        if isPlain, (1...48).contains(name.utf8.count) { return name }
        // FNV-1a: two names with one hash share a link, and nothing else.
        let hash = name.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        return "x\(String(hash, radix: 16))"
    }
}
