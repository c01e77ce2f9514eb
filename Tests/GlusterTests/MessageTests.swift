import GlusterRPC
import Host
import TestSupport
import Testing

@testable import Gluster

@Suite("Messages between daemon and worker")
struct MessageTests {
    private static let renewed: VolumeTarget = {
        var target = VolumeTarget(name: "renewed", host: "h")
        target.generation = .max
        target.isStopped = true
        return target
    }()

    static let commands: [Command] = [
        .watch(WatchList()),
        .watch(WatchList(targets: [renewed])),
        .watch(
            WatchList(
                targets: [
                    VolumeTarget(name: "photos", host: "gluster1", port: 65535, probeDirectory: "/probe"),
                    VolumeTarget(name: "ünï", host: "::1", port: 0, probeDirectory: nil),
                    VolumeTarget(name: "", host: "", probeDirectory: ""),
                ],
                bricks: .local,
                pingTimeout: .max,
                localBricks: ["photos": ["h:/b", "h:/c"], "empty": []],
                healEntries: .max,
                holds: [.volume("photos"): 60, .brick(volume: "photos", brick: "h:/b"): .max]
            )
        ),
        .watch(WatchList(targets: [], bricks: .none, pingTimeout: 0)),
        .poll(round: 0), .poll(round: .max), .poll(round: 0x1_0000_0002),
    ]

    static let reports: [Report] = [
        .alive(round: 0x1_0000_0002, abandoned: .max), .alive(round: 0, abandoned: 0),
        .opening(.volume("photos")), .opened(.brick(volume: "photos", brick: "h:/b")), .release("10.3"), .release(""),
        .graph(VolumeGraph(volume: "v", subvolumes: []), watched: []),
        .graph(
            VolumeGraph(
                volume: "photos",
                subvolumes: [.any, .majority, .atLeast(0), .atLeast(1), .atLeast(Int(UInt32.max))].map { rule in
                    Subvolume(
                        name: "photos-replicate-0",
                        kind: .replicate,
                        rule: rule,
                        bricks: [
                            Brick(host: "h", path: "/b", client: "photos-client-0", role: .data),
                            Brick(host: "i", path: "/gr\u{fffd}n", client: "photos-client-1", role: .arbiter),
                        ]
                    )
                },
                options: ["a.b": "", "c.d": "on"]
            ),
            watched: ["h:/b"]
        ),
        .connections(round: 7, volume: "photos", ["h:/b": true, "i:/b": false]),
        .connections(round: 7, volume: "photos", [:]),
        .volume(
            round: 7,
            VolumeReading(
                volume: "photos",
                capacity: .success(Capacity(size: .max, free: 1, available: 0, inodes: 1 << 32, inodesFree: 3)),
                probes: ProbeReading.Operation.allCases.map { ProbeReading(operation: $0, duration: 0.25) }
                    + [
                        ProbeReading(
                            operation: .lookup,
                            duration: .infinity,
                            failure: SystemError("lookup", code: 107)
                        )
                    ]
            )
        ),
        .volume(round: 7, VolumeReading(volume: "photos", capacity: .failure(SystemError("greet", code: -1)))),
        .brick(
            round: 7,
            BrickReading(volume: "photos", brick: "h:/b", answer: .failure(SystemError("open", code: 5)))
        ),
        .brick(round: 7, BrickReading(volume: "photos", brick: "h:/b", answer: .success(answer(nil)))),
        .brick(round: 7, BrickReading(volume: "photos", brick: "h:/b", answer: .success(answer(.max)))),
        .writes(round: 7, volume: "photos", []),
        .writes(
            round: 7,
            volume: "photos",
            [
                ProbeReading(operation: .create, duration: 0.5),
                ProbeReading(operation: .fsync, duration: 2, failure: SystemError("fsync", code: 28)),
            ]
        ),
        .look(round: 7, volume: "photos", subvolume: "photos-replicate-0", nil),
        .look(
            round: 7,
            volume: "photos",
            subvolume: "photos-replicate-0",
            HealLook(
                subvolume: "photos-replicate-0",
                entries: [
                    WaitingEntry(gfid: .root, path: "/"), WaitingEntry(gfid: GFID(high: .max, low: 2)),
                    WaitingEntry(
                        gfid: GFID(high: 3, low: .max),
                        path: "/a",
                        verdict: HealVerdict(
                            splitBrain: [.data, .metadata, .entry],
                            blamed: [[], .entry, [.data, .metadata]],
                            mismatched: 7
                        )
                    ),
                ],
                isTruncated: true,
                isCut: true
            )
        ),
    ]

    private static func answer(_ number: UInt64?) -> BrickAnswer {
        BrickAnswer(
            capacity: Capacity(size: 9, free: 8, available: 7, inodes: 6, inodesFree: 5),
            roundTrip: 1e-9,
            pending: number,
            dirty: number,
            node: number.map { _ in "uuid" }
        )
    }

    @Test("to the worker come back as they were sent", arguments: commands)
    func toWorker(_ command: Command) throws {
        #expect(try Command.parse(command.bytes) == command)
    }

    @Test("from the worker come back as they were sent", arguments: reports)
    func fromWorker(_ report: Report) throws {
        #expect(try Report.parse(report.bytes) == report)
    }

    @Test("are of one kind of each, and there is a sample of every kind")
    func kinds() {
        #expect(Set(Self.commands.map { $0.bytes[3] }) == [1, 2])
        #expect(Set(Self.reports.map { $0.bytes[3] }) == Set(1...10))
    }

    @Test("count in a rule what a number of bricks can be")
    func extremeRules() throws {
        for (count, kept) in [(Int.max, Int(UInt32.max)), (-1, 0), (.min, 0)] {
            let set = Subvolume(name: "s", kind: .disperse, rule: .atLeast(count), bricks: [])
            let report = Report.graph(VolumeGraph(volume: "v", subvolumes: [set]), watched: [])
            guard case .graph(let graph, _) = try Report.parse(report.bytes) else { return #expect(Bool(false)) }
            #expect(graph.subvolumes[0].rule == .atLeast(kept))
        }
    }

    @Test("are not read from a piece of one")
    func truncations() {
        for command in Self.commands {
            for bytes in Fuzz.truncations(of: command.bytes) {
                #expect(throws: RPCError.self) { try Command.parse(bytes) }
            }
        }
        for report in Self.reports {
            for bytes in Fuzz.truncations(of: report.bytes) {
                #expect(throws: RPCError.self) { try Report.parse(bytes) }
            }
        }
    }

    @Test("that nobody sends are refused", arguments: [0, 3, 11, .max] as [UInt32])
    func unknown(_ kind: UInt32) {
        var writer = XDRWriter()
        writer.integer(kind)
        #expect(throws: RPCError.malformed("no such report")) {
            try Report.parse(kind == 3 ? [0, 0, 0, 0] : writer.bytes)
        }
        #expect(throws: RPCError.malformed("no such command")) { try Command.parse(writer.bytes) }
    }

    @Test("that lie about a length cost no memory")
    func lies() async {
        // In a process of its own, where nobody else takes memory.
        await #expect(processExitsWith: .success) {
            let peak = Fuzz.peakMemory
            for sample in MessageTests.commands.map(\.bytes) + MessageTests.reports.map(\.bytes) {
                for place in stride(from: 4, to: sample.count, by: 4) {
                    for lie: UInt32 in [.max, 0x8000_0000, 0x7fff_ffff, 1 << 20, 1 << 16] {
                        var bytes = sample
                        bytes.replaceSubrange(
                            place..<place + 4,
                            with: (0..<4).map { UInt8(truncatingIfNeeded: lie >> (24 - 8 * $0)) }
                        )
                        _ = try? Command.parse(bytes)
                        _ = try? Report.parse(bytes)
                    }
                }
            }
            #expect(Fuzz.peakMemory - peak < 64)
        }
    }

    @Test("of any bytes are read or refused")
    func hostile() {
        for (index, sample) in (Self.commands.map(\.bytes) + Self.reports.map(\.bytes)).enumerated() {
            for bytes in Fuzz.mutations(of: sample, 2000, seed: UInt64(index)) {
                if let command = try? Command.parse(bytes) { _ = command.bytes }
                if let report = try? Report.parse(bytes) { _ = report.bytes }
            }
        }
        for var bytes in Fuzz.noise(30_000) {
            _ = try? Command.parse(bytes)
            // Most of them would be refused for their first number.
            if bytes.count > 4 { bytes.replaceSubrange(0..<4, with: [0, 0, 0, bytes[3] % 11]) }
            _ = try? Command.parse(bytes)
            _ = try? Report.parse(bytes)
        }
    }
}
