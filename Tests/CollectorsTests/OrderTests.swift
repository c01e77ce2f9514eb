import Exposition
import Gluster
import Testing

@testable import Collectors

/// The encoder knows series again by their order: in another one, it has to sort and to render all of them anew.
@Suite("The order of series")
struct OrderTests {
    private static let names = (0..<100).map { "name\($0)" }

    @Test("of counts and histograms stays the same while none of them goes")
    func growing() {
        var tally = Tally()
        var latencies = Latencies()
        for name in Self.names {
            tally.declare(name, "a")
            latencies.declare(name)
        }
        let before = (Array(tally.counts.keys), Array(latencies.histograms.keys))
        tally.keep { _ in true }
        tally.keep(Set(Self.names))
        latencies.keep { _ in true }
        #expect(Array(tally.counts.keys) == before.0)
        #expect(Array(latencies.histograms.keys) == before.1)
    }

    @Test("forgets what is gone, and nothing else")
    func gone() {
        var tally = Tally()
        for name in Self.names { tally.increment(name) }
        tally.keep { $0 != ["name7"] }
        #expect(tally.counts.keys.sorted { $0[0] < $1[0] } == Self.names.filter { $0 != "name7" }.sorted().map { [$0] })
        #expect(tally.counts.values.allSatisfy { $0 == 1 })
    }

    @Test("of a brick's operations is the same at each poll")
    func profile() async throws {
        let collector = ProfileCollector(reading: .profiles(Self.round(), Self.round()))
        let first = try await collector.collect().map { $0.samples.map(\.labels) }
        #expect(try await collector.collect().map { $0.samples.map(\.labels) } == first)
    }

    /// Made anew each time, as a brick's answer is.
    private static func round() -> ProfileRound {
        var brick = BrickProfile(volume: "v", brick: "a:/1")
        for name in names { brick.operations[name] = .init(count: 1, seconds: 1, longest: 1) }
        return ProfileRound(bricks: [brick])
    }
}
