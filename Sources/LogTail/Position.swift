/// Where to go on with a log, also after a restart.
enum Position: Sendable, Hashable {
    case file(FilePosition)
    case journal(JournalPosition)
}

struct FilePosition: Sendable, Hashable {
    /// 0: the file was not there yet.
    var inode: UInt64 = 0
    /// The first byte that is not delivered, in the file as it was written.
    var offset: UInt64 = 0
    /// Of what stands before the offset.
    var check = Fingerprint.empty
    /// When the file was last written to, as far as it has been read: nanoseconds since 1970, by the file's own clock.
    var modified: Int64 = 0
    /// The time in the name of the newest file that was put aside before this one; `""` when there is none.
    var after = ""
    /// Numbered files that had been put aside before this one.
    var known: Set<FileStamp> = []
    /// Whether the offset is inside a line that is too long.
    var isSkipping = false
    /// Wrapped lines of which the end is still to come.
    var pieces = Pieces()
}

struct JournalPosition: Sendable, Hashable {
    /// Of the last entry that was delivered; `""` when the journal had none.
    var cursor = ""
    var pieces = Pieces()
}

/// A file that is not written to any more; an inode alone may be another file's soon.
struct FileStamp: Sendable, Hashable {
    var inode: UInt64
    /// Nanoseconds since 1970.
    var modified: Int64
}

/// Lines that arrive in pieces, each by the stream that it belongs to.
struct Pieces: Sendable, Hashable {
    /// Streams that may have an unfinished line at a time.
    static let limit = 64

    var unfinished: [String: [UInt8]] = [:]
    /// Streams whose line became too long, and is passed over up to its end.
    var skipped: Set<String> = []

    var isEmpty: Bool { unfinished.isEmpty && skipped.isEmpty }

    /// Adds a piece, and gives the line to `lines` when it is the last one of it; false when the line has just become
    /// too long for the limit, its `\n` included.
    mutating func add(
        _ piece: some Collection<UInt8>,
        of stream: String,
        isLast: Bool,
        limit: Int,
        to lines: inout [UInt8]
    ) -> Bool {
        if skipped.contains(stream) {
            if isLast { skipped.remove(stream) }
            return true
        }
        let begun = unfinished[stream]?.count ?? 0
        guard begun + piece.count < limit else {
            unfinished[stream] = nil
            if !isLast, hasRoom(for: stream) { skipped.insert(stream) }
            return false
        }
        guard isLast else {
            if hasRoom(for: stream) { unfinished[stream, default: []] += piece }
            return true
        }
        if begun > 0 { lines += unfinished.removeValue(forKey: stream) ?? [] }
        lines += piece
        lines.append(UInt8(ascii: "\n"))
        return true
    }

    private func hasRoom(for stream: String) -> Bool {
        unfinished[stream] != nil || unfinished.count + skipped.count < Self.limit
    }
}
