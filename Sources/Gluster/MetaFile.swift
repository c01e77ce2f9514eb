/// Text of the virtual files under `/.meta`.
enum MetaFile {
    /// Whether a `protocol/client`'s `private` file says that it is connected; nil when it does not say.
    static func isConnected(_ bytes: [UInt8]) -> Bool? {
        value("connected", in: bytes).map { $0 == "1" }
    }

    /// The release in `version`: `{"Package Version": "10.3"}`.
    static func release(_ bytes: [UInt8]) -> String? {
        let parts = String(decoding: bytes, as: UTF8.self).split(separator: "\"", omittingEmptySubsequences: false)
        return parts.count > 3 && parts[1] == "Package Version" ? String(parts[3]) : nil
    }

    /// The first line: of files that hold just one word.
    static func word(_ bytes: [UInt8]) -> String {
        String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    }

    /// The value of the first line `KEY = VALUE`.
    static func value(_ key: String, in bytes: [UInt8]) -> String? {
        var rest = bytes[...]
        while !rest.isEmpty {
            let line = rest.prefix { $0 != UInt8(ascii: "\n") }
            rest = rest.dropFirst(line.count + 1)
            guard let equals = line.firstIndex(of: UInt8(ascii: "=")),
                trimmed(line[..<equals]).elementsEqual(key.utf8)
            else { continue }
            let value = line[(equals + 1)...]
            if !value.isEmpty { return String(decoding: trimmed(value), as: UTF8.self) }
        }
        return nil
    }

    /// The same as a number; nil when it is none.
    static func number(_ key: String, in bytes: [UInt8]) -> UInt64? {
        value(key, in: bytes).flatMap { UInt64($0) }
    }

    private static func trimmed(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var text = text.drop { $0 == UInt8(ascii: " ") }
        while text.last == UInt8(ascii: " ") { text.removeLast() }
        return text
    }
}
