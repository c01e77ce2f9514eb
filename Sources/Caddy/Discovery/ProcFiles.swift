import Glibc

/// Where a link leads to; nil when that cannot be seen.
func readLink(_ path: String) -> String? {
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = unsafe bytes.withUnsafeMutableBytes { buffer in
        guard let start = buffer.baseAddress else { return -1 }
        return unsafe readlink(path, start.assumingMemoryBound(to: CChar.self), buffer.count)
    }
    guard count > 0 else { return nil }
    return String(decoding: bytes[..<count], as: UTF8.self)
}

/// The names in a directory; nil when it cannot be read.
func entries(_ path: String) -> [String]? {
    guard let directory = unsafe opendir(path) else { return nil }
    defer { unsafe closedir(directory) }
    var names: [String] = []
    while let entry = unsafe readdir(directory) {
        // Not through `pointee`: an entry is shorter than its type, and copying it would read what is behind it.
        let name = unsafe UnsafeRawPointer(entry) + (MemoryLayout<dirent>.offset(of: \.d_name) ?? 0)
        names.append(unsafe String(cString: name.assumingMemoryBound(to: CChar.self)))
    }
    return names
}

/// The lines of a file up to the first that is not wanted any more.
func lines(_ path: String, while isWanted: (Substring) -> Bool) -> [Substring] {
    let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return [] }
    defer { close(file) }
    var wanted: [Substring] = []
    var rest: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65536)
    while true {
        let count = unsafe read(file, &buffer, buffer.count)
        guard count > 0 else { break }
        rest += buffer[..<count]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            let line = String(decoding: rest[..<end], as: UTF8.self)[...]
            rest.removeSubrange(...end)
            guard isWanted(line) else { return wanted }
            wanted.append(line)
        }
    }
    return wanted
}

/// A regular file of at most so many bytes; nil when it is anything else, or cannot be read. May block for as long as
/// the file's file system does.
func readRegularFile(_ path: String, limit: Int) -> [UInt8]? {
    let file = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var status = stat()
    guard unsafe fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size <= limit else {
        return nil
    }
    var content: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65536)
    while content.count <= limit {
        let count = unsafe read(file, &buffer, buffer.count)
        guard count >= 0 else { return nil }
        guard count > 0 else { return content }
        content += buffer[..<count]
    }
    return nil
}
