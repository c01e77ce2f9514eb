/// What bounds the work and the memory of following a log.
struct TailLimits: Sendable, Hashable {
    /// Bytes of a line, its `\n` included, that are still delivered.
    var line = 256 << 10
    /// Bytes that are read at a time, beside a line's.
    var chunk = 256 << 10
    /// Bytes that are read in one step, so that the others get their turn.
    var step = 64 << 20
    /// How long a file without a name is kept open when nothing more is written to it.
    var nameless: Duration = .seconds(600)

    /// Bytes before the position by which a file is known again.
    static let history = 4096

    /// What a window must hold.
    var window: Int { line + chunk + Self.history }
}
