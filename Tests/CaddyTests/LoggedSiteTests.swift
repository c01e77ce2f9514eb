import Glibc
import Host
import Testing

@testable import Caddy

@Suite("Sites that log entries are counted under")
struct LoggedSiteTests {
    private let identity = ProcessIdentity(pid: 7, start: 1)
    private let tables = FakeTables()
    private let followed = FakeLogs()
    private static let disk = "22 1 8:1 / / rw - ext4 /dev/a rw\n"
    private static let photos = "30 22 0:50 / /mnt/g rw - fuse.glusterfs h:/photos rw\n"
    private let disk = MountTable.parse(Array(Self.disk.utf8)).mounts
    private let photos = MountTable.parse(Array(Self.photos.utf8)).mounts

    private func instance(_ sites: CaddySite...) -> CaddyInstance {
        var configuration = CaddyConfiguration()
        configuration.sites = sites
        configuration.logs = [CaddyLog(name: "default", output: .file("/1"), format: .json, hasErrors: true)]
        let process = CaddyProcess(identity: identity, user: 33, startTime: 0, workingDirectory: "/mnt/g")
        return CaddyInstance(name: "a", process: process, configuration: configuration)
    }

    private func source(_ caddys: FakeCaddys) -> CaddyLogs {
        let tables = tables
        return CaddyLogs(caddy: caddys, following: followed, mounts: { tables.table($0) })
    }

    @Test("have the mounts that their roots lie on, in Caddy's mount namespace")
    func mounts() async {
        tables.set(identity, Self.disk + Self.photos)
        let instance = instance(
            CaddySite(name: "files", roots: [.path("/mnt/g/www/"), .path("./up"), .unresolved("{env.X}")]),
            CaddySite(name: "media", roots: [.path("/mnt/x/../g"), .path("/mntx")]),
            CaddySite(name: "files", roots: [.path("/srv")])
        )

        #expect(
            await source(FakeCaddys(instance)).logs().first?.sites == [
                LoggedSite("files", mounts: Set(disk + photos)), LoggedSite("media", mounts: Set(disk)),
            ]
        )
    }

    @Test("have no mounts of a process that has another's number")
    func numbers() throws {
        let own = try #require(CaddyLogs.mounts(nil))
        let other = ProcessIdentity(pid: getpid(), start: .max)

        #expect(!own.mounts.isEmpty)
        #expect(CaddyLogs.mounts(other) == nil)
    }

    @Test("keep the mount of a root that was unmounted, or whose Caddy has ended, until the root is another")
    func outage() async {
        let caddys = FakeCaddys(instance(CaddySite(name: "files", roots: [.path("/mnt/g/www")])))
        let logs = source(caddys)
        for text in [Self.disk + Self.photos, Self.disk, nil, ""] {
            tables.set(identity, text)
            #expect(await logs.logs().first?.sites == [LoggedSite("files", mounts: Set(photos))])
        }
        tables.set(identity, Self.disk)
        caddys.set(instance(CaddySite(name: "files", roots: [.path("/srv")])))
        #expect(await logs.logs().first?.sites == [LoggedSite("files", mounts: Set(disk))])
        caddys.set(instance(CaddySite(name: "files", roots: [.path("/mnt/g/www")])))

        #expect(await logs.logs().first?.sites == [LoggedSite("files", mounts: Set(disk))])
    }

    @Test("have the mount that came over the one before")
    func remounted() async {
        let caddys = FakeCaddys(instance(CaddySite(name: "files", roots: [.path("/mnt/g/www")])))
        let logs = source(caddys)
        let media = Self.photos.replacing("photos", with: "media")
        for (text, mounts) in [
            (Self.disk, disk), (Self.disk + Self.photos, photos),
            (Self.disk + media, MountTable.parse(Array(media.utf8)).mounts),
        ] {
            tables.set(identity, text)
            #expect(await logs.logs().first?.sites == [LoggedSite("files", mounts: Set(mounts))])
        }
    }

    @Test("take their counts with them when they leave the configuration")
    func gone() async throws {
        let error =
            #"{"level":"error","ts":1,"logger":"http.log.error","msg":"stat /a: stale NFS file handle","#
            + #""request":{"host":"files"},"status":500,"err_trace":"fileserver.x"}"#
        let answer = #"{"level":"error","ts":1,"logger":"http.log.access","request":{"host":"files"},"status":502}"#
        let caddys = FakeCaddys(instance(CaddySite(name: "files", hosts: ["files"])))
        let logs = source(caddys)
        _ = await logs.logs()
        let log = try #require(followed.last("/1"))
        log.write(error + "\n" + answer)
        #expect(await logs.logs().first?.counts.serverErrors == [LogCounts.Key("files", "502"): 1])
        caddys.set(instance(CaddySite(name: "media", hosts: ["media"])))
        let counts = try #require(await logs.logs().first?.counts)
        #expect(counts.entries == ["error": 2])
        #expect(counts.storageErrors == [:])
        #expect(counts.serverErrors == [:])
        log.write(error)

        #expect(log.tally.counts.storageErrors == [LogCounts.Key("other", "stale_handle"): 1])
        #expect(log.tally.counts.serverErrors == [:])
    }
}
