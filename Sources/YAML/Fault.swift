/// What is wrong in a file, and on which line (none: with the whole of it).
package struct Fault: Error, Hashable {
    package var line: Int?
    package var reason: String

    package init(line: Int? = nil, reason: String) {
        self.line = line
        self.reason = reason
    }
}

extension Fault {
    /// A key that is none of those allowed, with the name that was probably meant.
    package init(unknown entry: YAMLNode.Entry, in place: String, allowed: [String]) {
        let guess = entry.key.nearest(in: allowed).map { " (did you mean \($0)?)" } ?? ""
        let place = place.isEmpty ? "" : " in \(place)"
        let names = allowed.joined(separator: ", ")
        self.init(line: entry.mark.line, reason: "unknown key \(entry.key.quoted)\(place)\(guess); allowed: \(names)")
    }
}
