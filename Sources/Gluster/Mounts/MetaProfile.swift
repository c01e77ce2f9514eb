import Host

/// A translator's `profile`: how often each operation passed it and how long that took, in nanoseconds.
///
/// Lines such as `photos-client-0.latency.LOOKUP = AVG:246898.330827 CNT:133 TOTAL:32837478 MIN:104516 MAX:1650011`.
enum MetaProfile {
    /// By operation in lower case; `other` for those that this build has no name for. Lines that are none are passed
    /// over.
    static func parse(_ bytes: [UInt8]) -> [String: MountClient.OperationTotal] {
        var totals: [String: MountClient.OperationTotal] = [:]
        var rest = bytes[...]
        while !rest.isEmpty {
            let line = rest.prefix { $0 != UInt8(ascii: "\n") }
            rest = rest.dropFirst(line.count + 1)
            guard let (name, total) = operation(line) else { continue }
            totals[name, default: MountClient.OperationTotal(count: 0, seconds: 0)] += total
        }
        return totals
    }

    /// By what `profile` calls them.
    private static let names = Dictionary(
        (0..<128).map(FileOperation.name).map { ($0.uppercased(), $0) },
        uniquingKeysWith: { first, _ in first }
    )

    /// Read from its end, for a translator's name may have blanks.
    private static func operation(_ line: ArraySlice<UInt8>) -> (String, MountClient.OperationTotal)? {
        var rest = line
        var counted = line[..<line.startIndex], spent = counted
        while let word = popLastWord(&rest), !word.starts(with: "AVG:".utf8) { (counted, spent) = (word, counted) }
        guard let count = number("CNT:", counted), let total = number("TOTAL:", spent),
            let equals = popLastWord(&rest), equals.elementsEqual("=".utf8), let subject = popLastWord(&rest),
            let dot = subject.lastIndex(of: UInt8(ascii: ".")), subject[..<dot].suffix(8).elementsEqual(".latency".utf8)
        else { return nil }
        let name = String(decoding: subject[(dot + 1)...], as: UTF8.self)
        // Frames of translators' own, which are no operation.
        guard name != "NULL" else { return nil }
        let operation = MountClient.OperationTotal(count: count, seconds: Double(total) * 1e-9)
        return (names[name] ?? FileOperation.other, operation)
    }

    private static func popLastWord(_ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        while rest.last == UInt8(ascii: " ") { rest.removeLast() }
        let start = rest.lastIndex(of: UInt8(ascii: " ")).map { $0 + 1 } ?? rest.startIndex
        let word = rest[start...]
        rest = rest[..<start]
        return word.isEmpty ? nil : word
    }

    private static func number(_ key: String, _ word: ArraySlice<UInt8>) -> UInt64? {
        guard word.starts(with: key.utf8) else { return nil }
        return UInt64(String(decoding: word.dropFirst(key.utf8.count), as: UTF8.self))
    }
}

extension MountClient.OperationTotal {
    /// A count that has no room left stays where it is.
    static func += (total: inout Self, more: Self) {
        total.count = total.count.saturated(adding: more.count)
        total.seconds += more.seconds
    }
}
