import CLinux
import Glibc
import Host

/// A file beside the log that the log was once.
struct RolledFile {
    var name: RolledName
    var path: String
    var identity: FileIdentity
    var size: UInt64
    var modified: Int64

    var stamp: FileStamp { FileStamp(inode: identity.inode, modified: modified) }
}

extension FileTailer {
    /// The first look, and the one after a time without an open file.
    mutating func find(_ window: Window) throws {
        guard let place else { return try start() }
        let live = try? openLive()
        if place.offset > 0 {
            let isSame = live?.identity.inode == place.inode
            if let live, isSame, matches(live, place, window) { return enter(live, at: place) }
            if let copy = copy(of: place, window, without: nil) { return enter(copy, at: place) }
            if let live, !isSame, matches(live, place, window) { return enter(live, at: place) }
        }
        let unread = newer(than: nil)
        if live == nil, unread.isEmpty {
            _ = try openLive()
            return
        }
        if place.offset > 0 {
            if let live, live.identity.inode == place.inode, unread.isEmpty {
                progress.truncations += 1
            } else {
                progress.gaps += 1
            }
            unwrapper.pieces = Pieces()
        }
        _ = try moveOn(from: nil)
    }

    /// History is no news: begins at the end, with the line that is not over yet; before the first byte of a file that is
    /// not there, which then is an error.
    mutating func start() throws {
        let rolled = rolledFiles()
        let log: OpenLog
        do {
            log = try openLive()
        } catch let error as SystemError where error.code == ENOENT {
            place = absent()
            throw error
        }
        var place = FilePosition(inode: log.identity.inode, after: newest(rolled))
        let status = try log.status()
        let window = Window(limits)
        let begin = status.size - min(status.size, UInt64(limits.line + TailLimits.history))
        _ = try OpenLog.read(log.file, at: begin, into: window, limit: Int(status.size - begin))
        let whole = window.withUnread { bytes in
            unsafe bytes.withUnsafeBytes { unsafe clinux_after_last_newline($0.baseAddress, $0.count) }
        }
        let isTooLong = window.unread - whole >= limits.line
        window.advance(isTooLong ? window.unread : whole)
        place.offset = begin + UInt64(isTooLong ? Int(status.size - begin) : whole)
        place.isSkipping = isTooLong
        place.check = window.check
        place.modified = status.modified
        place.known = stamps(rolled)
        enter(log, at: place)
    }

    /// The place before the first byte of a file that is still to come.
    func absent() -> FilePosition {
        let rolled = rolledFiles()
        return FilePosition(after: newest(rolled), known: stamps(rolled))
    }

    /// Opens the file that comes after this one, or the first that is not read yet.
    ///
    /// - Returns: Whether there is one.
    mutating func moveOn(from log: OpenLog?) throws -> Bool {
        for _ in 0..<16 {
            let next: OpenLog
            let rolled = newer(than: log)
            var known = place?.known ?? []
            if let log, let stamp = log.numberedStamp { known.insert(stamp) }
            var after = max(place?.after ?? "", log?.name?.time ?? "")
            if let first = rolled.first {
                do throws(SystemError) {
                    next = try OpenLog(first.path, follow: false, name: first.name)
                } catch {
                    if error.code == ENOENT { continue }  // Compressed or removed meanwhile.
                    progress.gaps += 1
                    place?.after = max(after, first.name.time)
                    place?.known.insert(first.stamp)
                    continue
                }
            } else {
                do {
                    next = try openLive()
                } catch {
                    guard log == nil else { throw LogProblem(error, path) }
                    throw error
                }
                // Whatever was put aside meanwhile comes first.
                guard newer(than: log).allSatisfy({ $0.identity == log?.identity }) else { continue }
                let rolled = rolledFiles()
                guard !rolled.contains(where: { $0.identity == next.identity }) else { continue }
                known = stamps(rolled)
                after = max(after, newest(rolled))
            }
            if let log { countEnd(of: log) }
            let status = try next.status()
            enter(next, at: FilePosition(inode: status.inode, modified: status.modified, after: after, known: known))
            return true
        }
        return true
    }

    private mutating func countEnd(of log: OpenLog) {
        progress.rotations += 1
        guard let place else { return }
        let end =
            log.gzip.map { UInt64($0.rest.content.count - $0.rest.history) }
            ?? seen.map { $0.size - min($0.size, place.offset) } ?? 0
        if end > 0, !place.isSkipping { progress.cutLines += 1 }
    }

    /// The live file; refuses what is no regular file without opening it, for that can have effects.
    func openLive() throws -> OpenLog {
        guard try clinux_file.of(path).isRegular else { throw LogProblem("\(path) is no regular file") }
        return try OpenLog(path, follow: true)
    }
}

extension OpenLog {
    /// By which it is known as read, when its name has no time that would say so.
    fileprivate var numberedStamp: FileStamp? {
        guard name?.time == "", let status = try? status() else { return nil }
        return FileStamp(inode: status.inode, modified: status.modified)
    }
}
