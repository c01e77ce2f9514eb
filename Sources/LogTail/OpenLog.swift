import CLinux
import Glibc
import Host

/// Which file it is, whatever its name.
struct FileIdentity: Hashable {
    var device: UInt64
    var inode: UInt64
}

extension clinux_file {
    var identity: FileIdentity { FileIdentity(device: device, inode: inode) }
    var isRegular: Bool { mode & UInt32(S_IFMT) == UInt32(S_IFREG) }

    /// Of what is at a path, or of what a link there leads to.
    static func of(_ path: String, follow: Bool = true) throws(SystemError) -> clinux_file {
        var status = clinux_file()
        let code = unsafe clinux_status_of(path, follow ? 1 : 0, &status)
        guard code == 0 else { throw SystemError("stat", code: code) }
        return status
    }
}

/// A file that is open for reading, plain or compressed; closed when nobody has it any more.
final class OpenLog {
    let file: CInt
    let identity: FileIdentity
    /// The rolled name that it was opened by, or is known to have now.
    var name: RolledName?
    /// Whether the writer has gone on to another file: what is read after that is all there is.
    var isFinal = false
    /// For compressed ones.
    let gzip: GzipReader?

    /// Does not wait, and takes nothing but a regular file.
    init(_ path: String, follow: Bool, name: RolledName? = nil) throws(SystemError) {
        guard name?.compression != .other else { throw SystemError("open", code: EOPNOTSUPP) }
        var file: CInt = -1
        var status = clinux_file()
        let code = unsafe clinux_open_log(path, follow ? 1 : 0, &file, &status)
        guard code == 0 else { throw SystemError("open", code: code) }
        guard status.isRegular else {
            close(file)
            throw SystemError("open", code: EINVAL)
        }
        self.file = file
        identity = status.identity
        self.name = name
        guard name?.compression == .gzip else {
            gzip = nil
            return
        }
        do {
            gzip = try GzipReader(file: file)
        } catch {
            close(file)
            throw error
        }
    }

    deinit {
        close(file)
    }

    func status() throws(SystemError) -> clinux_file {
        var status = clinux_file()
        let code = unsafe clinux_status_of_open(file, &status)
        guard code == 0 else { throw SystemError("fstat", code: code) }
        return status
    }

    /// Fills the window's free end; 0 at the end of the file. Compressed files are read in order only, whatever the
    /// offset.
    func read(at offset: UInt64, into window: Window) throws(SystemError) -> Int {
        if let gzip { return try gzip.read(into: window) }
        return try Self.read(file, at: offset, into: window, limit: window.free)
    }

    static func read(
        _ file: CInt,
        at offset: UInt64,
        into window: Window,
        limit: Int
    ) throws(SystemError) -> Int {
        var done = 0
        let code = unsafe window.fill(limit) { space, written in
            let code = unsafe clinux_read_at(file, offset, space.baseAddress, space.count, &done)
            written = code == 0 ? done : 0
            return code
        }
        guard code == 0 else { throw SystemError("read", code: code) }
        return done
    }

    /// Its path at present, as the kernel knows it; nil when that is of no use.
    var path: String? {
        let path = unsafe kernelText { unsafe clinux_path_of_open(self.file, $0, $1) }
        return path.map { $0.hasSuffix(" (deleted)") ? String($0.dropLast(10)) : $0 }
    }
}

/// A text that a C function writes, with a NUL behind it; nil when it fails.
func kernelText(_ write: (UnsafeMutablePointer<CChar>?, Int) -> CInt) -> String? {
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: 4097) { space, count in
        let code = unsafe space.withMemoryRebound(to: CChar.self) { unsafe write($0.baseAddress, $0.count) }
        count = code == 0 ? unsafe space.firstIndex(of: 0) ?? 0 : 0
    }
    return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
}
