import Gluster

/// The bricks of node 1 in the recorded world.
extension ProfileRound {
    static let recorded = ProfileRound(bricks: [odd, photos])

    /// Just started: it has counted nothing that takes time.
    private static let odd = {
        var brick = BrickProfile(volume: "odd", brick: #"node1:/bricks/a "quoted" \n{}"#)
        brick.operations = ["releasedir": .init(count: 2, seconds: nil, longest: nil)]
        return brick
    }()

    private static let photos = {
        var brick = BrickProfile(volume: "photos", brick: "node1:/bricks/photos-1")
        brick.operations = [
            "lookup": .init(count: 210, seconds: 0.012_469_263, longest: 0.000_343_913),
            "write": .init(count: 414, seconds: 0.029_995_023, longest: 0.000_805_042),
            "release": .init(count: 102, seconds: nil, longest: nil),
            "other": .init(count: 1, seconds: 0.000_5, longest: 0.000_5),
        ]
        brick.readBytes = 4096
        brick.writtenBytes = 8_000_000
        brick.reads = [4096: 1]
        brick.writes = [1: 2, 256: 1, 512: 3, 1024: 400, 131_072: 7, 2_097_152: 1, 4_194_304: 1]
        return brick
    }()
}

extension SelfHealRound {
    static let recorded = SelfHealRound(
        daemon: ProcessIdentity(pid: 266, start: 1_203_062),
        bricks: [
            // Its heal count was not to be had.
            SelfHealBrick(volume: "media", brick: "node1:/bricks/media-1", crawls: []),
            SelfHealBrick(
                volume: "photos",
                brick: "node1:/bricks/photos-1",
                pending: 12,
                crawls: [
                    Crawl(kind: .index, start: 1_699_999_000, end: 1_699_999_001, healed: 3),
                    Crawl(kind: .full, start: 1_699_999_900, end: nil, isRunning: true),
                    Crawl(kind: .index, start: 1_699_999_600, end: 1_699_999_602, failed: 12),
                ]
            ),
        ]
    )
}
