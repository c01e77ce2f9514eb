import Exposition
import Gluster
import GlusterRPC
import Testing

@testable import Collectors

@Suite("The profile collector")
struct ProfileCollectorTests {
    @Test("reports nothing where there is no glusterd, and where nothing is profiled")
    func nothing() async throws {
        let collector = ProfileCollector(reading: .profiles(nil, ProfileRound(bricks: [])))
        #expect(try await collector.collect().isEmpty)
        #expect(try await collector.collect().isEmpty)
    }

    @Test("never lets seconds go down while operations do not")
    func rounding() async throws {
        let collector = ProfileCollector(
            reading: .profiles(.lookups(3, 1.5), .lookups(3, 1.4999), .lookups(4, 1.4999), .lookups(4, 1.75))
        )
        #expect(try await collector.seconds() == ["1.5"])
        #expect(try await collector.seconds() == ["1.5"])
        #expect(try await collector.seconds() == ["1.5"])
        #expect(try await collector.seconds() == ["1.75"])
    }

    @Test("shows a reset, by operations that went down")
    func reset() async throws {
        let collector = ProfileCollector(reading: .profiles(.lookups(3, 1.5), .lookups(2, 1.4999), .lookups(2, 1.4998)))
        #expect(try await collector.seconds() == ["1.5"])
        #expect(try await collector.seconds() == ["1.4999"])
        #expect(try await collector.seconds() == ["1.4999"])
    }

    @Test("shows a reset after which there are soon as many operations, by seconds that rounding cannot explain")
    func restart() async throws {
        let collector = ProfileCollector(reading: .profiles(.lookups(3, 1.5), .lookups(9, 1.49)))
        #expect(try await collector.seconds() == ["1.5"])
        #expect(try await collector.seconds() == ["1.49"])
    }

    @Test("reports the bricks that answered, and why one of the others did not")
    func partial() async throws {
        let slow = LocalSocketError("/run/slow", .errno(step: "receive", code: 110))
        var round = ProfileRound.lookups(3, 1.5)
        round.failures = ["b:/2": LocalSocketError("/run/x", .refused("denied")), "b:/1": slow]
        let collector = ProfileCollector(reading: .profiles(round))
        do {
            _ = try await collector.collect()
            Issue.record("two bricks have failed")
        } catch let partial as PartialFailure {
            #expect(partial.cause as? LocalSocketError == slow)
            #expect(text(of: partial.families).contains(#"operations_total{volume="v",brick="a:/1",fop="lookup"} 3"#))
        }
    }

    @Test("remembers a brick that failed for a while")
    func remembered() async throws {
        var silent = ProfileRound(bricks: [])
        silent.failures = ["a:/1": LocalSocketError("/run/x", .refused("denied"))]
        let collector = ProfileCollector(reading: .profiles(.lookups(3, 1.5), silent, .lookups(3, 1.4999)))
        #expect(try await collector.seconds() == ["1.5"])
        await #expect(throws: PartialFailure.self) { try await collector.collect() }
        #expect(try await collector.seconds() == ["1.5"])
    }

    @Test("fails as its source does")
    func failure() async {
        let error = LocalSocketError("/run/glusterd.socket", .errno(step: "connect", code: 13))
        let sources = SourceSet(
            gluster: RecordedGluster(rounds: [[]]),
            pool: RecordedPool(profiles: [.failure(error)]),
            now: { 0 }
        )
        await #expect(throws: error) { try await ProfileCollector(reading: sources).collect() }
    }
}

@Suite("Block sizes")
struct BlockSizeTests {
    @Test("go up to what a block of the size can have at most")
    func bounds() {
        #expect(BlockSizes.bounds.count == 14)
        #expect(BlockSizes.bounds.prefix(3) == [511, 1023, 2047])
        #expect(BlockSizes.bounds.last == 4_194_303)
    }

    @Test(
        "fall into the bucket that holds all of them",
        arguments: [
            (0, 0), (1, 0), (256, 0), (511, 0), (512, 1), (1000, 1), (1024, 2), (2_097_152, 13), (4_194_303, 13),
            (4_194_304, 14), (.max, 14),
        ] as [(UInt64, Int)]
    )
    func bucket(_ size: UInt64, _ bucket: Int) {
        let histogram = BlockSizes.histogram([size: 7], sum: 70)
        #expect(histogram.counts.enumerated().filter { $0.element > 0 }.map(\.offset) == [bucket])
        #expect(histogram.count == 7)
        #expect(histogram.sum == 70)
    }

    @Test("do not overflow")
    func overflow() {
        #expect(BlockSizes.histogram([1: .max, 2: 5], sum: .max).counts[0] == .max)
    }
}

extension ProfileRound {
    /// One brick that has seen so many lookups.
    fileprivate static func lookups(_ count: UInt64, _ seconds: Double) -> ProfileRound {
        var brick = BrickProfile(volume: "v", brick: "a:/1")
        brick.operations = ["lookup": .init(count: count, seconds: seconds, longest: 1)]
        return ProfileRound(bricks: [brick])
    }
}

extension ProfileCollector {
    fileprivate func seconds() async throws -> [String] {
        try await lines("gluster_brick_fop_seconds_total").map { String($0.split(separator: " ").last ?? "") }
    }
}
