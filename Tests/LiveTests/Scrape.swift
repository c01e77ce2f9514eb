/// The samples of one exposition, by series as they are written: `name{a="b"}`.
struct Scrape: Sendable {
    private(set) var samples: [String: Double] = [:]

    init(_ text: String) {
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            guard let space = line.lastIndex(of: " ") else { continue }
            samples[String(line[..<space])] = Double(line[line.index(after: space)...])
        }
    }

    subscript(series: String) -> Double? { samples[series] }

    /// Whether there is a series that has all of these in it.
    func has(_ parts: String...) -> Bool {
        samples.keys.contains { series in parts.allSatisfy { series.contains($0) } }
    }

    /// The series of one family.
    func family(_ name: String) -> [String: Double] {
        samples.filter { $0.key == name || $0.key.hasPrefix("\(name){") }
    }

    /// All series of one family together; 0 when there is none.
    func sum(_ name: String) -> Double { family(name).values.reduce(0, +) }

    /// The names of all series that begin with this.
    func names(_ prefix: String) -> Set<String> {
        Set(samples.keys.filter { $0.hasPrefix(prefix) })
    }

    /// The series without their labels.
    var families: Set<String> {
        Set(samples.keys.map { String($0.prefix { $0 != "{" }) })
    }
}
