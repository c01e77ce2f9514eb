import Foundation
import GlusterRPC
import TestSupport
import Testing

@testable import Gluster

/// What GlusterFS 10.3 wrote of the lab's pool: `healthy`; with quota, snapshots to see, bitrot and server quorum, and a
/// rebalance that is over, from node 1 (`features`) and node 2; with one peer gone, with both gone, with brick 1 of
/// `archive` killed, with `scratch` stopped.
@Suite("The state of the pool")
struct PoolStateTests {
    static let names = [
        "healthy", "features", "features-node2", "peer-gone", "quorum-lost", "brick-killed", "volume-stopped",
    ]

    @Test("names the node, its peers and the node's services")
    func node() throws {
        let state = try Self.sample("peer-gone")
        #expect(state.node == "3520ce33-d795-496c-b690-69a3c97f149c")
        #expect(state.operatingVersion == 100_000)
        #expect(
            state.peers == [
                PoolPeer(
                    host: "127.1.1.2",
                    uuid: "2e2cc28f-0a90-43be-b3a2-8c8241428b51",
                    state: "Peer in Cluster",
                    isConnected: true
                ),
                PoolPeer(
                    host: "127.1.1.3",
                    uuid: "1371f90c-90f9-466b-96d3-9ff46f0736bc",
                    state: "Peer in Cluster",
                    isConnected: false
                ),
            ]
        )
        #expect(try Self.sample("healthy").services == ["bitd": false, "scrub": false, "quotad": false])
        #expect(try Self.sample("features").services == ["bitd": true, "scrub": true, "quotad": true])
    }

    @Test("calls a peer without a name of its own by its UUID")
    func nameless() throws {
        let text = """
            [Global]
            MYUUID: u
            op-version: 1
            [Peers]
            Peer2.uuid: b
            Peer2.primary_hostname: h
            Peer1.uuid: a
            Peer1.primary_hostname: h
            Peer1.connected: Connected
            Peer10.uuid: c
            Peer10.primary_hostname:\u{20}
            [Misc]

            """
        let peers = try PoolState.parse(Array(text.utf8)).peers
        #expect(peers.map(\.host) == ["h", "b", "c"])
        #expect(peers.map(\.isConnected) == [true, false, false])
    }

    @Test("has every volume with all that is known of it")
    func volume() throws {
        var office = PoolVolume(
            name: "office",
            id: "555d1ae2-6ee6-4657-9421-786877da8dcb",
            layout: "distributed-replicate"
        )
        let root = "/mnt/lab"
        office.bricks = [
            PoolBrick(host: "127.1.1.1", path: "\(root)/node1/bricks/office-1", local: .started(49805)),
            PoolBrick(host: "127.1.1.2", path: "\(root)/node2/bricks/office-2"),
            PoolBrick(host: "127.1.1.3", path: "\(root)/node3/bricks/office-3", isArbiter: true),
            PoolBrick(host: "127.1.1.2", path: "\(root)/node2/bricks/office-4"),
            PoolBrick(host: "127.1.1.3", path: "\(root)/node3/bricks/office-5"),
            PoolBrick(
                host: "127.1.1.1",
                path: "\(root)/node1/bricks/office-6",
                isArbiter: true,
                local: .started(55512)
            ),
        ]
        office.counts.bricks = 6
        office.counts.snapshots = 0
        office.counts.subvolumes = 2
        office.counts.replicas = 3
        office.counts.arbiters = 1
        office.counts.disperse = 0
        office.counts.redundancy = 0
        office.counts.geoReplicationSessions = 0
        office.runsSelfHealDaemon = true
        office.runsSnapshotDaemon = false
        office.rebalance = Rebalance(status: "not_started")
        office.rebalance?.files = 0
        office.rebalance?.bytes = 0
        office.rebalance?.failures = 0
        office.rebalance?.skipped = 0
        office.rebalance?.lookups = 0
        office.options = [
            "cluster.granular-entry-heal": "on", "storage.fips-mode-rchecksum": "on",
            "transport.address-family": "inet", "nfs.disable": "on", "performance.client-io-threads": "off",
        ]
        let state = try Self.sample("healthy")
        #expect(state.volumes.map(\.name) == ["archive", "media", "office", "photos", "scratch"])
        #expect(state.volumes[2] == office)
        #expect(state.volumes[0].layout == "disperse" && state.volumes[0].counts.redundancy == 1)
        #expect(state.volumes[4].runsSelfHealDaemon == nil)
    }

    @Test("says what fails: quorum, a brick, a volume")
    func failures() throws {
        func photos(_ name: String) throws -> PoolVolume { try Self.sample(name).volumes[3] }
        #expect(try photos("healthy").meetsServerQuorum == nil)
        #expect(try photos("features").meetsServerQuorum == true)
        #expect(try photos("quorum-lost").meetsServerQuorum == false)
        #expect(try photos("quorum-lost").bricks[0].local?.isStarted == false)
        let killed = try Self.sample("brick-killed").volumes[0]
        #expect(killed.isStarted && killed.bricks[0].local?.isStarted == false)
        let stopped = try Self.sample("volume-stopped").volumes[4]
        #expect(!stopped.isStarted && stopped.bricks[0].local?.isStarted == false)
    }

    @Test("tells of a rebalance", arguments: ["features", "features-node2"])
    func rebalance(_ name: String) throws {
        let rebalance = try #require(try Self.sample(name).volumes[1].rebalance)
        #expect(rebalance.status == "completed" && rebalance.lookups == 300)
        #expect(rebalance.hasBegun && !rebalance.isRunning)
    }

    @Test("knows the bricks of its own node")
    func localBricks() throws {
        let bricks = try Self.sample("features-node2").localBricks
        #expect(bricks["photos"] == ["127.1.1.2:/mnt/lab/node2/bricks/photos-2"])
        #expect(bricks["office"]?.count == 2)
        #expect(bricks.count == 5)
    }

    @Test("keeps values of any kind: options with colons, paths with colons, bytes that are not UTF-8")
    func hostile() throws {
        let state = try parse(
            "Volume1.Brick1.path: fe80::1%eth0:/b: c:/d",
            "Volume1.Brick1.status: Started",
            "Volume1.Brick1.port: 70000",
            "Volume1.options.auth.allow: [Misc]",
            "Volume1.options.user.a: b: c:d ",
            "Volume1.options.empty: ",
            "Volume1.options.\u{301}: \u{301}",
            "Volume1.transport_type: tcp_rdma_both",
            "Volume0.name: zero",
            "Volume-1.name: minus",
            "Volume99999999999999999999.name: large",
            "Volume.name: none",
            "no colon"
        )
        let brick = try #require(state.volumes.first?.bricks.first)
        #expect(state.volumes.count == 1)
        #expect(brick.host == "fe80::1%eth0" && brick.path == "/b: c:/d")
        #expect(brick.local == PoolBrick.Local(isStarted: true, port: nil))
        #expect(
            state.volumes[0].options == [
                "auth.allow": "[Misc]", "user.a": "b: c:d ", "empty": "", "\u{301}": "\u{301}",
            ]
        )
        #expect(state.volumes[0].transport == "tcp,rdma")
    }

    @Test(
        "has moved bytes as exactly as glusterd tells",
        arguments: [
            ("0Bytes", 0), ("1023Bytes", 1023), ("1.0KB", 1024), ("4.5MB", 4_718_592), ("2.0PB", 1 << 51),
            ("-1Bytes", nil), ("Bytes", nil), ("1", nil), ("nanGB", nil), ("infPB", nil), ("1e99PB", nil), ("", nil),
        ] as [(String, UInt64?)]
    )
    func bytes(_ text: String, _ bytes: UInt64?) throws {
        let state = try parse("Volume1.rebalance.status: started", "Volume1.rebalance.data: \(text)")
        #expect(state.volumes[0].rebalance?.bytes == bytes)
        #expect(state.volumes[0].rebalance?.isRunning == true)
    }

    @Test("is refused when it lacks what makes a pool, a volume or a brick")
    func incomplete() {
        let head = "[Global]\nMYUUID: u\nop-version: 1\n"
        #expect(refusal("[Misc]\n") == "no op-version")
        #expect(refusal("[Global]\nop-version: 1\n[Misc]\n") == "no MYUUID in [Global]")
        #expect(refusal(head + "[Peers]\nPeer1.state: x\n[Misc]\n") == "no uuid in Peer1")
        #expect(refusal(head + "[Volumes]\nVolume1.status: Started\n[Misc]\n") == "no name in Volume1")
        #expect(refusal(head + "[Volumes]\nVolume1.name: v\n[Misc]\n") == "no status in Volume1")
        let volume = "[Volumes]\nVolume1.name: v\nVolume1.status: Created\n"
        for path in ["b", "/b", ":", "a/b:/c"] {
            #expect(
                refusal(head + volume + "Volume1.Brick2.path: \(path)\n[Misc]\n")
                    == "a strange path in Volume1.Brick2"
            )
        }
        #expect(refusal(head + volume + "Volume1.Brick2.hostname: h\n[Misc]\n") == "no path in Brick2")
    }

    @Test("is refused when it is cut short", arguments: names)
    func truncated(_ name: String) throws {
        let bytes = try Self.bytes(name)
        let end = try #require(bytes.lastIndex(of: UInt8(ascii: "]")))
        let short = GlusterRPC.RPCError.malformed("the state of the pool ends before its section [Misc]")
        for length in stride(from: 0, through: end, by: 97) {
            #expect(throws: short) { try PoolState.parse(Array(bytes.prefix(length))) }
        }
        #expect(throws: short) { try PoolState.parse(Array(bytes.dropLast())) }
    }

    @Test("does no harm, whatever it is")
    func mutations() async {
        // In a process of its own, where nobody else takes memory.
        await #expect(processExitsWith: .success) {
            let peak = Fuzz.peakMemory
            for name in PoolStateTests.names {
                for bytes in Fuzz.mutations(of: try PoolStateTests.bytes(name), 100) { _ = try? PoolState.parse(bytes) }
            }
            let small = try #require(
                String(decoding: try PoolStateTests.bytes("features"), as: UTF8.self).firstRange(of: "\nVolume2")
            )
            let head = String(decoding: try PoolStateTests.bytes("features"), as: UTF8.self)[..<small.lowerBound]
            for bytes in Fuzz.mutations(of: Array("\(head)\n[Misc]\n".utf8), 2000) {
                guard let state = try? PoolState.parse(bytes) else { continue }
                #expect(state.volumes.allSatisfy { !$0.name.isEmpty })
            }
            for bytes in Fuzz.noise(10_000) { _ = try? PoolState.parse(bytes) }
            #expect(Fuzz.peakMemory - peak < 64)
        }
    }

    static func bytes(_ name: String) throws -> [UInt8] {
        let file = Bundle.module.url(forResource: "Samples/state/\(name)", withExtension: "state")
        return Array(try Data(contentsOf: #require(file)))
    }

    static func sample(_ name: String) throws -> PoolState { try PoolState.parse(try bytes(name)) }

    /// A pool with one volume, of which these lines tell.
    private func parse(_ lines: String...) throws -> PoolState {
        let head = "[Global]\nMYUUID: u\nop-version: 1\n[Volumes]\nVolume1.name: v\nVolume1.status: Started\n"
        return try PoolState.parse(Array("\(head)\(lines.joined(separator: "\n"))\n[Misc]\n".utf8))
    }

    private func refusal(_ text: String) -> String {
        do throws(RPCError) {
            return "\(try PoolState.parse(Array(text.utf8)))"
        } catch {
            return error.description.replacing("malformed reply: the state of the pool has ", with: "")
        }
    }
}

extension PoolBrick.Local {
    static func started(_ port: UInt16) -> Self { Self(isStarted: true, port: port) }
}
