/// What a volume is made of, as its volfile says.
public struct VolumeGraph: Sendable, Hashable {
    public var volume: String
    /// The replica or disperse sets, in Gluster's order; a brick of its own is a set of one.
    public var subvolumes: [Subvolume]
    /// Options of the translators, as `TYPE.OPTION` (`performance/md-cache.timeout`); never a credential.
    public var options: [String: String]

    public init(volume: String, subvolumes: [Subvolume], options: [String: String] = [:]) {
        self.volume = volume
        self.subvolumes = subvolumes
        self.options = options
    }

    /// Gluster's word for the arrangement: `replicate`, `distributed-disperse`, `distribute`, …
    public var layout: String {
        guard let kind = subvolumes.first?.kind, kind != .distribute else { return Subvolume.Kind.distribute.rawValue }
        return subvolumes.count > 1 ? "distributed-\(kind.rawValue)" : kind.rawValue
    }

    public var bricks: [Brick] { subvolumes.flatMap(\.bricks) }
}

/// Bricks that hold the same files, and the rule by which they accept writes.
public struct Subvolume: Sendable, Hashable {
    public enum Kind: String, Sendable, CaseIterable {
        case distribute, replicate, disperse
    }

    /// The translator's name: `photos-replicate-0`.
    public var name: String
    public var kind: Kind
    public var rule: WriteRule
    public var bricks: [Brick]

    public init(name: String, kind: Kind, rule: WriteRule, bricks: [Brick]) {
        self.name = name
        self.kind = kind
        self.rule = rule
        self.bricks = bricks
    }
}

/// One brick of a volume.
public struct Brick: Sendable, Hashable {
    public enum Role: String, Sendable, CaseIterable {
        case data, arbiter
    }

    public var host: String
    public var path: String
    /// The translator that connects to it: `photos-client-0`.
    public var client: String
    public var role: Role

    public init(host: String, path: String, client: String, role: Role) {
        self.host = host
        self.path = path
        self.client = client
        self.role = role
    }

    /// `host:/path`, as Gluster prints it.
    public var name: String { "\(host):\(path)" }
}
