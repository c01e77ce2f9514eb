import Foundation
import GlusterRPC
import Host
import TestSupport
import Testing

@testable import Gluster

/// What the worker does without opening anything.
@Suite("The worker's watches", .timeLimit(.minutes(1)))
struct WatchTests {
    @Test("report a volume whose glusterd is not there, and do not try to open it")
    func noGlusterd() throws {
        let line = try Line()
        let watch = try VolumeWatch(
            VolumeTarget(name: "photos", host: "127.0.0.1", port: 1),
            WatchList(),
            hub: line.hub
        )
        watch.poll(7)
        #expect(try line.next() == volume(7, SystemError("greet", code: ECONNREFUSED)))
        watch.poll(8)
        #expect(try line.next() == volume(8, SystemError("greet", code: ECONNREFUSED)))
        watch.abandon()
        #expect(line.hub.abandoned == 0)
    }

    @Test("report a volume whose server answers with anything else")
    func noRPC() throws {
        let server = FakeServer(tcp: { peer in
            _ = peer.receive(44)
            peer.send(Array("HTTP/1.1 400 Bad Request\r\n\r\n".utf8))
        })
        let line = try Line()
        let target = VolumeTarget(name: "photos", host: "127.0.0.1", port: server.port)
        let watch = try VolumeWatch(target, WatchList(), hub: line.hub)
        watch.poll(1)
        #expect(try line.next() == volume(1, SystemError("greet", code: EPROTO)))
        watch.abandon()
    }

    @Test("leave a volume alone for as long as it is held")
    func heldVolume() throws {
        let line = try Line()
        let list = WatchList(holds: [.volume("photos"): 600])
        let watch = try VolumeWatch(VolumeTarget(name: "photos", host: "127.0.0.1", port: 1), list, hub: line.hub)
        watch.poll(1)
        #expect(try line.next() == volume(1, SystemError("open", code: ETIMEDOUT)))
        watch.abandon()
    }

    @Test("do not open a brick that the volume's graph is not connected to, or that is held")
    func brick() throws {
        let line = try Line()
        let apart = try watch("h:/1", line.hub, hold: .zero)
        apart.poll(3)
        #expect(try line.next() == brick(3, "h:/1"))
        let held = try watch("h:/2", line.hub, hold: .seconds(600))
        held.link.connected(true)
        held.poll(4)
        #expect(try line.next() == brick(4, "h:/2"))
        apart.abandon()
        held.abandon()
    }

    @Test("announce each open before and after, and count one that failed as a handle left behind")
    func opening() throws {
        let line = try Line()
        let failure = SystemError("open", code: 2)
        #expect(throws: failure) {
            try line.hub.open(.volume("photos")) { () throws(SystemError) in throw failure }
        }
        #expect(try line.next() == .opening(.volume("photos")))
        #expect(try line.next() == .opened(.volume("photos")))
        #expect(line.hub.abandoned == 1)
    }

    @Test("send whole messages, from however many threads")
    func threads() throws {
        let line = try Line()
        for thread in 0..<8 as Range<UInt64> {
            Thread.detachNewThread {
                for _ in 0..<200 { line.hub.send(.alive(round: thread, abandoned: 0)) }
            }
        }
        var counts = [Int](repeating: 0, count: 8)
        for _ in 0..<1600 {
            guard case .alive(let thread, 0) = try line.next() else { continue }
            counts[Int(thread)] += 1
        }
        #expect(counts == [Int](repeating: 200, count: 8))
    }

    @Test("of waiting entries tell no round after a newer one, and nothing once they were replaced")
    func healWatch() throws {
        let line = try Line()
        let set = Subvolume(name: "s", kind: .replicate, rule: .majority, bricks: [])
        let watches = (0..<3).map { index in
            let linked = LinkedSet(subvolume: set, links: [], volume: { nil })
            return HealWatch(linked, of: "v\(index)", SetLook.Limits(), hub: line.hub)
        }
        let nothing = HealLook(subvolume: "s")
        watches[0].noticed(0, in: "h:/1", round: 5)
        #expect(try line.next() == .look(round: 5, volume: "v0", subvolume: "s", nothing))
        watches[0].noticed(1, in: "h:/2", round: 3)  // So slow that the others are two rounds ahead.
        #expect(try line.next() == .look(round: 5, volume: "v0", subvolume: "s", nothing))
        watches[1].abandon()
        watches[1].noticed(0, in: "h:/1", round: 6)
        watches[2].noticed(0, in: "h:/1", round: 6)
        #expect(try line.next() == .look(round: 6, volume: "v2", subvolume: "s", nothing))
        for watch in watches { watch.abandon() }
    }

    @Test("of waiting entries say in a word that nothing has changed, and now and then in full", arguments: [0, 600])
    func renewal(_ seconds: Int) throws {
        let line = try Line()
        let set = Subvolume(name: "s", kind: .replicate, rule: .majority, bricks: [])
        let linked = LinkedSet(subvolume: set, links: [], volume: { nil })
        let watch = HealWatch(linked, of: "v", SetLook.Limits(), hub: line.hub, renewal: .seconds(seconds))
        let nothing = HealLook(subvolume: "s")
        for round in 1...3 as ClosedRange<UInt64> {
            watch.noticed(1, in: "h:/1", round: round)
            let look = round == 1 || seconds == 0 ? nothing : nil
            #expect(try line.next() == .look(round: round, volume: "v", subvolume: "s", look))
        }
        watch.abandon()
    }

    @Test("stop sending when nobody listens any more, or listens too slowly")
    func nobody() throws {
        let line = try Line()
        let outbox = Outbox(line.near)
        #expect(!outbox.send([UInt8](repeating: 0, count: 16 << 20), patience: .zero))
        line.hangUp()
        #expect(!outbox.send([1]))
    }

    @Test("know which bricks are this machine's")
    func local() {
        func includes(_ choice: BrickChoice, _ host: String, _ local: [String]? = nil) -> Bool? {
            choice.includes(Brick(host: host, path: "/b", client: "c", role: .data), local: local)
        }
        #expect(includes(.local, "127.0.0.1") == true)
        #expect(includes(.local, "192.0.2.1") == false)
        #expect(includes(.local, "") == nil, "no name, so nothing can be said")
        #expect(includes(.local, "192.0.2.1", ["192.0.2.1:/b"]) == true, "glusterd knows better")
        #expect(includes(.local, "127.0.0.1", ["127.0.0.1:/other"]) == false)
        #expect(includes(.all, "192.0.2.1", []) == true)
        #expect(includes(.none, "127.0.0.1", ["127.0.0.1:/b"]) == false)
    }

    @Test("are not started without a parent to end with")
    func usage() {
        for arguments in [[], ["x"], ["1", "2"], [""], ["99999999999"]] {
            #expect(GfapiWorker.run(arguments) == EX_USAGE)
        }
    }

    private func watch(_ name: String, _ hub: Hub, hold: Duration) throws -> BrickWatch {
        let link = BrickLink(name, of: "v", volfile: [], hub: hub, hold: hold)
        return try BrickWatch(name, of: "v", link: link, hub: hub) { pending, _ in #expect(pending == nil) }
    }

    private func volume(_ round: UInt64, _ error: SystemError) -> Report {
        .volume(round: round, VolumeReading(volume: "photos", capacity: .failure(error)))
    }

    private func brick(_ round: UInt64, _ name: String) -> Report {
        let answer = Result<BrickAnswer, SystemError>.failure(SystemError("open", code: ENOTCONN))
        return .brick(round: round, BrickReading(volume: "v", brick: name, answer: answer))
    }
}

/// The worker's end of the socket, and the daemon's.
private final class Line: Sendable {
    let hub: Hub
    let near: CInt
    private let far: Peer

    init() throws {
        var ends: [CInt] = [-1, -1]
        try #require(unsafe socketpair(AF_UNIX, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0)
        near = ends[0]
        far = Peer(socket: ends[1])
        hub = Hub(Outbox(near))
    }

    deinit {
        close(near)
        close(far.socket)
    }

    func next() throws -> Report {
        let length = far.receive(4).reduce(0) { $0 << 8 | Int($1) } & 0x7fff_ffff
        return try Report.parse(far.receive(length))
    }

    func hangUp() {
        shutdown(far.socket, CInt(SHUT_RDWR))
    }
}
