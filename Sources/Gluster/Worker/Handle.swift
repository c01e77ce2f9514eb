import CGfapi
import CLinux
import Glibc
import Host
import Synchronization

/// One graph of libgfapi: a volume's, or one brick's.
///
/// Each call may block for as long as a brick takes to answer; whoever holds the handle has a thread for it.
/// There is no way to close one: `glfs_fini` takes up to 20 s, leaks, and corrupts the heap when another
/// handle is opened meanwhile. The worker process is the unit that ends.
///
/// Any thread may ask: a watch that was given up may hang in a call for long after another one has taken its place.
@safe final class Handle: Sendable {
    nonisolated(unsafe) let pointer: OpaquePointer  // libgfapi takes calls on one handle from any thread.
    private let root = Mutex<Root?>(nil)

    /// Opens a volume. Its graph may have no brick that answers yet; it comes to life with the first.
    init(_ target: VolumeTarget, pingTimeout: UInt32) throws(SystemError) {
        var pointer: OpaquePointer?
        let code = unsafe cgfapi_open_volume(
            target.name,
            target.host,
            CInt(target.port),
            String(pingTimeout),
            &pointer
        )
        guard let pointer = unsafe pointer else { throw SystemError("open", code: code) }
        unsafe self.pointer = pointer
    }

    /// Opens a graph of our own. The file holds a password, so it lives in memory only.
    init(volfile: [UInt8], name: String) throws(SystemError) {
        var file: CInt = -1
        try check("memfd", unsafe clinux_memory_file("brick.vol", volfile, volfile.count, &file))
        defer { close(file) }
        var pointer: OpaquePointer?
        let code = unsafe cgfapi_open_volfile(name, "/proc/self/fd/\(file)", &pointer)
        guard let pointer = unsafe pointer else { throw SystemError("open", code: code) }
        unsafe self.pointer = pointer
    }

    /// The text of the volume's graph, credentials included.
    func volfile() throws(SystemError) -> [UInt8] {
        var length = 0
        try check("volfile", unsafe cgfapi_volfile(pointer, nil, 0, &length))
        var text = [UInt8](repeating: 0, count: length)
        var again = 0
        let code = unsafe text.withUnsafeMutableBytes { unsafe cgfapi_volfile(pointer, $0.baseAddress, length, &again) }
        try check("volfile", code)
        guard again == length else { throw SystemError("volfile", code: EAGAIN) }  // It changed in between.
        return text
    }

    /// Asks the bricks once: what ``capacity()`` takes is their round trip, with nothing before it.
    func prepare() throws(SystemError) {
        _ = try currentRoot()
    }

    func capacity() throws(SystemError) -> Capacity {
        let root = try currentRoot()
        var raw = cgfapi_capacity()
        let code = withExtendedLifetime(root) { unsafe cgfapi_capacity(pointer, $0.pointer, &raw) }
        if code != 0 { forget(root) }
        try check("statfs", code)
        return Capacity(
            size: raw.size_bytes,
            free: raw.free_bytes,
            available: raw.available_bytes,
            inodes: raw.inodes,
            inodesFree: raw.inodes_free
        )
    }

    /// Looks up a name that does not exist: with the cache of such names off, as this graph has it, the bricks must answer.
    func lookup() throws(SystemError) {
        try check("lookup", unsafe cgfapi_lookup(pointer, "/.gluster_caddy_exporter.absent"))
    }

    /// An extended attribute of the root, as bytes.
    func attribute(_ name: String) throws(SystemError) -> [UInt8] {
        let root = try currentRoot()
        defer { withExtendedLifetime(root) {} }
        return try unsafe bytes("getxattr") { unsafe cgfapi_attribute(pointer, root.pointer, name, $0, $1, $2) }
    }

    /// The beginning of a file under `/.meta`: local, no brick is asked.
    func meta(_ path: String) throws(SystemError) -> [UInt8] {
        try unsafe bytes("meta") { unsafe cgfapi_read(pointer, "/.meta/\(path)", $0, $1, $2) }
    }

    /// Whether the graph has come to life, which libgfapi tries once: it looks the root up when the first brick is there.
    /// Where that fails, the graph stays dead, whoever comes.
    var isActive: Bool {
        do throws(SystemError) {
            _ = try meta("version")
            return true
        } catch {
            return error.kind != "io_error"
        }
    }

    /// Runs one step of a probe that writes; what it opens is passed from step to step.
    func step(_ operation: ProbeReading.Operation, _ path: String, _ file: ProbeFile) throws(SystemError) {
        let content = ProbeFile.content
        let code =
            switch operation {
            case .create: unsafe cgfapi_create(pointer, path, &file.pointer)
            case .write: unsafe cgfapi_write(file.pointer, content, content.utf8.count)
            case .fsync: unsafe cgfapi_sync(file.pointer)
            case .read: unsafe cgfapi_read_back(file.pointer, content, content.utf8.count)
            case .unlink: unsafe cgfapi_unlink(pointer, path)
            case .statfs, .lookup: EINVAL
            }
        try check(operation.rawValue, code)
    }

    private func currentRoot() throws(SystemError) -> Root {
        if let root = root.withLock({ $0 }) { return root }
        var pointer: OpaquePointer?
        try check("lookup", unsafe cgfapi_root(self.pointer, &pointer))
        guard let pointer = unsafe pointer else { throw SystemError("lookup", code: notConnected) }
        let found = unsafe Root(pointer)
        root.withLock { $0 = found }
        return found
    }

    /// What failed is looked up again: behind the same path there may be another root. Others may be asking it still.
    private func forget(_ failed: Root) {
        root.withLock { if $0 === failed { $0 = nil } }
    }

    func bytes(
        _ operation: String,
        _ call: (UnsafeMutableRawPointer?, Int, UnsafeMutablePointer<Int>) -> CInt
    ) throws(SystemError) -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: 4096)
        var length = 0
        let code = unsafe buffer.withUnsafeMutableBytes { unsafe call($0.baseAddress, $0.count, &length) }
        try check(operation, code)
        return Array(buffer.prefix(length))
    }
}

/// The root of a graph: released when nobody asks it any more.
@safe private final class Root: Sendable {
    nonisolated(unsafe) let pointer: OpaquePointer  // As with the handle, any thread may ask.

    init(_ pointer: OpaquePointer) {
        unsafe self.pointer = unsafe pointer
    }

    deinit {
        unsafe cgfapi_release(pointer)
    }
}

/// The open file of a probe that writes.
@safe final class ProbeFile {
    static let content = "gluster_caddy_exporter was here\n"
    fileprivate var pointer: OpaquePointer?

    deinit {
        if unsafe pointer != nil { unsafe _ = cgfapi_close(pointer) }
    }
}

/// Throws what a C function returned, unless it returned 0.
func check(_ operation: String, _ code: CInt) throws(SystemError) {
    guard code == 0 else { throw SystemError(operation, code: code) }
}
