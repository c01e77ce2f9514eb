import Foundation

/// What can be asked.
enum Request: Decodable {
    /// The same families, written in text and in OpenMetrics.
    case encode(families: [Family])
    /// What is wrong with a declaration; its samples do not matter.
    case faults(family: Family)
    /// The families of somebody's document.
    case parse(document: Data, openMetrics: Bool)
    /// What becomes of documents on their way through: both formats, then what was left out.
    case pass(documents: [Document], openMetrics: Bool, beside: [Family])
}

struct Document: Decodable {
    var owner: String
    var bytes: Data
}

/// A declaration with its samples.
struct Family: Decodable {
    var kind: String
    var name: String
    var labels: [String]
    var bounds: [Exact]
    var help: String
    var samples: [Row]
}

/// A number, or a histogram by the counts of its buckets, not yet cumulative.
struct Row: Decodable {
    var labels: [String]
    var value: Exact
    var counts: [UInt64]?
}

/// A double, bit by bit: 16 hexadecimal digits.
struct Exact: Codable {
    var value: Double

    init(_ value: Double) {
        self.value = value
    }

    init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let bits = UInt64(text, radix: 16) else {
            throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: text))
        }
        value = Double(bitPattern: bits)
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(String(value.bitPattern, radix: 16))
    }
}
