import CLinux
import Glibc
import Host

extension FileTailer {
    /// Where the log's file is, links followed, and what it is called there.
    private var base: (directory: String, name: String) {
        let real = unsafe kernelText { unsafe clinux_real_path(self.path, $0, $1) } ?? path
        guard let slash = real.lastIndex(of: "/") else { return (".", real) }
        return (slash == real.startIndex ? "/" : String(real[..<slash]), String(real[real.index(after: slash)...]))
    }

    /// All that were put aside, the oldest first; of one that is there twice, the plain one.
    ///
    /// While it is read, a directory may show neither a file that is being compressed nor what comes of it: what two
    /// readings agree on is there.
    func rolledFiles() -> [RolledFile] {
        var last = listRolledFiles()
        for _ in 0..<32 {
            let next = listRolledFiles()
            if let last, let next, last.map(\.name) == next.map(\.name) { return next }
            last = next ?? last
        }
        return last ?? []
    }

    /// Nil when one of them went away meanwhile.
    private func listRolledFiles() -> [RolledFile]? {
        let (directory, base) = base
        var files: [RolledName.Order: RolledFile] = [:]
        for entry in entries(of: directory, beginning: RolledName.beginning(of: base)) {
            guard let name = RolledName(entry, of: base) else { continue }
            let path = "\(directory)/\(entry)"
            let status: clinux_file
            do throws(SystemError) {
                status = try clinux_file.of(path, follow: false)
            } catch {
                if error.code == ENOENT { return nil }
                continue
            }
            guard status.isRegular else { continue }
            if let other = files[name.order], other.name.compression == .none { continue }
            files[name.order] = RolledFile(
                name: name,
                path: path,
                identity: status.identity,
                size: status.size,
                modified: status.modified
            )
        }
        // Two ways of naming beside each other: the older one is not in use any more.
        let isTimed = files.values.max { $0.modified < $1.modified }.map { $0.name.time != "" } ?? false
        return files.values.filter { ($0.name.time != "") == isTimed }.sorted { $0.name.order < $1.name.order }
    }

    /// Of those that have no time in their name.
    func stamps(_ files: [RolledFile]) -> Set<FileStamp> { Set(files.filter { $0.name.time == "" }.map(\.stamp)) }

    func newest(_ files: [RolledFile]) -> String { files.last?.name.time ?? "" }

    /// Those that came after this file, the oldest first; after the position when there is none.
    func newer(than log: OpenLog?) -> [RolledFile] {
        guard let place else { return [] }
        let files = rolledFiles()
        if let log {
            if let own = files.firstIndex(where: { $0.identity == log.identity }) {
                log.name = files[own].name
                return files[(own + 1)...].filter { !place.known.contains($0.stamp) }
            }
            if log.name == nil, let path = log.path {
                log.name = RolledName(String(path.split(separator: "/").last ?? ""), of: base.name)
            }
            if let time = log.name?.time, time != "" { return files.filter { $0.name.time > max(time, place.after) } }
        }
        let unread = files.filter { file in
            file.name.time != ""
                ? file.name.time > place.after
                : !place.known.contains(file.stamp) && file.modified >= place.modified
        }
        guard log != nil else { return unread }
        // The file itself, compressed by somebody whose renaming was not seen here.
        let window = Window(limits)
        let own = unread.firstIndex { file in
            let copy = try? OpenLog(file.path, follow: false, name: file.name)
            return copy.map { matches($0, place, window) } ?? false
        }
        return own.map { Array(unread[($0 + 1)...]) } ?? unread
    }

    /// The file with the position among those that were put aside.
    func copy(of place: FilePosition, _ window: Window, without log: FileIdentity?) -> OpenLog? {
        let files = rolledFiles().filter { file in
            !place.known.contains(file.stamp)
                && (file.identity.inode == place.inode
                    || (file.name.time != "" ? file.name.time > place.after : file.modified >= place.modified))
        }
        let ordered = files.filter { $0.identity.inode == place.inode } + files
        for file in ordered where file.identity != log {
            guard file.name.compression != .other,
                let copy = try? OpenLog(file.path, follow: false, name: file.name)
            else { continue }
            if matches(copy, place, window) { return copy }
        }
        return nil
    }
}

/// Those whose names begin so: a directory may have the logs of a thousand sites, and each of them looks.
private func entries(of directory: String, beginning start: String) -> [String] {
    guard let stream = unsafe opendir(directory) else { return [] }
    defer { unsafe closedir(stream) }
    var names: [String] = []
    while let entry = unsafe readdir(stream) {
        // Not through `pointee`: an entry is shorter than its type, and copying it would read what is behind it.
        let place = unsafe UnsafeRawPointer(entry) + (MemoryLayout<dirent>.offset(of: \.d_name) ?? 0)
        let name = unsafe place.assumingMemoryBound(to: CChar.self)
        guard unsafe strncmp(name, start, start.utf8.count) == 0 else { continue }
        names.append(unsafe String(cString: name))
    }
    return names
}
