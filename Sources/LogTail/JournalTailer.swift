import Glibc
import Host

/// Follows what a unit's processes say in the journal, one line for each message.
struct JournalTailer: Tailer {
    /// Entries of one step.
    private static let batch = 4096

    private let unit: String
    /// Where the journal's files are; nil for this machine's journal.
    private let directory: String?
    /// Why the journal cannot be read, if that is known.
    private let obstacle: (String?) -> String?
    let limits: TailLimits
    private(set) var progress = TailProgress()
    private var place: JournalPosition?
    private var journal: Journal?
    /// Whether the place in the journal has to be sought first.
    private var isSeeking = false

    init(
        unit: String,
        directory: String? = nil,
        place: JournalPosition?,
        limits: TailLimits = TailLimits(),
        obstacle: @escaping (String?) -> String? = JournalAccess.problem
    ) {
        self.unit = unit
        self.directory = directory
        self.obstacle = obstacle
        self.place = place
        self.limits = limits
    }

    var position: Position? { place.map { .journal($0) } }
    var descriptor: CInt? { journal?.descriptor }

    mutating func step(_ window: Window, now: ContinuousClock.Instant, _ deliver: (RawSpan) -> Void) -> Bool {
        do throws(SystemError) {
            return try read(deliver)
        } catch {
            journal = nil
            progress.problem = "the journal of \(unit): \(error)"
            progress.lagBytes = nil
            return false
        }
    }

    private mutating func read(_ deliver: (RawSpan) -> Void) throws(SystemError) -> Bool {
        progress.problem = obstacle(directory)
        guard progress.problem == nil else {
            // libsystemd would show an empty journal, and what it has would be taken for new when it may be read.
            journal = nil
            progress.lagBytes = nil
            return false
        }
        if journal == nil {
            journal = try Journal(directory: directory, match: "_SYSTEMD_UNIT=\(unit)")
            isSeeking = place != nil
            if place == nil { try start() }
        }
        guard let journal else { return false }
        if try journal.process() { isSeeking = true }
        var isAt = true
        if isSeeking { isAt = try seek(journal) } else { isAt = try journal.next() }
        var lines: [UInt8] = []
        var count = 0
        defer { if !lines.isEmpty { unsafe deliver(lines.span.bytes) } }
        while isAt {
            take(journal, &lines)
            place?.cursor = try journal.cursor
            count += 1
            if count == Self.batch || lines.count > limits.chunk {
                progress.lagBytes = nil
                return true
            }
            isAt = try journal.next()
        }
        progress.lagBytes = 0
        return false
    }

    /// History is no news: begins behind the last entry.
    private mutating func start() throws(SystemError) {
        guard let journal else { return }
        place = JournalPosition()
        try journal.seekTail()
        if try journal.previous() {
            place?.cursor = try journal.cursor
        } else {
            isSeeking = true
        }
    }

    /// Goes to the first entry that is not delivered; false when there is none yet.
    private mutating func seek(_ journal: Journal) throws(SystemError) -> Bool {
        guard let cursor = place?.cursor, cursor != "" else {
            try journal.seekHead()
            let found = try journal.next()
            isSeeking = !found
            return found
        }
        try journal.seek(cursor)
        guard try journal.next() else { return false }
        isSeeking = false
        if try journal.isAt(cursor) { return try journal.next() }
        progress.gaps += 1
        place?.pieces = Pieces()
        return true
    }

    /// journald cuts a line that is too long for it; the pieces say so.
    private mutating func take(_ journal: Journal, _ lines: inout [UInt8]) {
        let stream = String(decoding: (try? journal.field("_STREAM_ID")) ?? [], as: UTF8.self)
        let isCut = (try? journal.field("_LINE_BREAK")).map { $0.elementsEqual("line-max".utf8) } ?? false
        do throws(SystemError) {
            let message = try journal.field("MESSAGE")
            progress.readBytes += UInt64(message.count)
            let fits = place?.pieces.add(message, of: stream, isLast: !isCut, limit: limits.line, to: &lines) ?? true
            if !fits { progress.oversizedLines += 1 }
        } catch {
            if error.code != ENOENT { progress.gaps += 1 }
        }
    }
}
