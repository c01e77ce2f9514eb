import CLinux
import Glibc
import Host

/// Follows one path through whatever happens to the files there. It never waits and has no clock: somebody calls
/// ``step(_:now:_:)`` whenever there may be something new.
struct FileTailer {
    let path: String
    let limits: TailLimits
    var progress = TailProgress()
    /// Nil before the first look.
    var place: FilePosition?
    var current: OpenLog?
    var unwrapper: Unwrapper
    /// Size and time of the present file when it was last read to its end.
    var seen: (size: UInt64, modified: Int64)?
    /// Lines of the file itself that were too long.
    var cutOversized: UInt64 = 0
    /// Since when the open file has no name, and has not grown.
    private var nameless: (since: ContinuousClock.Instant, size: UInt64)?

    init(path: String, framing: LogSource.Framing, place: FilePosition?, limits: TailLimits = TailLimits()) {
        self.path = path
        self.limits = limits
        self.place = place
        unwrapper = Unwrapper(framing: framing, limit: limits.line)
        unwrapper.pieces = place?.pieces ?? Pieces()
    }

    /// Lines that are written from now on are news, also those before the first look; what cannot be read now begins at
    /// its end when it can.
    mutating func begin() {
        guard place == nil, !isCompressed else { return }
        try? start()
    }

    /// Reads what is there and gives its lines to `deliver`.
    ///
    /// - Returns: Whether there is more to do at once.
    mutating func step(_ window: Window, now: ContinuousClock.Instant, _ deliver: (RawSpan) -> Void) -> Bool {
        do {
            let more = try look(window, now, deliver)
            place?.pieces = unwrapper.pieces
            progress.unparsedLines = unwrapper.unparsed
            progress.oversizedLines = cutOversized + unwrapper.oversized
            updateLag()
            return more
        } catch {
            // Such a file is opened anew the next time: a stale handle stays stale.
            if let problem = error as? LogProblem {
                progress.problem = problem.text
            } else {
                progress.problem = LogProblem(error, path).text
                current = nil
            }
            progress.lagBytes = nil
            return false
        }
    }

    private mutating func look(
        _ window: Window,
        _ now: ContinuousClock.Instant,
        _ deliver: (RawSpan) -> Void
    ) throws -> Bool {
        if isCompressed { throw LogProblem("\(path) is compressed") }
        if current == nil {
            try find(window)
            guard current != nil else { return false }
        }
        guard let log = current else { return false }
        let isFinal = log.isFinal
        do {
            if try read(log, window, deliver) { return true }
        } catch let error as SystemError where error.code == EBADMSG && log.gzip != nil {
            progress.gaps += 1
            log.isFinal = true
            return try moveOn(from: log)
        }
        progress.problem = nil
        if isFinal || log.gzip != nil { return try moveOn(from: log) }
        return try isOver(log, now)
    }

    /// Whether the writer has gone on to another file: then the rest of this one is read once more.
    private mutating func isOver(_ log: OpenLog, _ now: ContinuousClock.Instant) throws -> Bool {
        let live: clinux_file
        do throws(SystemError) {
            live = try clinux_file.of(path)
        } catch {
            guard error.code == ENOENT else { throw LogProblem(error, path) }
            guard newer(than: log).isEmpty else {
                log.isFinal = true
                return true
            }
            return closeIfNameless(log, now)
        }
        nameless = nil
        if live.identity == log.identity {
            log.name = nil
            return false
        }
        guard live.isRegular else { throw LogProblem("\(path) is no regular file") }
        // The new file may have been made by somebody else than the writer, who will come to it later.
        let isWaiting = try live.size == 0 && log.status().links > 0 && newer(than: log).isEmpty
        log.isFinal = !isWaiting
        return log.isFinal
    }

    /// A removed file takes room as long as it is open.
    private mutating func closeIfNameless(_ log: OpenLog, _ now: ContinuousClock.Instant) -> Bool {
        guard let size = seen?.size else { return false }
        guard let nameless, nameless.size == size else {
            nameless = (now, size)
            return false
        }
        guard now - nameless.since > limits.nameless else { return false }
        if let place, size > place.offset, !place.isSkipping { progress.cutLines += 1 }
        current = nil
        self.nameless = nil
        place = absent()
        progress.problem = "\(path) is missing"
        return false
    }

    private var isCompressed: Bool { path.hasSuffix(".gz") || path.hasSuffix(".zst") }

    private mutating func updateLag() {
        guard let log = current, let place, log.gzip == nil, let status = try? log.status() else {
            progress.lagBytes = nil
            return
        }
        let own = status.size - min(status.size, place.offset)
        if log.name == nil, !log.isFinal {
            progress.lagBytes = own
            return
        }
        let others = newer(than: log)
        let isKnown = others.allSatisfy { $0.name.compression == .none }
        let live = (try? clinux_file.of(path)).map { $0.identity == log.identity ? 0 : $0.size } ?? 0
        // A sparse file is as large as somebody says.
        let sizes = [live] + others.map(\.size)
        progress.lagBytes = isKnown ? sizes.reduce(own) { $0.saturated(adding: $1) } : nil
    }
}
