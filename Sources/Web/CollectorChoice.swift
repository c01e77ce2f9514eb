import YAML

/// Which collectors a scrape asks for, with `collect[]=NAME` or `exclude[]=NAME`, each as often as one likes; nil: all.
func chosenCollectors(
    _ arguments: [(name: String, value: String)],
    of collectors: [String]
) throws(BadChoice) -> Set<String>? {
    let collected = arguments.filter { $0.name == "collect[]" }.map(\.value)
    let excluded = arguments.filter { $0.name == "exclude[]" }.map(\.value)
    guard collected.isEmpty || excluded.isEmpty else {
        throw BadChoice(description: "collect[] and exclude[] cannot be asked for together.")
    }
    if let name = (collected + excluded).first(where: { !collectors.contains($0) }) {
        let allowed = collectors.joined(separator: ", ")
        throw BadChoice(description: "No collector \(name.quoted) runs here; allowed: \(allowed).")
    }
    if !collected.isEmpty { return Set(collected) }
    return excluded.isEmpty ? nil : Set(collectors).subtracting(excluded)
}

struct BadChoice: Error, CustomStringConvertible {
    let description: String
}
