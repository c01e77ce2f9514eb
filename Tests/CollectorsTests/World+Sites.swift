import Glibc
import Host
import Probe

/// Site roots with their troubles: what the golden file describes. Their mounts are those of `World+Mounts`.
extension [SiteState] {
    static let recorded = [fine, bound, subdirectory, late, hidden, local, template, uploads]

    /// By its path in a whole mount: two looks, the second one without a file to read.
    private static let fine = {
        var site = SiteState("files.example.com", "/mnt/photos/www", on: .photos)
        for operation in SiteProbe.Operation.allCases {
            site.probes.append(SiteProbe(operation: operation, duration: 0.000_4))
        }
        site.probes.append(SiteProbe(operation: .stat, duration: 0.03))
        site.isStale = false
        return site
    }()

    /// Under a bind mount, and the directory has been replaced.
    private static let bound = {
        var mount = Mount.photos
        mount.root = "/www"
        mount.mountpoint = "/srv/bound"
        var site = SiteState("bound.example.com", "/srv/bound", on: mount)
        site.probes = [SiteProbe(operation: .stat, duration: 0.001, failure: SystemError("stat", code: ESTALE))]
        site.failure = site.probes[0].failure
        site.isStale = true
        site.isReplaced = true
        site.replacements = 1
        site.replacedAt = 1_699_999_327
        return site
    }()

    /// Found to be replaced once, and remounted since.
    private static let subdirectory = {
        var mount = Mount.photos
        mount.device = "0:51"
        mount.mountpoint = "/srv/sub"
        mount.source = "gluster1:/photos/www"
        var site = SiteState("sub.example.com", "/srv/sub", on: mount)
        site.isStale = false
        site.replacements = 1
        site.replacedAt = 1_699_990_000
        return site
    }()

    /// Gluster came two seconds after Caddy.
    private static let late = {
        var site = SiteState(":8080", "/mnt/late", on: .photos)
        site.place?.isMountedLate = true
        site.place?.mountedAt = 1_699_900_002
        site.isStale = false
        return site
    }()

    /// In another mount namespace, which Gluster did not reach, and which we may not enter.
    private static let hidden = {
        var site = SiteState("hidden.example.com", "/mnt/photos", on: .disk)
        site.place?.isMountedLate = true
        site.obstacle = "process 77 has another mount namespace; user 107 needs CAP_SYS_PTRACE to look into it"
        return site
    }()

    private static let local = {
        var site = SiteState("local.example.com", "/var/www", on: .disk)
        site.isStale = false
        return site
    }()

    private static let template = SiteState(
        SiteTarget(caddy: "localhost:2019", site: "any.example.com", root: "/srv/{host}", isResolved: false)
    )

    /// Served by something else than Caddy; the mount hangs.
    private static let uploads = {
        var site = SiteState(SiteTarget(site: "uploads", root: "/mnt/photos/up"))
        site.place = SitePlace(mount: .photos, isOnGluster: true)
        site.probes = [SiteProbe(operation: .stat, duration: 4, failure: SystemError("stat", code: ETIMEDOUT))]
        site.failure = site.probes[0].failure
        site.isStale = false
        return site
    }()
}

extension SiteState {
    init(_ site: String, _ root: String, on mount: Mount) {
        self.init(SiteTarget(caddy: "localhost:2019", site: site, root: root))
        place = SitePlace(mount: mount, isOnGluster: mount.type == "fuse.glusterfs", isMountedLate: false)
    }
}

extension Mount {
    static let photos = Mount(
        id: 30,
        parent: 22,
        device: "0:50",
        root: "/",
        mountpoint: "/mnt/photos",
        type: "fuse.glusterfs",
        source: "gluster1:/photos"
    )

    static let disk = Mount(
        id: 22,
        parent: 1,
        device: "254:0",
        root: "/",
        mountpoint: "/",
        type: "ext4",
        source: "/dev/vda"
    )
}
