/// Takes an application's lines out of what a container runtime wrapped around them.
struct Unwrapper {
    let framing: LogSource.Framing
    /// Bytes that a line may have, its `\n` included.
    let limit: Int
    var pieces = Pieces()
    private(set) var unparsed: UInt64 = 0
    private(set) var oversized: UInt64 = 0
    private var lines: [UInt8] = []

    init(framing: LogSource.Framing, limit: Int) {
        self.framing = framing
        self.limit = limit
    }

    /// Gives the lines in the wrapped ones to `deliver`, all at once.
    mutating func unwrap(_ wrapped: RawSpan, _ deliver: (RawSpan) -> Void) {
        guard framing != .plain else { return deliver(wrapped) }
        lines.removeAll(keepingCapacity: true)
        unsafe wrapped.withUnsafeBytes { bytes in
            let parts = unsafe bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            unsafe parts.dropLast().forEach { unsafe take($0) }
        }
        if !lines.isEmpty { unsafe deliver(lines.span.bytes) }
    }

    private mutating func take(_ line: some RandomAccessCollection<UInt8>) {
        let entry = framing == .docker ? WrappedLine(line) : WrappedLine(cri: line)
        guard let entry else {
            unparsed += 1
            return
        }
        let fits = pieces.add(entry.text, of: entry.stream, isLast: entry.isLast, limit: limit, to: &lines)
        if !fits { oversized += 1 }
    }
}

/// One line of a container's log.
struct WrappedLine: Hashable {
    var stream: String
    var text: [UInt8]
    /// Whether the application's line ends with it.
    var isLast: Bool

    /// `{"log":"…\n","stream":"stderr","time":"…"}`; a line that is not over has no `\n`.
    init?(_ line: some Collection<UInt8>) {
        var scanner = JSONScanner(line)
        guard let members = scanner.object(["log", "stream"]), var text = members["log"],
            let stream = members["stream"].flatMap(Self.stream)
        else { return nil }
        isLast = text.last == UInt8(ascii: "\n")
        if isLast { text.removeLast() }
        self.text = text
        self.stream = stream
    }

    /// `2026-11-20T21:05:02.881000000Z stderr F …`; `P` for a line that is not over.
    init?(cri line: some Collection<UInt8>) {
        let fields = line.split(separator: UInt8(ascii: " "), maxSplits: 3, omittingEmptySubsequences: false)
        guard fields.count == 4, let first = fields[0].first, (48...57).contains(first),
            let stream = Self.stream(fields[1]),
            let tag = fields[2].split(separator: UInt8(ascii: ":")).first, tag.count == 1
        else { return nil }
        switch tag.first {
        case UInt8(ascii: "F"): isLast = true
        case UInt8(ascii: "P"): isLast = false
        default: return nil
        }
        self.stream = stream
        text = Array(fields[3])
    }

    private static func stream(_ name: some Sequence<UInt8>) -> String? {
        ["stdout", "stderr"].first { $0.utf8.elementsEqual(name) }
    }
}
