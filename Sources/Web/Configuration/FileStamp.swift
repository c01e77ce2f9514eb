import Glibc
import YAML

/// By what a file is known to be the same, unread: whoever writes to it or replaces it changes one of these.
struct FileStamp: Sendable, Hashable {
    var device: UInt64
    var inode: UInt64
    var size: Int64
    /// In nanoseconds since 1970.
    var modified: Int64
    /// The same, of anything but its being read.
    var changed: Int64
    var mode: UInt32

    /// Of what a link leads to.
    static func of(_ path: String) -> Result<FileStamp, FileError> {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return .failure(FileError(code: errno)) }
        return .success(
            FileStamp(
                device: UInt64(status.st_dev),
                inode: UInt64(status.st_ino),
                size: Int64(status.st_size),
                modified: status.st_mtim.nanoseconds,
                changed: status.st_ctim.nanoseconds,
                mode: status.st_mode
            )
        )
    }
}

extension FileStamp {
    var isRegular: Bool { mode & S_IFMT == S_IFREG }

    var isDirectory: Bool { mode & S_IFMT == S_IFDIR }
}

extension timespec {
    var nanoseconds: Int64 { Int64(tv_sec) &* 1_000_000_000 &+ Int64(tv_nsec) }
}
