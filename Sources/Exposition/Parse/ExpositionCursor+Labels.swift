extension ExpositionCursor {
    /// The labels of a sample, and the brace that ends them; the cursor is behind the one that begins them.
    ///
    /// Text allows blanks around each token and a comma behind the last label.
    mutating func labels() throws(ExpositionError) -> [ParsedLabel] {
        var labels: [ParsedLabel] = []
        blanks()
        while !skip("}") {
            if !labels.isEmpty {
                guard skip(",") else { throw fault("behind a label stands a comma or a brace") }
                blanks()
                if format == .text, skip("}") { break }
            }
            labels.append(try label())
            blanks()
        }
        if let name = repeated(labels) { throw fault("a label stands once: \(name)") }
        return labels
    }

    private mutating func label() throws(ExpositionError) -> ParsedLabel {
        let name = String(decoding: try name(of: .label), as: UTF8.self)
        if name.hasPrefix("__") { throw fault("a label name does not begin with __: \(name)") }
        blanks()
        guard skip("=") else { throw fault("behind a label name stands =") }
        blanks()
        guard skip("\"") else { throw fault("a label value begins with a quote") }
        return ParsedLabel(name, try quoted())
    }

    private func repeated(_ labels: [ParsedLabel]) -> String? {
        var names: Set<String> = []
        // A few labels are compared faster than they are hashed.
        for (index, label) in labels.enumerated()
        where labels.count > 8 ? !names.insert(label.name).inserted : labels[..<index].contains(label.name) {
            return label.name
        }
        return nil
    }

    private mutating func blanks() {
        if format == .text { skipBlanks() }
    }
}

extension ArraySlice<ParsedLabel> {
    fileprivate func contains(_ name: String) -> Bool { contains { $0.name == name } }
}
