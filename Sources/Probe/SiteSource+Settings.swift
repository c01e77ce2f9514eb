extension SiteSource {
    public struct Settings: Sendable, Hashable {
        /// How long all looks together may take.
        public var deadline = Duration.seconds(4)
        /// How old a state may be to serve another collector.
        public var freshness = Duration.seconds(7)
        /// How long a failing root is left alone.
        public var pause = Duration.seconds(30)
        /// How many threads may hang before a mount in which one does gets no other.
        var hangLimit = 32
        /// Whether a directory handle of each root on Gluster stays open between two looks, as it does in a program
        /// that works there: what this shows besides is the probe `held`, which fails once after a replacement.
        ///
        /// Such a mount cannot be unmounted while it is watched, but with `umount --lazy`: it is busy. Without, only
        /// the few milliseconds of a look keep it so, and a replacement is told all the same, by its inode number.
        public var holdsHandles = false

        public init() {}
    }
}
