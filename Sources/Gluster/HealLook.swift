/// What was seen in the entries of one set that wait for heal.
public struct HealLook: Sendable, Hashable {
    public var subvolume: String
    /// In the order in which they were first listed.
    public var entries: [WaitingEntry]
    /// Whether there are more entries, or more in them, than could be looked at so far.
    public var isTruncated: Bool
    /// Whether more entries wait than can be known at a time: which of them are known changes with the others.
    public var isCut: Bool

    public init(subvolume: String, entries: [WaitingEntry] = [], isTruncated: Bool = false, isCut: Bool = false) {
        self.subvolume = subvolume
        self.entries = entries
        self.isTruncated = isTruncated
        self.isCut = isCut
    }
}

/// One file or directory that waits for heal.
public struct WaitingEntry: Sendable, Hashable {
    public var gfid: GFID
    /// Nil until it was looked at.
    public var verdict: HealVerdict?
    /// Within the volume; known of a few only.
    public var path: String?

    public init(gfid: GFID, path: String? = nil, verdict: HealVerdict? = nil) {
        self.gfid = gfid
        self.path = path
        self.verdict = verdict
    }
}

/// What is wrong with an entry.
public struct HealVerdict: Sendable, Hashable {
    /// The kinds for which every copy is accused by another. Of data and metadata nothing heals that but a person's
    /// decision; names the self-heal daemon merges, unless some of them are ``mismatched``.
    public var splitBrain: HealKinds
    /// For each brick of the set, in its order: the kinds for which other copies accuse it.
    public var blamed: [HealKinds]
    /// How many names in this directory have different files behind them on different bricks.
    public var mismatched: Int

    public init(splitBrain: HealKinds = [], blamed: [HealKinds] = [], mismatched: Int = 0) {
        self.splitBrain = splitBrain
        self.blamed = blamed
        self.mismatched = mismatched
    }

    public var isSplitBrain: Bool { !splitBrain.isEmpty || mismatched > 0 }
}

/// What of an entry differs between its copies.
public struct HealKinds: OptionSet, Sendable, Hashable {
    public let rawValue: UInt32

    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    public static let data = HealKinds(rawValue: 1)
    public static let metadata = HealKinds(rawValue: 2)
    /// The names in a directory.
    public static let entry = HealKinds(rawValue: 4)

    /// Each kind and what a label calls it, in the order of AFR's counters.
    public static let named: [(name: String, kind: HealKinds)] = [
        ("data", .data), ("metadata", .metadata), ("entry", .entry),
    ]
}
