/// What a person wants to read, and no series can hold.
public enum Fact: Sendable, Hashable {
    /// A volume that is watched, whether or not anything is known of it.
    case volume(String)
    /// A brick of a volume, watched or not, in the order of the volume file.
    case brick(BrickFact)
    case finding(caddy: String, site: String, root: String, finding: SiteFinding, words: String)
    /// `path` is a path in the volume, or a GFID; some of many.
    case splitBrain(volume: String, subvolume: String, path: String, kinds: [String])
    /// Why something does not answer, or cannot be read, in a sentence.
    case failure(of: Subject, words: String)

    /// What facts are told of, each by the labels of its series.
    public enum Subject: Sendable, Hashable {
        case volume(String)
        case brick(volume: String, brick: String)
        case mount(mountpoint: String)
        case site(caddy: String, site: String, root: String)
        case caddy(String)
        case log(caddy: String, source: String)
    }
}

/// Where a brick belongs, and how its last answer came.
public struct BrickFact: Sendable, Hashable {
    public var volume: String
    public var subvolume: String
    /// `host:/path`.
    public var brick: String
    /// `data` or `arbiter`.
    public var role: String
    /// Whether this exporter asks it by itself.
    public var isWatched: Bool
    /// Whether the volume's own client is connected to it; nil while it is not known.
    public var isConnected: Bool?
    /// Seconds that its last answer took; nil without one.
    public var roundTrip: Double?

    public init(
        volume: String,
        subvolume: String,
        brick: String,
        role: String = "data",
        isWatched: Bool = true,
        isConnected: Bool? = nil,
        roundTrip: Double? = nil
    ) {
        self.volume = volume
        self.subvolume = subvolume
        self.brick = brick
        self.role = role
        self.isWatched = isWatched
        self.isConnected = isConnected
        self.roundTrip = roundTrip
    }
}
