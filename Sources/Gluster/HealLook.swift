/// What was seen in the entries of one set that wait for heal.
public struct HealLook: Sendable, Hashable {
    public var subvolume: String
    /// In the order in which they were first listed.
    public var entries: [WaitingEntry]
    /// Whether there are more entries, or more in them, than could be looked at so far.
    public var isTruncated: Bool

    public init(subvolume: String, entries: [WaitingEntry] = [], isTruncated: Bool = false) {
        self.subvolume = subvolume
        self.entries = entries
        self.isTruncated = isTruncated
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
    /// The kinds for which every copy is accused by another: nothing heals them but a person's decision.
    public var splitBrain: HealKinds
    /// For each brick of the set, in its order: the kinds for which other copies accuse it.
    public var blamed: [HealKinds]
    /// Names in this directory behind which the bricks have different files.
    public var mismatched: [String]

    public init(splitBrain: HealKinds = [], blamed: [HealKinds] = [], mismatched: [String] = []) {
        self.splitBrain = splitBrain
        self.blamed = blamed
        self.mismatched = mismatched
    }

    public var isSplitBrain: Bool { !splitBrain.isEmpty || !mismatched.isEmpty }
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
