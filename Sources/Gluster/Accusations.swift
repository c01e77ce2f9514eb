/// Which copy of an entry says of which other that it is behind: AFR's changelog (`trusted.afr.VOLUME-client-N`).
struct Accusations: Sendable, Hashable {
    /// What the copy on each brick says of each brick, itself left empty; nil where it could not be asked.
    private var rows: [[HealKinds]?]
    private let roles: [Brick.Role]

    /// Nobody has been asked yet.
    init(_ roles: [Brick.Role]) {
        self.roles = roles
        rows = Array(repeating: nil, count: roles.count)
    }

    /// Notes that a brick accuses nobody, whatever it said before.
    mutating func acquit(by brick: Int) {
        rows[brick] = Array(repeating: [], count: rows.count)
    }

    /// Notes what the copy on `brick` says of `other`.
    mutating func add(_ kinds: HealKinds, of other: Int, by brick: Int) {
        guard brick != other else { return }
        if rows[brick] == nil { acquit(by: brick) }
        rows[brick]?[other].formUnion(kinds)
    }

    /// Twelve bytes: big-endian counters of pending data, metadata and entry operations. Nil for anything else.
    static func kinds(_ value: [UInt8]) -> HealKinds? {
        guard value.count == 12 else { return nil }
        var kinds: HealKinds = []
        for (index, named) in HealKinds.named.enumerated()
        where value[index * 4..<index * 4 + 4].contains(where: { $0 != 0 }) {
            kinds.insert(named.kind)
        }
        return kinds
    }

    /// The kinds for which every copy is accused by another: split-brain, unless AFR's quorum rule finds a way out.
    /// An arbiter has no data to heal from.
    var undecided: HealKinds {
        HealKinds.named.map(\.kind).reduce(into: []) { undecided, kind in
            if copies(kind).allSatisfy({ accusers(of: $0, kind) > 0 }) { undecided.insert(kind) }
        }
    }

    /// The kinds for which every copy is accused by a quorum of the others: then AFR reads none of them.
    var condemned: HealKinds {
        HealKinds.named.map(\.kind).reduce(into: []) { condemned, kind in
            let quorum = min(rows.count / 2 + 1, rows.count - 1)
            if copies(kind).allSatisfy({ accusers(of: $0, kind) >= quorum }) { condemned.insert(kind) }
        }
    }

    /// For each brick the kinds for which it is behind: another accuses it, and it does not accuse back, or has more
    /// against it than that other has.
    var blamed: [HealKinds] {
        rows.indices.map { brick in
            HealKinds.named.map(\.kind).reduce(into: []) { blamed, kind in
                let isBehind = rows.indices.contains { other in
                    accuses(other, brick, kind)
                        && (!accuses(brick, other, kind) || accusers(of: brick, kind) > accusers(of: other, kind))
                }
                if isBehind { blamed.insert(kind) }
            }
        }
    }

    private func copies(_ kind: HealKinds) -> [Int] {
        rows.indices.filter { kind != .data || roles[$0] == .data }
    }

    private func accusers(of brick: Int, _ kind: HealKinds) -> Int {
        rows.indices.count { accuses($0, brick, kind) }
    }

    private func accuses(_ brick: Int, _ other: Int, _ kind: HealKinds) -> Bool {
        rows[brick]?[other].contains(kind) ?? false
    }
}

/// What AFR itself says of an entry's data and metadata (`replica.split-brain-status`).
enum SplitBrainStatus {
    /// `data-split-brain:yes    metadata-split-brain:no    Choices:…`, or a sentence that says there is none; nil for
    /// anything else.
    static func parse(_ text: String) -> HealKinds? {
        if text.contains("not under data or metadata split-brain") { return [] }
        guard text.contains("data-split-brain:") else { return nil }
        var kinds: HealKinds = []
        for word in text.split(whereSeparator: \.isWhitespace) {
            if word == "data-split-brain:yes" { kinds.insert(.data) }
            if word == "metadata-split-brain:yes" { kinds.insert(.metadata) }
        }
        return kinds
    }
}
