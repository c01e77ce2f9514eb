import CGlusterFops

/// Names of Gluster's file operations.
enum FileOperation {
    /// For operations that this build has no name for: a newer Gluster may have some.
    static let other = "other"

    /// The name in lower case (`lookup`), from Gluster's header `glusterfs-fops.h`.
    static func name(_ number: Int) -> String {
        guard let number = CInt(exactly: number), let name = unsafe cglusterfops_name(number) else { return other }
        return unsafe String(cString: name)
    }
}
