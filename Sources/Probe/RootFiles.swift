import Host

/// What a look at a site root asks the system for; every call may block for as long as the file system likes.
protocol RootFiles: Sendable {
    /// Names the directory at a path, without asking the file system for more than the way there.
    func find(_ path: RootPath) throws(SystemError) -> RootHandle
    /// The mount that a handle is on, as the kernel has it cached: never asks the file system. Nil when the kernel is
    /// older than 5.8.
    func mount(of handle: RootHandle) -> MountMark?
    /// The path of what a handle names, without links, in the mount namespace that it is in; nil when it has none.
    func path(of handle: RootHandle) -> String?
    func identity(of handle: RootHandle) throws(SystemError) -> FileIdentity
    /// Opens the directory that a handle names, for reading.
    func open(_ handle: RootHandle) throws(SystemError) -> RootHandle
    /// Some of its entries.
    func entries(of directory: RootHandle) throws(SystemError) -> [RootEntry]
    /// Reads the beginning of a file.
    ///
    /// - Returns: False when it is no regular file, or has more bytes than allowed.
    func read(_ path: RootPath, limit: UInt64?) throws(SystemError) -> Bool
    /// Reads the beginning of a file of a directory, unless it is a link.
    func read(_ name: String, of directory: RootHandle, limit: UInt64?) throws(SystemError) -> Bool
    func close(_ handle: RootHandle)
}

/// A descriptor.
struct RootHandle: Sendable, Hashable {
    var number: CInt
}

/// A path as a process sees it.
struct RootPath: Sendable, Hashable {
    /// Absolute.
    var path: String
    /// Whose root directory it begins at; nil: our own.
    var process: Int32?
}

/// What tells a mount from every other.
struct MountMark: Sendable, Hashable {
    /// As in the mount table; a later mount may get it again.
    var number: Int
    /// Never given again; nil before Linux 6.8.
    var unique: UInt64?
    /// Of the directory that the handle names, as the kernel has it cached: of a dead mount too.
    var inode: UInt64
}

/// What tells a directory from every other.
///
/// Gluster makes the inode number of the gfid: it is the same in all mounts of a volume, but 1 for the root of each.
struct FileIdentity: Sendable, Hashable {
    var device: UInt64
    var inode: UInt64
    /// In nanoseconds, 0 where it is not known, as on FUSE; a disk file system gives inode numbers again.
    var born: Int64 = 0
}

struct RootEntry: Sendable, Hashable {
    var name: String
    /// Whether it is known to be a regular file.
    var isFile: Bool
}
