/// Counts how often volumes were made anew under their names, between two looks that both found the name.
struct Generations {
    private var known: [String: (id: String, generation: UInt32)] = [:]

    /// The targets, each with its generation. An identity that is not known now is the one that was known last.
    mutating func count(_ targets: [VolumeTarget], _ identities: [String: String]) -> [VolumeTarget] {
        let names = Set(targets.map(\.name))
        known = known.filter { names.contains($0.key) }
        return targets.map { target in
            var target = target
            if let id = identities[target.name] {
                let before = known[target.name]
                let isAnother = before.map { $0.id != id } ?? false
                known[target.name] = (id, (before?.generation ?? 0) &+ (isAnother ? 1 : 0))
            }
            target.generation = known[target.name]?.generation ?? 0
            return target
        }
    }
}
