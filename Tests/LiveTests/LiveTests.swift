import Testing

/// Everything against the real thing, one test at a time: they share one cluster.
@Suite("Live", .serialized, .timeLimit(.minutes(10)), .mending)
struct LiveTests {}

extension Lab {
    static let volumes = ["photos", "media", "office", "archive", "scratch"]
    static let brickCount = 3 + 6 + 6 + 3 + 3
}
