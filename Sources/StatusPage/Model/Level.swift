/// How much something wants a person, from nothing to now.
public enum Level: Int, Sendable, Hashable, Comparable, CaseIterable {
    /// Known to be well.
    case good
    /// Worth knowing, and nothing to do.
    case note
    /// Nobody knows: that is never good.
    case unknown
    case warning
    case bad

    public static func < (one: Level, other: Level) -> Bool { one.rawValue < other.rawValue }

    /// Beside the colour, for whoever sees none.
    var symbol: String {
        switch self {
        case .good: "✓"
        case .note: "·"
        case .unknown: "?"
        case .warning: "!"
        case .bad: "✕"
        }
    }

    var word: String {
        switch self {
        case .good: "ok"
        case .note: "note"
        case .unknown: "unknown"
        case .warning: "warning"
        case .bad: "critical"
        }
    }
}

/// Something that a person should read first, and where on the page it stands.
public struct Problem: Sendable, Hashable {
    public var level: Level
    public var words: String
    /// The `id` of its place.
    public var anchor: String

    init(_ level: Level, _ words: String, at anchor: String) {
        self.level = level
        self.words = words
        self.anchor = anchor
    }
}

extension Sequence<Problem> {
    var worst: Level { map(\.level).max() ?? .good }
}
