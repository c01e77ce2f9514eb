import CLinux
import Glibc
import Host

/// The files of this machine.
struct SystemFiles: RootFiles {
    func find(_ path: RootPath) throws(SystemError) -> RootHandle {
        try open(path, isHandle: true, operation: "stat")
    }

    func mount(of handle: RootHandle) -> MountMark? {
        var mount = clinux_mount()
        guard unsafe clinux_cached_mount(handle.number, &mount) == 0 else { return nil }
        return MountMark(
            number: Int(truncatingIfNeeded: mount.number),
            unique: mount.unique == 0 ? nil : mount.unique,
            inode: mount.inode
        )
    }

    func path(of handle: RootHandle) -> String? {
        try? readLink("/proc/self/fd/\(handle.number)")
    }

    func identity(of handle: RootHandle) throws(SystemError) -> FileIdentity {
        let status = try status(of: handle.number, "stat")
        return FileIdentity(
            device: status.device,
            inode: status.inode,
            born: status.born_seconds &* 1_000_000_000 &+ Int64(status.born_nanoseconds)
        )
    }

    func open(_ handle: RootHandle) throws(SystemError) -> RootHandle {
        var directory: CInt = -1
        try check("open", unsafe clinux_open_listing(handle.number, &directory))
        return RootHandle(number: directory)
    }

    func entries(of directory: RootHandle) throws(SystemError) -> [RootEntry] {
        var entries: [RootEntry] = []
        let code = unsafe withUnsafeMutablePointer(to: &entries) {
            unsafe clinux_read_entries(directory.number, addEntry, $0)
        }
        try check("readdir", code)
        return entries
    }

    func read(_ path: RootPath, limit: UInt64?) throws(SystemError) -> Bool {
        let file = try open(path, isHandle: false, operation: "read")
        defer { close(file) }
        let status = try status(of: file.number, "read")
        guard status.is_file != 0 else { return false }
        return try readBeginning(of: file.number, size: status.size, limit: limit)
    }

    func read(_ name: String, of directory: RootHandle, limit: UInt64?) throws(SystemError) -> Bool {
        var file: CInt = -1
        var size: UInt64 = 0
        try check("read", unsafe clinux_open_file(directory.number, name, &file, &size))
        defer { Glibc.close(file) }
        return try readBeginning(of: file, size: size, limit: limit)
    }

    func close(_ handle: RootHandle) {
        Glibc.close(handle.number)
    }

    private func readBeginning(of file: CInt, size: UInt64, limit: UInt64?) throws(SystemError) -> Bool {
        guard limit.map({ size <= $0 }) ?? true else { return false }
        var bytes = [UInt8](repeating: 0, count: 4096)
        var done = 0
        try check("read", unsafe clinux_read_file(file, &bytes, bytes.count, &done))
        return true
    }

    private func open(_ path: RootPath, isHandle: Bool, operation: String) throws(SystemError) -> RootHandle {
        var file: CInt = -1
        try check(operation, unsafe clinux_open_below(path.process ?? 0, path.path, isHandle ? 1 : 0, &file))
        return RootHandle(number: file)
    }

    private func status(of file: CInt, _ operation: String) throws(SystemError) -> clinux_status {
        var status = clinux_status()
        try check(operation, unsafe clinux_status(file, &status))
        return status
    }

    private func check(_ operation: String, _ code: CInt) throws(SystemError) {
        if code != 0 { throw SystemError(operation, code: code) }
    }
}

private func addEntry(_ name: UnsafePointer<CChar>?, _ type: CInt, _ argument: UnsafeMutableRawPointer?) {
    guard let name = unsafe name, let entries = unsafe argument?.assumingMemoryBound(to: [RootEntry].self) else {
        return
    }
    unsafe entries.pointee.append(RootEntry(name: String(cString: name), isFile: type == CInt(DT_REG)))
}
