import Testing

@testable import Gluster

@Suite("The graph of a real volume")
struct VolumeGraphTests {
    @Test("is known in every part")
    func photos() throws {
        #expect(
            try Samples.graph("photos")
                == VolumeGraph(
                    volume: "photos",
                    subvolumes: [
                        Subvolume(
                            name: "photos-replicate-0",
                            kind: .replicate,
                            rule: .majority,
                            bricks: [
                                Brick(
                                    host: "127.1.1.1",
                                    path: "/mnt/lab/node1/bricks/photos-1",
                                    client: "photos-client-0",
                                    role: .data
                                ),
                                Brick(
                                    host: "127.1.1.2",
                                    path: "/mnt/lab/node2/bricks/photos-2",
                                    client: "photos-client-1",
                                    role: .data
                                ),
                                Brick(
                                    host: "127.1.1.3",
                                    path: "/mnt/lab/node3/bricks/photos-3",
                                    client: "photos-client-2",
                                    role: .data
                                ),
                            ]
                        )
                    ],
                    options: [
                        "cluster/distribute.force-migration": "off",
                        "cluster/distribute.lock-migration": "off",
                        "cluster/replicate.afr-pending-xattr": "photos-client-0,photos-client-1,photos-client-2",
                        "cluster/replicate.granular-entry-heal": "on",
                        "cluster/replicate.use-anonymous-inode": "yes",
                        "cluster/replicate.use-compound-fops": "off",
                        "cluster/replicate.volume-id": "00000000-0000-4000-8000-000000000000",
                        "debug/io-stats.count-fop-hits": "off",
                        "debug/io-stats.global-threading": "off",
                        "debug/io-stats.latency-measurement": "off",
                        "debug/io-stats.log-level": "INFO",
                        "debug/io-stats.threads": "16",
                        "features/utime.noatime": "on",
                    ]
                )
        )
    }

    @Test(
        "has the sets, the rule and the bricks of its layout",
        arguments: [
            ("media", "distributed-replicate", .replicate, .majority, [[1, 2, 3], [1, 2, 3]]),
            ("archive", "disperse", .disperse, .atLeast(2), [[1, 2, 3]]),
            ("sets", "distributed-disperse", .disperse, .atLeast(2), [[1, 2, 3], [1, 2, 3]]),
            ("wide", "disperse", .disperse, .atLeast(4), [[1, 2, 3, 1, 2, 3]]),
            ("wide-quorum", "disperse", .disperse, .atLeast(5), [[1, 2, 3, 1, 2, 3]]),
            ("scratch", "distribute", .distribute, .any, [[1], [2], [3]]),
            ("lone", "distribute", .distribute, .any, [[1]]),
            // Pairs have no quorum unless they are given one; larger sets use the majority unless told otherwise.
            ("pair", "replicate", .replicate, .any, [[1, 2]]),
            ("pair-none", "replicate", .replicate, .any, [[1, 2]]),
            ("pair-auto", "replicate", .replicate, .majority, [[1, 2]]),
            ("pair-fixed", "replicate", .replicate, .atLeast(1), [[1, 2]]),
            ("four", "replicate", .replicate, .majority, [[1, 2, 3, 1]]),
            ("four-fixed", "replicate", .replicate, .atLeast(3), [[1, 2, 3, 1]]),
            // The thin arbiter is no replica.
            ("thin", "replicate", .replicate, .any, [[1, 2]]),
            // Sharding, NUFA, caches, snapshots, and with parallel-readdir a translator above each set.
            ("busy", "distributed-replicate", .replicate, .majority, [[1, 2, 3], [1, 2, 3]]),
        ] as [(String, String, Subvolume.Kind, WriteRule, [[Int]])]
    )
    func layouts(_ sample: String, _ layout: String, _ kind: Subvolume.Kind, _ rule: WriteRule, _ nodes: [[Int]]) throws
    {
        let graph = try Samples.graph(sample)
        #expect(graph.layout == layout)
        #expect(graph.subvolumes == sets(of: graph.volume, kind, rule, nodes))
    }

    @Test("knows arbiters: the last brick of each set")
    func arbiters() throws {
        var expected = sets(of: "office", .replicate, .majority, [[1, 2, 3], [2, 3, 1]])
        expected[0].bricks[2].role = .arbiter
        expected[1].bricks[2].role = .arbiter
        let graph = try Samples.graph("office")
        #expect(graph.subvolumes == expected)
        #expect(graph.layout == "distributed-replicate")
        #expect(graph.bricks.map(\.role) == [.data, .data, .arbiter, .data, .data, .arbiter])
    }

    @Test("shows U+FFFD where a path is not UTF-8")
    func latin1() throws {
        #expect(try Samples.graph("latin1").bricks.map(\.name) == ["127.1.1.1:/mnt/lab/node1/bricks/gr\u{fffd}n"])
    }

    @Test("names its options by translator")
    func options() throws {
        let options = try Samples.graph("busy").options
        #expect(options["features/snapview-client.snapshot-directory"] == ".snaps")
        #expect(options["performance/readdir-ahead.parallel-readdir"] == "on")
        #expect(options["performance/nl-cache.nl-cache-limit"] == "10MB")
        #expect(options.keys.allSatisfy { !$0.hasPrefix("protocol/client") })
    }

    @Test("is not asked for sample by sample in vain")
    func everySample() throws {
        for sample in Samples.names { #expect(try !Samples.graph(sample).bricks.isEmpty, "\(sample)") }
    }

    /// As the lab lays bricks out: number n of volume VOL is VOL-n on its node, and its client is VOL-client-(n-1).
    private func sets(of volume: String, _ kind: Subvolume.Kind, _ rule: WriteRule, _ nodes: [[Int]]) -> [Subvolume] {
        var number = 0
        return nodes.enumerated().map { index, nodes in
            let bricks = nodes.map { node in
                number += 1
                return Brick(
                    host: "127.1.1.\(node)",
                    path: "/mnt/lab/node\(node)/bricks/\(volume)-\(number)",
                    client: "\(volume)-client-\(number - 1)",
                    role: .data
                )
            }
            let name = kind == .distribute ? "\(volume)-client-\(index)" : "\(volume)-\(kind.rawValue)-\(index)"
            return Subvolume(name: name, kind: kind, rule: rule, bricks: bricks)
        }
    }
}
