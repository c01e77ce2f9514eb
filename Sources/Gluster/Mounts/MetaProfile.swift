/// A translator's `profile`: how often each operation passed it and how long that took, in nanoseconds.
///
/// Lines such as `photos-client-0.latency.LOOKUP = AVG:246898.330827 CNT:133 TOTAL:32837478 MIN:104516 MAX:1650011`.
enum MetaProfile {
    /// By operation in lower case; `other` for those that this build has no name for. Lines that are none are passed
    /// over.
    static func parse(_ bytes: [UInt8]) -> [String: MountClient.OperationTotal] {
        var totals: [String: MountClient.OperationTotal] = [:]
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            guard let (name, total) = operation(line) else { continue }
            totals[name, default: MountClient.OperationTotal(count: 0, seconds: 0)] += total
        }
        return totals
    }

    private static let known = Set((0..<128).map(FileOperation.name))

    private static func operation(_ line: ArraySlice<UInt8>) -> (String, MountClient.OperationTotal)? {
        let words = line.split(separator: UInt8(ascii: " "))
        guard words.count >= 5, let average = words.lastIndex(where: { $0.starts(with: "AVG:".utf8) }), average >= 2,
            words[average - 1].elementsEqual("=".utf8), words.count > average + 2,
            let count = number("CNT:", words[average + 1]), let total = number("TOTAL:", words[average + 2]),
            let dot = words[average - 2].lastIndex(of: UInt8(ascii: ".")),
            words[average - 2][..<dot].suffix(8).elementsEqual(".latency".utf8)
        else { return nil }
        let name = String(decoding: words[average - 2][(dot + 1)...], as: UTF8.self).lowercased()
        // Frames of translators' own, which are no operation.
        guard name != "null" else { return nil }
        let spent = MountClient.OperationTotal(count: count, seconds: Double(total) * 1e-9)
        return (known.contains(name) ? name : FileOperation.other, spent)
    }

    private static func number(_ key: String, _ word: ArraySlice<UInt8>) -> UInt64? {
        guard word.starts(with: key.utf8) else { return nil }
        return UInt64(String(decoding: word.dropFirst(key.utf8.count), as: UTF8.self))
    }
}

extension MountClient.OperationTotal {
    /// A count that has no room left stays where it is.
    static func += (total: inout Self, more: Self) {
        let (sum, isOver) = total.count.addingReportingOverflow(more.count)
        total.count = isOver ? .max : sum
        total.seconds += more.seconds
    }
}
