import GlusterRPC

/// The text of GET_STATE taken apart: sections of `KEY: VALUE` lines, the keys with numbers in them.
///
/// A value may be anything but a line break, so a line is split at its first colon.
struct StateText {
    private var sections: [String: [String: String]] = [:]

    /// - Throws: ``RPCError/malformed(_:)`` for a text that is not whole: its last section is `[Misc]`.
    init(_ bytes: [UInt8]) throws(RPCError) {
        var section = ""
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            if line.first == UInt8(ascii: "["), line.last == UInt8(ascii: "]") {
                section = String(decoding: line.dropFirst().dropLast(), as: UTF8.self)
            } else if let colon = line.firstIndex(of: UInt8(ascii: ":")) {
                var value = line[(colon + 1)...]
                if value.first == UInt8(ascii: " ") { value = value.dropFirst() }
                let key = String(decoding: line[..<colon], as: UTF8.self)
                sections[section, default: [:]][key] = String(decoding: value, as: UTF8.self)
            }
        }
        guard section == "Misc", bytes.last == UInt8(ascii: "\n") else {
            throw .malformed("the state of the pool ends before its section [Misc]")
        }
    }

    subscript(section: String) -> Record { Record(place: "[\(section)]", values: sections[section] ?? [:]) }

    /// Lines that belong to one subject.
    struct Record {
        /// What errors call it.
        let place: String
        fileprivate(set) var values: [String: String]

        subscript(key: String) -> String? { values[key] }

        func number<Number: FixedWidthInteger>(_ key: String) -> Number? {
            values[key].flatMap { Number($0) }
        }

        func required(_ key: String) throws(RPCError) -> String {
            guard let value = values[key], !value.isEmpty else {
                throw .malformed("the state of the pool has no \(key) in \(place)")
            }
            return value
        }

        /// The records `NAME1.…`, `NAME2.…`, …, by their number.
        func numbered(_ name: String) -> [Record] {
            var records: [Int: [String: String]] = [:]
            for (key, value) in values where key.utf8.starts(with: name.utf8) {
                let rest = key.utf8.dropFirst(name.utf8.count)
                guard let dot = rest.firstIndex(of: UInt8(ascii: ".")),
                    let number = Int(Substring(rest[..<dot])), number > 0
                else { continue }
                records[number, default: [:]][String(Substring(rest[rest.index(after: dot)...]))] = value
            }
            return records.sorted { $0.key < $1.key }.map { Record(place: "\(name)\($0.key)", values: $0.value) }
        }

        /// The values of all keys that start so, by what follows.
        func all(_ prefix: String) -> [String: String] {
            var found: [String: String] = [:]
            for (key, value) in values where key.utf8.starts(with: prefix.utf8) {
                found[String(Substring(key.utf8.dropFirst(prefix.utf8.count)))] = value
            }
            return found
        }
    }
}
