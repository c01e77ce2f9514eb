/// The bytes of names, labels and numbers, as both text formats write them.
enum SampleText {
    /// `name{a="1",b="2"` … without the closing brace and the value.
    static func open(_ name: String, _ names: [String], _ values: [String], into bytes: inout [UInt8]) {
        bytes.append(contentsOf: name.utf8)
        var separator = UInt8(ascii: "{")
        for (name, value) in zip(names, values) {
            label(name, value, separator: separator, into: &bytes)
            separator = UInt8(ascii: ",")
        }
    }

    static func label(_ name: String, _ value: String, separator: UInt8, into bytes: inout [UInt8]) {
        bytes.append(separator)
        bytes.append(contentsOf: name.utf8)
        bytes.append(contentsOf: #"=""#.utf8)
        escape(value, quotes: true, into: &bytes)
        bytes.append(UInt8(ascii: "\""))
    }

    /// Writes text with `\` and newline escaped, and the quotes too where a format wants it.
    static func escape(_ text: String, quotes: Bool, into bytes: inout [UInt8]) {
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\\"): bytes.append(contentsOf: #"\\"#.utf8)
            case UInt8(ascii: "\n"): bytes.append(contentsOf: #"\n"#.utf8)
            case UInt8(ascii: "\"") where quotes: bytes.append(contentsOf: #"\""#.utf8)
            default: bytes.append(byte)
            }
        }
    }

    /// Writes a number so that reading it gives the same number back.
    static func number(_ value: Double, into bytes: inout [UInt8]) {
        if let integer = Int64(exactly: value), integer != 0 || value.sign == .plus {
            decimal(integer, into: &bytes)
        } else if value.isNaN {
            bytes.append(contentsOf: "NaN".utf8)
        } else if value.isInfinite {
            bytes.append(contentsOf: (value < 0 ? "-Inf" : "+Inf").utf8)
        } else {
            bytes.append(contentsOf: value.description.utf8)
        }
    }

    static func decimal(_ value: Int64, into bytes: inout [UInt8]) {
        if value < 0 { bytes.append(UInt8(ascii: "-")) }
        var digits = InlineArray<20, UInt8>(repeating: 0)
        var first = digits.count
        var rest = value.magnitude
        repeat {
            first -= 1
            digits[first] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        } while rest > 0
        unsafe digits.span.extracting(first...).withUnsafeBufferPointer { unsafe bytes.append(contentsOf: $0) }
    }

    /// An upper bound as a label value, as OpenMetrics wants it: always with a point or an exponent, and from
    /// a million on with an exponent.
    static func bound(_ value: Double) -> String {
        let text = value.description
        guard value >= 1e6, !text.contains("e") else { return text }
        let parts = text.split(separator: ".")
        let digits = parts.joined()
        let fraction = digits.dropFirst().reversed().drop { $0 == "0" }.reversed()
        let exponent = parts[0].count - 1
        return digits.prefix(1) + (fraction.isEmpty ? "" : "." + fraction) + (exponent < 10 ? "e+0" : "e+")
            + "\(exponent)"
    }
}
