import Glibc
import Host

/// The files of a mount. Each call may block for as long as the mount's FUSE client likes, for ever if it hangs.
protocol MountFiles: Sendable {
    /// Which device is mounted there, as the mount table writes it (`0:45`): by a stat, which the kernel may answer by
    /// itself within a second of the last one (`attribute-timeout`).
    func device(_ path: String) throws(SystemError) -> String
    /// What the file holds, up to 64 KiB. One of `.meta` is made when it is first read, and stays the same for whoever has
    /// it open.
    func read(_ path: String) throws(SystemError) -> [UInt8]
    /// Where a link leads to.
    func link(_ path: String) throws(SystemError) -> String
    /// The names of a directory, in its own order, without `.` and `..`.
    func list(_ path: String) throws(SystemError) -> [String]
}

/// The machine's own.
struct LocalMountFiles: MountFiles {
    func device(_ path: String) throws(SystemError) -> String {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { throw SystemError("stat", code: errno) }
        let device = UInt64(status.st_dev)
        let major = (device >> 8) & 0xfff | (device >> 32) & ~0xfff
        let minor = device & 0xff | (device >> 12) & 0xffff_ff00
        return "\(major):\(minor)"
    }

    func read(_ path: String) throws(SystemError) -> [UInt8] {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw SystemError("open", code: errno) }
        defer { close(file) }
        var bytes: [UInt8] = []
        repeat {
            let (piece, code) = piece(of: file)
            guard code == 0 else { throw SystemError("read", code: code) }
            if piece.count < Self.pieceSize { return bytes.isEmpty ? piece : bytes + piece }
            bytes += piece
        } while bytes.count < 65536
        return bytes
    }

    /// Nearly every file is shorter; the kernel pins each page that it may write to.
    private static let pieceSize = 8192

    private func piece(of file: CInt) -> ([UInt8], CInt) {
        var code: CInt = 0
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: Self.pieceSize) { buffer, count in
            let done = unsafe Glibc.read(file, buffer.baseAddress, Self.pieceSize)
            if done < 0 { code = errno }
            count = max(0, done)
        }
        return (bytes, code)
    }

    func link(_ path: String) throws(SystemError) -> String {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = unsafe readlink(path, &buffer, buffer.count)
        guard count >= 0 else { throw SystemError("readlink", code: errno) }
        return String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    func list(_ path: String) throws(SystemError) -> [String] {
        guard let directory = unsafe opendir(path) else { throw SystemError("opendir", code: errno) }
        defer { unsafe closedir(directory) }
        return unsafe try Self.names(directory)
    }

    /// Those that are left of it: not some of them, where it fails on the way.
    static func names(_ directory: OpaquePointer) throws(SystemError) -> [String] {
        var names: [String] = []
        while true {
            // Its end is told apart from a failure by this alone.
            errno = 0
            guard let entry = unsafe readdir(directory) else {
                let code = errno
                guard code == 0 else { throw SystemError("readdir", code: code) }
                return names.filter { $0 != "." && $0 != ".." }
            }
            // Not through `pointee`: an entry is shorter than its type, and copying it would read what is behind it.
            let name = unsafe UnsafeRawPointer(entry) + (MemoryLayout<dirent>.offset(of: \.d_name) ?? 0)
            names.append(unsafe String(cString: name.assumingMemoryBound(to: CChar.self)))
        }
    }
}
