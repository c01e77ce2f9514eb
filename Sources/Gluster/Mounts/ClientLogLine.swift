/// One line of a FUSE client's log, in Gluster's anchored format, or a folded one.
///
///     [2026-11-20 20:55:28.70 +0000] W [fuse-bridge.c:1400:fuse_attr_cbk] 0-glusterfs-fuse: 70: STAT() / => -1 (…)
///     The message "W [MSGID: 114031] [client-rpc-fops_v2.c:2618:…] 0-…: …" repeated 715 times between [t1] and [t2]
///
/// A path may hold a line feed, and with it a whole forged line: nothing here can tell.
struct ClientLogLine: Sendable, Hashable {
    var key: MountState.MessageKey
    /// How often it was said.
    var count: UInt64

    /// Nil for what is no message: graph dumps, stack traces, the rest of a message of several lines.
    init?(_ line: ArraySlice<UInt8>) {
        if line.starts(with: Self.folded) {
            var scanner = LineScanner(line.dropFirst(Self.folded.count))
            guard let (message, count) = scanner.repetition() else { return nil }
            self.init(message: message, count: count)
        } else {
            var scanner = LineScanner(line)
            guard scanner.skipTime() else { return nil }
            self.init(message: scanner.rest, count: 1)
        }
    }

    private static let folded = Array("The message \"".utf8)

    /// From the level on.
    private init?(message: ArraySlice<UInt8>, count: UInt64) {
        var scanner = LineScanner(message)
        guard let letter = scanner.next(), let level = Self.level(letter), scanner.skip(" ") else { return nil }
        var number: UInt64?
        if scanner.skip("[MSGID: ") {
            number = scanner.number()
            guard number != nil, scanner.skip("] ") else { return nil }
        }
        guard let file = scanner.sourceFile() else { return nil }
        let text = ClientEvent.Message(level: letter, number: number, file: file, text: scanner.rest)
        key = MountState.MessageKey(level: level, event: ClientEvent(text).rawValue)
        self.count = count
    }

    static func level(_ letter: UInt8) -> String? {
        switch letter {
        case UInt8(ascii: "M"): "emergency"
        case UInt8(ascii: "A"): "alert"
        case UInt8(ascii: "C"): "critical"
        case UInt8(ascii: "E"): "error"
        case UInt8(ascii: "W"): "warning"
        case UInt8(ascii: "N"): "notice"
        case UInt8(ascii: "I"): "info"
        case UInt8(ascii: "D"): "debug"
        case UInt8(ascii: "T"): "trace"
        default: nil
        }
    }
}

/// What a message of a FUSE client is about.
enum ClientEvent: String, CaseIterable {
    case staleHandle = "stale_handle"
    case splitBrain = "split_brain"
    case quorumLost = "quorum_lost"
    case allBricksDown = "all_bricks_down"
    case brickDisconnected = "brick_disconnected"
    case pingTimeout = "ping_timeout"
    case other

    struct Message {
        var level: UInt8
        var number: UInt64?
        /// `fuse-bridge.c`.
        var file: ArraySlice<UInt8>
        /// From the translator's name on, without blanks at its end.
        var text: ArraySlice<UInt8>
    }

    /// By message numbers, which stay from release to release, and by the end of a line, where no path stands.
    init(_ message: Message) {
        let text = message.text
        switch message.number {
        case 108008: self = .splitBrain
        case 108001: self = .quorumLost
        case 108006 where text.holds(": All subvolumes are down"): self = .allBricksDown
        case 114018: self = .brickDisconnected
        case 114031 where text.ends(with: "Stale file handle}]") || text.ends(with: "[Stale file handle]"):
            self = .staleHandle
        case nil where message.file.elementsEqual("fuse-bridge.c".utf8):
            let isStale = text.ends(with: "(Stale file handle)") && text.holds(" => -1 ")
            self = isStale ? .staleHandle : .other
        case nil where message.file.elementsEqual("rpc-clnt-ping.c".utf8):
            let isPing = message.level == UInt8(ascii: "C") && text.holds(" has not responded in the last ")
            self = isPing ? .pingTimeout : .other
        default: self = .other
        }
    }
}

extension ArraySlice<UInt8> {
    fileprivate func ends(with words: String) -> Bool { suffix(words.utf8.count).elementsEqual(words.utf8) }

    fileprivate func holds(_ words: String) -> Bool {
        let words = Array(words.utf8)
        guard let first = words.first else { return true }
        var rest = self
        while let place = rest.firstIndex(of: first) {
            if rest[place...].starts(with: words) { return true }
            rest = rest[(place + 1)...]
        }
        return false
    }
}
