/// Gluster's dictionary as it travels: names and byte values, the values mostly text with a NUL at the end.
public struct Dict: Sendable, Hashable {
    public private(set) var values: [String: [UInt8]] = [:]

    /// Parses the wire form: a count, then for each pair two lengths, the key with a NUL, the value.
    ///
    /// - Throws: ``RPCError/malformed(_:)`` for whatever is not a dictionary.
    public static func parse(_ bytes: [UInt8]) throws(RPCError) -> Dict {
        var dict = Dict()
        guard !bytes.isEmpty else { return dict }

        var reader = XDRReader(bytes)
        let count = try reader.integer()
        guard Int(count) <= bytes.count / 9 else { throw .malformed("a dictionary says it has \(count) pairs") }
        for _ in 0..<count {
            let keyLength = Int(try reader.integer())
            let valueLength = Int(try reader.integer())
            let key = try reader.take(keyLength, "a key")
            guard try reader.take(1, "a NUL").first == 0 else { throw .malformed("a key does not end in NUL") }
            dict.values[String(decoding: key, as: UTF8.self)] = Array(try reader.take(valueLength, "a value"))
        }
        return dict
    }

    /// A value as text, up to its NUL; bytes that are not UTF-8 become U+FFFD.
    public subscript(text key: String) -> String? {
        values[key].map { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }

    /// A value that is decimal text.
    public subscript(integer key: String) -> Int? {
        self[text: key].flatMap { Int($0) }
    }
}
