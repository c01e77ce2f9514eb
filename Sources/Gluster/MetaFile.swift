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

    /// The value of the first line `KEY = VALUE`.
    static func value(_ key: String, in bytes: [UInt8]) -> String? {
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            let parts = String(decoding: line, as: UTF8.self).split(separator: "=", maxSplits: 1)
            if parts.count == 2, trimmed(parts[0]) == key { return trimmed(parts[1]) }
        }
        return nil
    }

    private static func trimmed(_ text: Substring) -> String {
        var text = text.drop { $0 == " " }
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
