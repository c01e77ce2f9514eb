/// Gluster's dictionary as it travels: names and byte values, the values mostly text with a NUL at the end.
public struct Dict: Sendable, Hashable {
    public private(set) var values: [String: [UInt8]] = [:]

    public init() {}

    /// Values that are text.
    public init(text values: [String: String]) {
        self.values = values.mapValues { Array($0.utf8) + [0] }
    }

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

    /// The wire form, pairs in the order of their keys: Gluster reads them in any.
    public var wire: [UInt8] {
        var writer = XDRWriter()
        writer.integer(UInt32(truncatingIfNeeded: values.count))
        for (key, value) in values.sorted(by: { $0.key < $1.key }) {
            writer.integer(UInt32(truncatingIfNeeded: key.utf8.count))
            writer.integer(UInt32(truncatingIfNeeded: value.count))
            writer.unpadded(Array(key.utf8) + [0] + value)
        }
        return writer.bytes
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
