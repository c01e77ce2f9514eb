extension Metric {
    /// What is wrong with the declaration; empty when nothing is.
    ///
    /// The rules are Prometheus' naming guide and OpenMetrics 1.0, as far as they can be told from the declaration.
    var faults: [String] {
        nameFaults + labelFaults + boundFaults + helpFaults
    }

    private var nameFaults: [String] {
        var faults: [String] = []
        if !isIdentifier(name) { faults.append("a name takes a-z, 0-9 and _, and starts with a letter") }
        if kind == .counter, !name.hasSuffix("_total") { faults.append("a counter ends in _total") }
        if kind != .counter, name.hasSuffix("_total") { faults.append("only a counter ends in _total") }
        if kind == .info, !name.hasSuffix("_info") { faults.append("an info ends in _info") }
        if kind != .info, name.hasSuffix("_info") { faults.append("only an info ends in _info") }
        for suffix in ["_count", "_sum", "_bucket", "_created", "_gcount", "_gsum"] where familyName.hasSuffix(suffix) {
            faults.append("\(suffix) is reserved for a histogram's samples")
        }
        for suffix in ["_total", "_info"] where familyName != name && familyName.hasSuffix(suffix) {
            faults.append("\(suffix) is reserved for samples, and \(familyName) is a family in OpenMetrics")
        }
        return faults
    }

    private var labelFaults: [String] {
        var faults: [String] = []
        for label in labels {
            if !isIdentifier(label) || label.hasPrefix("__") {
                faults.append("a label takes a-z, 0-9 and _, and starts with a letter: \(label)")
            }
            if label == "le" || label == "quantile" { faults.append("the label \(label) is reserved") }
        }
        if Set(labels).count != labels.count { faults.append("a label stands twice") }
        return faults
    }

    private var boundFaults: [String] {
        guard kind == .histogram else { return bounds.isEmpty ? [] : ["only a histogram has bounds"] }
        let ascending = zip(bounds, bounds.dropFirst()).allSatisfy { $0 < $1 }
        // OpenMetrics knows no sum beside a bucket below zero.
        return bounds.isEmpty || !ascending || !bounds.allSatisfy { $0.isFinite && $0.sign == .plus }
            ? ["a histogram has finite bounds from 0 on, in ascending order"] : []
    }

    private var helpFaults: [String] {
        help.isEmpty || !help.hasSuffix(".") ? ["the help is a sentence"] : []
    }

    private func isIdentifier(_ text: String) -> Bool {
        guard let first = text.utf8.first, isLowerLetter(first) else { return false }
        return text.utf8.allSatisfy { isLowerLetter($0) || isDigit($0) || $0 == UInt8(ascii: "_") }
    }

    private func isLowerLetter(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) }
    private func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
