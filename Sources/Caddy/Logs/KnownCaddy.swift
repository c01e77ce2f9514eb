import Host

/// What is known of a Caddy that has logs.
struct KnownCaddy {
    private(set) var instance: CaddyInstance
    private(set) var seen: ContinuousClock.Instant
    /// The sites of its configuration, to count under, and with their mounts.
    private(set) var names: SiteNames
    private(set) var sites: [LoggedSite]
    /// What is mounted where its process is, or was; nil when that was never seen.
    private(set) var mounts: MountTable?
    /// What logs told that are no longer read.
    var past = LogCounts()
    /// Logs that cannot be read.
    var unreadable: [LogSourceState] = []
    private var roots = RootMounts()

    init(_ instance: CaddyInstance, _ mounts: MountTable?, seen: ContinuousClock.Instant) {
        self.instance = instance
        self.mounts = mounts
        self.seen = seen
        names = SiteNames(instance.configuration?.sites ?? [])
        sites = roots.sites(of: instance, mounts)
    }

    /// A Caddy that is being started again, or does not answer, is taken to be as it was.
    mutating func note(_ new: CaddyInstance, _ newMounts: MountTable?, seen: ContinuousClock.Instant) {
        self.seen = seen
        var next = new
        next.process = new.process ?? instance.process
        next.configuration = new.configuration ?? instance.configuration
        let nextMounts = newMounts ?? mounts
        guard next != instance || nextMounts != mounts else { return }
        if next.configuration?.sites != instance.configuration?.sites {
            names = SiteNames(next.configuration?.sites ?? [])
            past.keep(names)
        }
        instance = next
        mounts = nextMounts
        sites = roots.sites(of: next, nextMounts)
    }
}
