import Glibc
import Host
import Synchronization
import Testing

@testable import Gluster

@Suite("A mount's client process")
struct MountClientTests {
    private func process(_ pid: Int32, _ line: String) -> RunningProcess {
        let bytes: [UInt8] = line.split(separator: " ").flatMap { Array($0.utf8) + [0] as [UInt8] }
        let identity = ProcessIdentity(pid: pid, start: UInt64(pid))
        return RunningProcess(identity: identity, users: [0, 0, 0, 0], isTrusted: true, commandLine: bytes)
    }

    private func place(_ mountpoint: String, _ device: String = "0:1") -> MountPlace {
        MountPlace(
            mount: GlusterMount(mountpoint: mountpoint, server: "h", volume: "photos"),
            path: mountpoint,
            device: device,
            hasMeta: true,
            mountpoint: mountpoint
        )
    }

    private func client(_ pid: Int32, _ mountpoint: String) -> FuseClient {
        let identity = ProcessIdentity(pid: pid, start: UInt64(pid))
        return FuseClient(identity: identity, mountpoint: mountpoint, volume: "photos", log: "/l")
    }

    @Test("is told by its command line, and where it logs")
    func commandLine() {
        let real = "/usr/sbin/glusterfs --process-name fuse --volfile-server=127.1.1.1 --volfile-id=/photos"
        let plain = FuseClient.parse(process(5, "\(real) --subdir-mount=/dir /mnt/lab/s/"))
        #expect(plain?.volume == "photos")
        #expect(plain?.log == "/var/log/glusterfs/mnt-lab-s-.log")
        #expect(plain?.serves(place("/mnt/lab/s")) == true)
        #expect(plain?.serves(place("/mnt/lab")) == false)
        #expect(FuseClient.parse(process(5, "\(real) --log-file=/a.log /mnt/a"))?.log == "/a.log")
        #expect(FuseClient.parse(process(5, "\(real) -l /a.log /mnt/a"))?.log == "/a.log")
        #expect(FuseClient.parse(process(5, "glusterfs --volfile-id photos.tcp -s h /mnt/a"))?.volume == "photos")
        let marked = FuseClient.parse(process(5, "\(real) /mnt/\u{301}a"))
        #expect(marked?.log == "/var/log/glusterfs/mnt-\u{301}a.log")
    }

    @Test(
        "is no other process",
        arguments: [
            "", "cat /mnt/a", "glusterfs --volfile-id=/photos", "glusterfs /mnt/a",
            "glusterfsd --process-name brick --volfile-id=photos /mnt/a", "glusterfs --volfile-id=/photos mnt",
        ]
    )
    func others(_ line: String) {
        #expect(FuseClient.parse(process(1, line)) == nil)
    }

    @Test("is looked for when a mount is new or its process is no more, else once a minute")
    func economy() {
        let searches = Atomic(0)
        let alive = Mutex<Set<Int32>>([1, 2])
        var clients = FuseClients(
            processes: {
                searches.add(1, ordering: .relaxed)
                return alive.withLock { $0.sorted() }.map { client($0, "/mnt/a") }.suffix(1)
            },
            isRunning: { identity in alive.withLock { $0.contains(identity.pid) } },
            startTime: { Double($0.start) }
        )
        let a = place("/mnt/a"), b = place("/mnt/b")
        let start = ContinuousClock.now
        func pid(_ places: [MountPlace], after seconds: Int) -> Int32? {
            clients.find(places, pids: [:], now: start + .seconds(seconds))[a]?.client.identity.pid
        }
        #expect(pid([a], after: 0) == 2)
        #expect(pid([a], after: 100) == 2)
        #expect(searches.load(ordering: .relaxed) == 1)
        #expect(pid([a, b], after: 101) == 2)
        #expect(pid([a, b], after: 120) == 2)
        #expect(searches.load(ordering: .relaxed) == 2)
        #expect(pid([a, b], after: 161) == 2)
        #expect(searches.load(ordering: .relaxed) == 3)
        alive.withLock { $0 = [7] }
        #expect(pid([a, b], after: 162) == 7)
        #expect(searches.load(ordering: .relaxed) == 4)
    }

    @Test("is none of several, unless the mount's graph says which")
    func several() {
        func find(_ pid: Int32?) -> Int32? {
            var clients = FuseClients(
                processes: { [client(1, "/mnt/a"), client(2, "/mnt/a/"), client(3, "/mnt/b")] },
                isRunning: { _ in true },
                startTime: { _ in nil }
            )
            let a = place("/mnt/a")
            return clients.find([a], pids: pid.map { [a: $0] } ?? [:], now: .now)[a]?.client.identity.pid
        }
        #expect(find(nil) == nil)
        #expect(find(2) == 2)
        #expect(find(3) == nil)
    }

    @Test("looks for a client at once when a mount says that it is another's")
    func remounted() {
        let running = Mutex([client(1, "/mnt/a")])
        var clients = FuseClients(
            processes: { running.withLock { $0 } },
            isRunning: { identity in running.withLock { $0.contains { $0.identity == identity } } },
            startTime: { _ in nil }
        )
        let a = place("/mnt/a")
        let now = ContinuousClock.now
        func pid(_ named: Int32) -> Int32? { clients.find([a], pids: [a: named], now: now)[a]?.client.identity.pid }
        #expect(pid(1) == 1)
        running.withLock { $0 = [] }
        #expect(pid(1) == nil)
        running.withLock { $0 = [client(2, "/mnt/a")] }
        #expect(pid(1) == nil)
        #expect(pid(2) == 2)
    }
}
