import Collectors
import Foundation
import Gluster
import Testing

@Suite("Scrape targets")
struct ScrapeTargetTests {
    @Test("are this node and all of its peers, as JSON")
    func pool() {
        let text = """
            [{"targets":["node1:10713"],"labels":{"__meta_gluster_peer_connected":"true",\
            "__meta_gluster_peer_local":"true",\
            "__meta_gluster_peer_uuid":"00000000-0000-0000-0000-000000000001"}},\
            {"targets":["node2:10713"],"labels":{"__meta_gluster_peer_connected":"true",\
            "__meta_gluster_peer_local":"false","__meta_gluster_peer_state":"Peer in Cluster",\
            "__meta_gluster_peer_uuid":"00000000-0000-0000-0000-000000000002"}},\
            {"targets":["node3:10713"],"labels":{"__meta_gluster_peer_connected":"false",\
            "__meta_gluster_peer_local":"false","__meta_gluster_peer_state":"Peer Rejected",\
            "__meta_gluster_peer_uuid":"00000000-0000-0000-0000-000000000003"}}]

            """
        #expect(json(.state(.recorded, isCurrent: true)) == text)
    }

    @Test("are still there when glusterd has failed, but no longer say who is connected")
    func stale() throws {
        let groups = try groups(.state(.recorded, isCurrent: false))
        #expect(groups.map(\.targets) == [["node1:10713"], ["node2:10713"], ["node3:10713"]])
        #expect(groups.allSatisfy { $0.labels["__meta_gluster_peer_connected"] == nil })
        #expect(groups.allSatisfy { $0.labels["__meta_gluster_peer_uuid"] != nil })
    }

    @Test("are not known before glusterd has told")
    func unknown() {
        #expect(json(.unknown) == nil)
    }

    @Test("are this machine alone where there is no glusterd")
    func noServer() {
        #expect(json(.none) == "[{\"targets\":[\"asked:10713\"],\"labels\":{}}]\n")
    }

    @Test(
        "name this machine as it was asked for, without a port, and by its own name where that is no name",
        arguments: [
            ("server1", "server1:10713"), ("server1:80", "server1:10713"), ("10.0.0.1:80", "10.0.0.1:10713"),
            ("[fd00::1]:80", "[fd00::1]:10713"), ("[fd00::1]", "[fd00::1]:10713"), ("fd00::1", "[fd00::1]:10713"),
            ("", "own:10713"), (":80", "own:10713"), ("[]", "own:10713"), ("a/b", "own:10713"),
            ("a\"b", "own:10713"), ("a b", "own:10713"), ("ä", "own:10713"),
            (String(repeating: "a", count: 256), "own:10713"),
        ]
    )
    func names(host: String, target: String) throws {
        #expect(try groups(.none, host: host).map(\.targets) == [[target]])
    }

    @Test(
        "name this node as most of its bricks do, and as it was asked for where the pool could not call it so",
        arguments: [
            (["a", "b", "b"], "b:10713"), (["b", "a"], "a:10713"), (["fd00::1"], "[fd00::1]:10713"),
            ([], "asked:10713"), (["localhost", "127.0.0.1", "::1"], "asked:10713"),
            (["localhost", "localhost", "a"], "a:10713"),
        ]
    )
    func ownHost(hosts: [String], target: String) throws {
        var volume = PoolVolume(name: "photos")
        volume.bricks = hosts.map { PoolBrick(host: $0, path: "/b", local: .init(isStarted: true, port: nil)) }
        volume.bricks.append(PoolBrick(host: "other", path: "/b"))
        volume.bricks.append(PoolBrick(host: "other", path: "/c"))
        volume.bricks.append(PoolBrick(host: "other", path: "/d"))
        let state = PoolState(node: "u", operatingVersion: 1, volumes: [volume])
        #expect(try groups(.state(state, isCurrent: true)).map(\.targets) == [[target]])
    }

    @Test("leave out peers that have no name, and take any words of glusterd's")
    func peers() throws {
        let words = "a\"\\\n\u{1}\u{7f}ä"
        let state = PoolState(
            node: "u",
            operatingVersion: 1,
            peers: [
                PoolPeer(host: "uuid", uuid: "uuid", state: "", isConnected: true),
                PoolPeer(host: "fd00::2", uuid: words, state: words, isConnected: true),
            ]
        )
        let groups = try groups(.state(state, isCurrent: true))
        #expect(groups.map(\.targets) == [["asked:10713"], ["[fd00::2]:10713"]])
        #expect(groups.last?.labels["__meta_gluster_peer_state"] == words)
        #expect(groups.last?.labels["__meta_gluster_peer_uuid"] == words)
    }

    private struct Group: Decodable {
        let targets: [String]
        let labels: [String: String]
    }

    private func json(_ pool: KnownPool, host: String = "asked:80") -> String? {
        ScrapeTargets(pool, port: 10713, host: host, hostName: "own").json.map { String(decoding: $0, as: UTF8.self) }
    }

    private func groups(_ pool: KnownPool, host: String = "asked:80") throws -> [Group] {
        try JSONDecoder().decode([Group].self, from: Data(try #require(json(pool, host: host)).utf8))
    }
}
