/// When a set of bricks accepts writes.
public enum WriteRule: Sendable, Hashable {
    /// One brick with data is enough: a brick of its own, or `quorum-type none`.
    case any
    /// More than half of the bricks, or half of an even number with the first among them: `quorum-type auto`.
    case majority
    /// A fixed number: `quorum-type fixed`, and a disperse set's bricks less its redundancy.
    case atLeast(Int)

    /// How many more bricks may fail before writes fail, in the worst order.
    ///
    /// 0: the next failure may be an outage. Negative: it is one, and so many bricks at least must come back.
    /// `bricks` are the roles of the set's bricks, in the volume's order, and `up` which of them are connected.
    public func spare(_ bricks: [Brick.Role], up: [Bool]) -> Int {
        let classes = SetClasses(bricks, up: up)
        let standing = Standing(first: classes.firstUp, data: classes.dataUp, arbiters: classes.arbitersUp)
        if accepts(standing, of: bricks.count) {
            let fatal = classes.losses.filter { !accepts(standing - $0, of: bricks.count) }
            return (fatal.map(\.count).min() ?? 1) - 1
        }
        let saving = classes.returns.filter { accepts(standing + $0, of: bricks.count) }
        return -(saving.map(\.count).min() ?? bricks.count + 1)
    }

    private func accepts(_ standing: Standing, of total: Int) -> Bool {
        guard standing.first + standing.data > 0 else { return false }  // An arbiter alone has no data.
        switch self {
        case .any: return true
        case .majority:
            return 2 * standing.count > total || (2 * standing.count == total && standing.first == 1)
        case .atLeast(let needed): return standing.count >= needed
        }
    }
}

/// Numbers of bricks by what quorum tells apart: the first brick, other bricks with data, arbiters.
private struct Standing {
    var first: Int
    var data: Int
    var arbiters: Int

    var count: Int { first + data + arbiters }

    static func + (one: Standing, other: Standing) -> Standing {
        Standing(first: one.first + other.first, data: one.data + other.data, arbiters: one.arbiters + other.arbiters)
    }

    static func - (one: Standing, other: Standing) -> Standing {
        Standing(first: one.first - other.first, data: one.data - other.data, arbiters: one.arbiters - other.arbiters)
    }
}

private struct SetClasses {
    private(set) var firstUp = 0
    private(set) var dataUp = 0
    private(set) var arbitersUp = 0
    private var firstDown = 0
    private var dataDown = 0
    private var arbitersDown = 0

    init(_ roles: [Brick.Role], up: [Bool]) {
        for (index, (role, up)) in zip(roles, up).enumerated() {
            switch (role, index) {
            case (.arbiter, _): if up { arbitersUp += 1 } else { arbitersDown += 1 }
            case (.data, 0): if up { firstUp += 1 } else { firstDown += 1 }
            case (.data, _): if up { dataUp += 1 } else { dataDown += 1 }
            }
        }
    }

    /// Every number of bricks that can still fail.
    var losses: [Standing] { combinations(firstUp, dataUp, arbitersUp) }

    /// Every number of bricks that can come back.
    var returns: [Standing] { combinations(firstDown, dataDown, arbitersDown) }

    private func combinations(_ first: Int, _ data: Int, _ arbiters: Int) -> [Standing] {
        (0...first).flatMap { first in
            (0...data).flatMap { data in
                (0...arbiters).map { Standing(first: first, data: data, arbiters: $0) }
            }
        }
    }
}
