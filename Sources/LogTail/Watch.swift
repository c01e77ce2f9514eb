import CLinux
import Glibc
import Host

/// Tells which of many logs may have changed. Where nothing is told (NFS, changes by another machine), looking every
/// second does.
final class Watch {
    let file: CInt
    private var paths: [CInt: String] = [:]

    init() throws(SystemError) {
        var file: CInt = -1
        let code = unsafe clinux_watch_open(&file)
        guard code == 0 else { throw SystemError("inotify_init", code: code) }
        self.file = file
    }

    deinit {
        close(file)
    }

    /// Watches these directories and no others; again and again, for a directory may have been replaced.
    func set(_ directories: Set<String>) {
        var found: [CInt: String] = [:]
        for directory in directories {
            var watch: CInt = -1
            if unsafe clinux_watch_directory(file, directory, &watch) == 0 { found[watch] = directory }
        }
        for watch in paths.keys where found[watch] == nil { _ = clinux_unwatch(file, watch) }
        paths = found
    }

    /// The paths at which something has happened; nil when it may be any.
    func changes() -> Set<String>? {
        let changes = Changes()
        _ = unsafe clinux_next_changes(file, noteChange, Unmanaged.passUnretained(changes).toOpaque())
        guard !changes.isIncomplete else { return nil }
        return Set(changes.list.compactMap { change in paths[change.watch].map { "\($0)/\(change.name)" } })
    }
}

private final class Changes {
    struct Change: Hashable {
        var watch: CInt
        var name: String
    }

    var list: Set<Change> = []
    var isIncomplete = false
}

private func noteChange(watch: CInt, name: UnsafePointer<CChar>?, argument: UnsafeMutableRawPointer?) {
    guard let name = unsafe name, let argument = unsafe argument else { return }
    let changes = unsafe Unmanaged<Changes>.fromOpaque(argument).takeUnretainedValue()
    guard watch >= 0 else {
        changes.isIncomplete = true
        return
    }
    changes.list.insert(Changes.Change(watch: watch, name: unsafe String(cString: name)))
}
