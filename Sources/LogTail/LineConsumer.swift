/// Whoever makes sense of a log's lines.
public protocol LineConsumer: Sendable {
    /// Takes some whole lines, each with its `\n` at the end, and each once.
    mutating func take(_ lines: RawSpan)
}

/// Where lines come from.
public enum LogSource: Sendable, Hashable {
    case file(String, Framing)
    /// Of a systemd unit.
    case journal(unit: String)

    /// How a file wraps an application's lines.
    public enum Framing: String, Sendable, Hashable, CaseIterable {
        case plain
        /// Docker's json-file: `{"log":"…\n","stream":"stderr","time":"…"}`.
        case docker
        /// Kubernetes' CRI: `TIME stderr F …`.
        case cri
    }
}

/// How far a log has been read, since the exporter began to.
public struct TailProgress: Sendable, Hashable {
    /// Of the log itself, wrapping included.
    public var readBytes: UInt64 = 0
    /// Lines that are longer than can be, and were skipped.
    public var oversizedLines: UInt64 = 0
    /// Wrapped lines that could not be unwrapped.
    public var unparsedLines: UInt64 = 0
    /// Lines that their file ended in without a `\n`, and that were passed over.
    public var cutLines: UInt64 = 0
    public var rotations: UInt64 = 0
    public var truncations: UInt64 = 0
    /// How often the place to go on at was gone, or could not be read: lines may be missing there.
    public var gaps: UInt64 = 0
    /// What is written and not read yet; nil when that cannot be known.
    public var lagBytes: UInt64?
    /// Why it cannot be read at present, in a sentence that stays the same as long as the reason does; nil when it can.
    public var problem: String?
    /// Whether the first look is over: until then nothing is known of it.
    public var isLookedAt = false

    public init() {}
}
