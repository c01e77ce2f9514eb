/// What glusterd knows a volume by, besides its name.
public struct VolumeIdentity: Sendable, Hashable {
    public var id: String
    public var isStarted: Bool

    public init(id: String, isStarted: Bool) {
        self.id = id
        self.isStarted = isStarted
    }
}

/// Counts how often volumes were made anew under their names, between two looks that both found the name.
struct Generations {
    private var known: [String: (identity: VolumeIdentity, generation: UInt32)] = [:]

    /// The targets, each with its generation. An identity that is not known now is the one that was known last.
    mutating func count(_ targets: [VolumeTarget], _ identities: [String: VolumeIdentity]) -> [VolumeTarget] {
        let names = Set(targets.map(\.name))
        known = known.filter { names.contains($0.key) }
        return targets.map { target in
            var target = target
            if let identity = identities[target.name] {
                let before = known[target.name]
                let isAnother = before.map { $0.identity.id != identity.id } ?? false
                known[target.name] = (identity, (before?.generation ?? 0) &+ (isAnother ? 1 : 0))
            }
            if let (identity, generation) = known[target.name] {
                target.generation = generation
                target.isStopped = !identity.isStarted
            }
            return target
        }
    }
}
