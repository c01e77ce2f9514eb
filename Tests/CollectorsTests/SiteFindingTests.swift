import Gluster
import Host
import Probe
import Testing

@testable import Collectors

@Suite("Findings")
struct SiteFindingTests {
    private var evidence = SiteEvidence(site: SiteState("a", "/mnt/photos/www", on: .photos))

    @Test("are none where nothing is wrong, or nothing is known")
    func none() {
        #expect(evidence.findings.isEmpty)
        #expect(SiteEvidence(site: SiteState(SiteTarget(site: "a", root: "/x"))).findings.isEmpty)
    }

    @Test(
        "say which directory was replaced, when, and what to do",
        arguments: [
            ("/", "gluster1:/photos", ""),
            ("/www", "gluster1:/photos", " under the bind mount /mnt/photos"),
            ("/", "gluster1:/photos/www", " under the subdirectory mount /mnt/photos"),
        ]
    )
    mutating func replaced(_ root: String, _ source: String, _ bound: String) {
        evidence.site.isReplaced = true
        evidence.site.replacedAt = 1_700_000_000
        evidence.site.isStale = true
        evidence.site.place?.mount.root = root
        evidence.site.place?.mount.source = source
        let words = "the directory behind the root was replaced or removed at 2023-11-14 22:13:20 UTC\(bound): "
        #expect(
            texts == [
                "root_replaced: \(words)mount it anew; restart Caddy only where it has a mount namespace of its own",
                "root_stale: looking at the root gives a stale file handle",
            ]
        )
    }

    @Test("tell a mount that came late from one that never reached Caddy")
    mutating func late() {
        evidence.site.place?.isMountedLate = true
        evidence.site.place?.mountedAt = 1_700_000_000
        #expect(
            texts == [
                "mounted_late: Gluster was mounted there at 2023-11-14 22:13:20 UTC, after Caddy had started: "
                    + "until then Caddy served what lies below, unless that was a remount"
            ]
        )
        evidence.site = SiteState("a", "/mnt/photos", on: .disk)
        evidence.site.place?.isMountedLate = true
        #expect(
            texts == ["mounted_late: Gluster is mounted there, but not in the mount namespace of Caddy: restart Caddy"]
        )
        evidence.site.place?.isMountedLate = false
        #expect(texts == ["not_on_gluster: the root is on ext4, mounted at /"])
    }

    @Test("name what keeps us, or whoever serves it, from looking")
    mutating func permission() {
        evidence.site.failure = SystemError("open", code: 13)
        #expect(texts == ["permission: looking at the root: open: Permission denied"])
        evidence.site.obstacle = "no entry"
        #expect(texts == ["permission: no entry"])
        evidence.site.target.isResolved = false
        #expect(evidence.findings.map(\.finding) == [.unresolvedRoot])
    }

    @Test("name a mount that does not answer")
    mutating func mountDown() {
        var mount = MountState(mount: GlusterMount(mountpoint: "/m", server: "h", volume: "photos"), device: "0:50")
        mount.isUp = false
        mount.failure = SystemError("stat", code: 107)
        evidence.mount = mount
        #expect(
            texts == ["mount_down: the mount /m does not answer: stat: Transport endpoint is not connected"]
        )
        evidence.mount?.isUp = nil
        #expect(texts.isEmpty)
    }

    @Test("tell bricks that are missed from a quorum that is lost, as the mount sees them")
    mutating func bricks() {
        evidence.volume = GlusterSnapshot.recorded.volumes.first { $0.name == "photos" }
        evidence.volume?.looks = [:]
        evidence.volume?.bricks = []
        let names = evidence.volume?.graph?.bricks.map(\.name) ?? []
        #expect(names.count == 3)
        #expect(texts == ["brick_down: not connected: \(names[2])"])

        let total = MountClient.OperationTotal(count: 0, seconds: 0)
        var client = MountClient(version: "10.3", processID: "x", graph: 0)
        for (index, name) in names.enumerated() {
            client.bricks[name] = .init(isConnected: index == 2, total: total)
        }
        var mount = MountState(mount: GlusterMount(mountpoint: "/m", server: "h", volume: "photos"), device: "0:50")
        mount.client = client
        evidence.mount = mount
        #expect(
            texts == [
                "quorum_lost: too few bricks of photos-replicate-0 are connected",
                "brick_down: not connected: \(names[0]), \(names[1])",
            ]
        )
    }

    @Test("count what is in split-brain, and what waits for heal")
    mutating func heal() {
        evidence.volume = GlusterSnapshot.recorded.volumes.first { $0.name == "photos" }
        evidence.volume?.connected = [:]
        #expect(
            texts == [
                "split_brain: in 1 entries of the volume: /d", "heal_running: 12 entries of the volume wait for heal",
            ]
        )
    }

    @Test("count no further than there are numbers")
    mutating func many() {
        evidence.volume = GlusterSnapshot.recorded.volumes.first { $0.name == "media" }
        evidence.volume?.connected = [:]
        let capacity = Capacity(size: 1, free: 1, available: 1, inodes: 1, inodesFree: 1)
        let answer = BrickAnswer(capacity: capacity, roundTrip: 1, pending: .max, dirty: nil, node: nil)
        for index in evidence.volume?.bricks.indices ?? 0..<0 {
            let name = evidence.volume?.bricks[index].name ?? ""
            let reading = BrickReading(volume: "media", brick: name, answer: .success(answer))
            evidence.volume?.bricks[index].answer = .given(reading)
        }
        #expect((evidence.volume?.graph?.subvolumes.count ?? 0) > 1)
        #expect(texts == ["heal_running: \(UInt64.max) entries of the volume wait for heal"])
    }

    private var texts: [String] { evidence.findings.map { "\($0.finding.rawValue): \($0.words)" } }
}
