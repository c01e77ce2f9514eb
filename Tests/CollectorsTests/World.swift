import Glibc
import Gluster
import Host

/// One small cluster with its troubles: what the golden files describe.
extension GlusterSnapshot {
    static let recorded = GlusterSnapshot(
        round: 1,
        volumes: [archive, backup, media, new, odd, office, photos, scratch]
    )

    /// Disperse: one brick has not been asked yet, so nothing is said of the set's quorum.
    private static let archive = VolumeState(
        "archive",
        .disperse,
        .atLeast(2),
        [[.up(pending: 3, dirty: 1), .up(pending: 3), .unknown]]
    )

    /// Silent until the deadline, and its bricks with it.
    private static let backup = VolumeState("backup", .replicate, .majority, [[.silent, .silent]], answer: .overdue)

    /// Distributed and replicated: one brick is overdue, and lookups fail.
    private static let media = VolumeState(
        "media",
        .replicate,
        .majority,
        [[.up(), .up(), .up()], [.up(), .overdue, .up()]],
        probes: [
            ProbeReading(operation: .statfs, duration: 0.000_2),
            ProbeReading(operation: .lookup, duration: 0.3, failure: SystemError("lookup", code: EIO)),
        ]
    )

    /// Found a moment ago: never opened.
    private static let new = VolumeState(name: "new")

    /// Bricks whose paths are what file systems allow.
    private static let odd = VolumeState(
        "odd",
        .replicate,
        .any,
        [[.up(), .up(), .up()]],
        paths: [#"/bricks/a "quoted" \n{}"#, "/bricks/new\nline\r\t", "/bricks/\u{FFFD}\u{FFFD} é 👩‍👧"]
    )

    /// An arbiter, a probe directory, and an answer of the round before that came late.
    private static let office = {
        var state = VolumeState(
            "office",
            .replicate,
            .majority,
            [[.up(), .up(), .up()]],
            arbiter: true,
            probes: ProbeReading.Operation.allCases.enumerated()
                .map { ProbeReading(operation: $1, duration: 0.001 * Double($0 + 1)) }
        )
        state.arrived += state.arrived
        state.bricks[0].arrived += state.bricks[0].arrived
        return state
    }()

    /// One brick down, and a backlog on the others, one entry of which is in split-brain, and one not looked at.
    private static let photos = {
        var state = VolumeState(
            "photos",
            .replicate,
            .majority,
            [[.up(pending: 12), .up(pending: 9, dirty: 2), .down]]
        )
        let behind = HealVerdict(blamed: [[], [], [.data, .metadata]])
        state.looks["photos-replicate-0"] = HealLook(
            subvolume: "photos-replicate-0",
            entries: [
                WaitingEntry(gfid: GFID(high: 1, low: 1), path: "/a", verdict: behind),
                WaitingEntry(gfid: GFID(high: 1, low: 2), verdict: behind),
                WaitingEntry(
                    gfid: GFID(high: 1, low: 3),
                    path: "/d",
                    verdict: HealVerdict(
                        splitBrain: [.data, .entry],
                        blamed: [.entry, [], []],
                        mismatched: 2
                    )
                ),
                WaitingEntry(gfid: GFID(high: 1, low: 4)),
            ],
            isTruncated: true
        )
        return state
    }()

    /// No replicas, no index, half of it down: statfs fails.
    private static let scratch = {
        var state = VolumeState("scratch", .distribute, .any, [[.up(pending: nil, dirty: nil)], [.down]])
        let reading = VolumeReading(volume: "scratch", capacity: .failure(SystemError("open", code: ENOTCONN)))
        state.answer = .given(reading)
        state.arrived = [reading]
        return state
    }()
}

/// What became of a brick in a round.
enum Fate {
    case up(pending: UInt64? = 0, dirty: UInt64? = 0)
    /// It refused, and the volume's graph is not connected to it.
    case down
    /// Connected, and silent.
    case overdue
    /// As `overdue`, and whether it is connected is not known.
    case silent
    /// Not asked yet.
    case unknown

    var isConnected: Bool? {
        switch self {
        case .up, .overdue: true
        case .down: false
        case .silent, .unknown: nil
        }
    }

    func answer(_ volume: String, _ brick: String, node: Int) -> Answer<BrickReading> {
        switch self {
        case .up(let pending, let dirty):
            let answer = BrickAnswer(
                capacity: .small,
                roundTrip: 0.000_25 * Double(node),
                pending: pending,
                dirty: dirty,
                node: "00000000-0000-0000-0000-00000000000\(node)"
            )
            return .given(BrickReading(volume: volume, brick: brick, answer: .success(answer)))
        case .down:
            let error = SystemError("open", code: ENOTCONN)
            return .given(BrickReading(volume: volume, brick: brick, answer: .failure(error)))
        case .overdue, .silent: return .overdue
        case .unknown: return .unknown
        }
    }
}

extension Capacity {
    static let small = Capacity(size: 1 << 40, free: 1 << 39, available: 1 << 38, inodes: 65536, inodesFree: 4096)
}

extension VolumeState {
    /// A volume whose bricks `node1:/bricks/NAME`, `node2:…`, set by set, all of them watched, had these fates.
    init(
        _ name: String,
        _ kind: Subvolume.Kind,
        _ rule: WriteRule,
        _ fates: [[Fate]],
        arbiter: Bool = false,
        paths: [String] = [],
        answer: Answer<VolumeReading>? = nil,
        probes: [ProbeReading] = [
            ProbeReading(operation: .statfs, duration: 0.000_2), ProbeReading(operation: .lookup, duration: 0.001_5),
        ]
    ) {
        var connected: [String: Bool] = [:]
        var states: [BrickState] = []
        var sets: [Subvolume] = []
        for (index, fates) in fates.enumerated() {
            var bricks: [Brick] = []
            for (position, fate) in fates.enumerated() {
                let number = states.count + 1
                let brick = Brick(
                    host: "node\(position + 1)",
                    path: paths.isEmpty ? "/bricks/\(name)-\(number)" : paths[number - 1],
                    client: "\(name)-client-\(number - 1)",
                    role: arbiter && position == fates.count - 1 ? .arbiter : .data
                )
                let answer = fate.answer(name, brick.name, node: position + 1)
                connected[brick.name] = fate.isConnected
                states.append(BrickState(name: brick.name, answer: answer, arrived: answer.given))
                bricks.append(brick)
            }
            let set = kind == .distribute ? bricks[0].client : "\(name)-\(kind.rawValue)-\(index)"
            sets.append(Subvolume(name: set, kind: kind, rule: rule, bricks: bricks))
        }
        let reading = VolumeReading(volume: name, capacity: .success(.small), probes: probes)
        let answer = answer ?? .given(reading)
        self.init(
            name: name,
            graph: VolumeGraph(
                volume: name,
                subvolumes: sets,
                options: kind == .replicate ? ["cluster/replicate.granular-entry-heal": "on"] : [:]
            ),
            answer: answer,
            arrived: answer.given,
            connected: connected,
            bricks: states,
            looks: Dictionary(uniqueKeysWithValues: sets.map { ($0.name, HealLook(subvolume: $0.name)) })
        )
    }
}

extension Answer {
    fileprivate var given: [Value] {
        guard case .given(let value) = self else { return [] }
        return [value]
    }
}
