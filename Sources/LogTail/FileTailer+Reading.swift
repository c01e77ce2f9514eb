import CLinux
import Glibc
import Host

extension FileTailer {
    /// Reads the file to its end, or as much as one step may.
    ///
    /// - Returns: Whether there is more, or the file has to be looked at anew.
    mutating func read(_ log: OpenLog, _ window: Window, _ deliver: (RawSpan) -> Void) throws -> Bool {
        guard var place else { return false }
        let status = try log.status()
        if log.gzip == nil {
            if status.size < place.offset { return try truncated(log, window) }
            if let seen, seen == (status.size, status.modified) { return false }
            guard try begin(log, at: place, window) else { return try truncated(log, window) }
        } else if let gzip = log.gzip {
            window.load(gzip.rest.content, history: gzip.rest.history)
        }
        var cutter = LineCutter(limit: limits.line)
        cutter.isSkipping = place.isSkipping
        defer {
            cutOversized += cutter.oversized
            place.isSkipping = cutter.isSkipping
            place.check = window.check
            place.modified = max(place.modified, status.modified)
            self.place = place
            log.gzip?.rest = (window.content, window.history)
        }
        var total = 0
        var isEnd = false
        while true {
            let consumed = window.withUnread { bytes in
                cutter.cut(bytes) { lines in unwrapper.unwrap(lines, deliver) }
            }
            window.advance(consumed)
            place.offset += UInt64(consumed)
            progress.readBytes += UInt64(consumed)
            total += consumed
            if isEnd || total >= limits.step { break }
            isEnd = try log.read(at: place.offset + UInt64(window.unread), into: window) == 0
        }
        seen = isEnd ? (place.offset + UInt64(window.unread), status.modified) : nil
        return !isEnd
    }

    /// Loads what stands before the position and what follows; false when it is not what it was.
    private func begin(_ log: OpenLog, at place: FilePosition, _ window: Window) throws -> Bool {
        window.clear()
        guard place.offset >= UInt64(place.check.length) else { return false }
        _ = try log.read(at: place.offset - UInt64(place.check.length), into: window)
        guard window.filled >= place.check.length else { return false }
        window.history = place.check.length
        return window.check == place.check
    }

    /// The file has been emptied: what was not read may stand in a copy; then it begins anew.
    private mutating func truncated(_ log: OpenLog, _ window: Window) throws -> Bool {
        guard let place else { return false }
        progress.truncations += 1
        if let copy = copy(of: place, window, without: log.identity) {
            enter(copy, at: place)
        } else {
            enter(log, at: FilePosition(after: place.after, known: stamps(rolledFiles())))
            unwrapper.pieces = Pieces()
        }
        return true
    }

    /// Goes on in a file.
    mutating func enter(_ log: OpenLog, at place: FilePosition) {
        current = log
        self.place = place
        self.place?.inode = log.identity.inode
        seen = nil
    }

    /// Whether the file is the one that has the position; a compressed one then stands there.
    func matches(_ log: OpenLog, _ place: FilePosition, _ window: Window) -> Bool {
        guard place.check.length > 0 else { return false }
        window.clear()
        guard let gzip = log.gzip else {
            guard let status = try? log.status(), status.size >= place.offset else { return false }
            return (try? begin(log, at: place, window)) ?? false
        }
        guard place.offset >= UInt64(place.check.length) else { return false }
        // So much stands before the bytes to compare.
        var ahead = place.offset - UInt64(place.check.length)
        while window.filled < place.check.length || ahead > 0 {
            guard let count = try? gzip.read(into: window), count > 0 else { return false }
            let passed = min(ahead, UInt64(window.filled))
            window.history = 0
            window.drop(Int(passed))
            ahead -= passed
        }
        window.history = place.check.length
        gzip.rest = (window.content, window.history)
        return window.check == place.check
    }
}
