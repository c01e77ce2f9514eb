/// How much of a volume or a brick there is, in bytes and in inodes, as its `statfs` says.
public struct Capacity: Sendable, Hashable {
    public var size: UInt64
    /// Not in use.
    public var free: UInt64
    /// Not in use, and open to unprivileged users.
    public var available: UInt64
    public var inodes: UInt64
    public var inodesFree: UInt64

    public init(size: UInt64, free: UInt64, available: UInt64, inodes: UInt64, inodesFree: UInt64) {
        self.size = size
        self.free = free
        self.available = available
        self.inodes = inodes
        self.inodesFree = inodesFree
    }
}
