extension String {
    /// The text in quotes, as error messages show it: on one line, with nothing that moves a terminal's cursor,
    /// and cut after 60 characters.
    package var quoted: String {
        let shown = String(String.UnicodeScalarView(unicodeScalars.prefix(60))).onOneLine
        return shown.utf8.count < utf8.count && unicodeScalars.count > 60 ? "\"\(shown)…\"" : "\"\(shown)\""
    }

    /// The text with its control characters, line breaks and invisible marks spelled out.
    package var onOneLine: String {
        unicodeScalars.reduce(into: "") { line, scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator:
                line += scalar.escaped(asASCII: true)
            default:
                line.unicodeScalars.append(scalar)
            }
        }
    }

    /// The name that was probably meant: two letters off at most, or one of a short one.
    package func nearest(in names: [String]) -> String? {
        guard utf8.count <= 64 else { return nil }
        let limit = utf8.count < 5 ? 1 : 2
        let ranked = names.map { (name: $0, distance: distance(to: $0)) }
        guard let best = ranked.min(by: { $0.distance < $1.distance }) else { return nil }
        return best.distance <= limit ? best.name : nil
    }

    /// How many letters must be added, removed or replaced (Levenshtein).
    private func distance(to other: String) -> Int {
        let other = Array(other.utf8)
        var row = Array(0...other.count)
        for (i, byte) in utf8.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for j in other.indices {
                let replaced = diagonal + (byte == other[j] ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = Swift.min(replaced, row[j] + 1, row[j + 1] + 1)
            }
        }
        return row[other.count]
    }
}
