import GlusterRPC
import Host
import TestSupport
import Testing

@testable import Gluster

@Suite("The profile of a brick")
struct BrickProfileTests {
    /// As a brick of release 10.3 gave it, without most operations.
    static let recorded = [
        "-1-43-hits": "9", "-1-27-hits": "204", "-1-27-avglatency": "58166.200980", "-1-27-minlatency": "17876.000000",
        "-1-27-maxlatency": "452305.000000", "-1-write-2048": "50", "-1-read-2048": "50", "-1-total-write": "150000",
        "-1-total-read": "150001", "-1-duration": "4", "cumulative": "-1", "info-op": "3",
    ]

    @Test("has operations by name, with seconds in all, and bytes by size")
    func recorded() throws {
        let profile = profile(Self.recorded)
        #expect(profile.operations.keys.sorted() == ["lookup", "releasedir"])
        #expect(profile.operations["releasedir"] == .init(count: 9, seconds: nil, longest: nil))
        let lookup = try #require(profile.operations["lookup"])
        #expect(lookup.count == 204)
        #expect(abs((lookup.seconds ?? 0) - 0.011_865_905) < 1e-9)
        #expect(abs((lookup.longest ?? 0) - 0.000_452_305) < 1e-12)
        #expect(profile.reads == [2048: 50])
        #expect(profile.writes == [2048: 50])
        #expect([profile.readBytes, profile.writtenBytes] == [150_001, 150_000])
    }

    @Test("has microseconds before release 9, and no seconds while the unit is not known")
    func units() {
        let old = profile(Self.recorded, .microseconds).operations["lookup"]
        #expect(abs((old?.longest ?? 0) - 0.452_305) < 1e-9)
        #expect(profile(Self.recorded, nil).operations["lookup"] == .init(count: 204, seconds: nil, longest: nil))
    }

    @Test("has no seconds where no latency was measured")
    func notMeasured() {
        for values in [
            ["0.000000", "0.000000", "0.000000"], ["nan", "1", "1"], ["-1", "1", "1"], ["inf", "1", "1"],
        ] {
            let values = [
                "-1-13-hits": "7", "-1-13-avglatency": values[0], "-1-13-minlatency": values[1],
                "-1-13-maxlatency": values[2],
            ]
            #expect(profile(values).operations == ["write": .init(count: 7, seconds: nil, longest: nil)])
        }
    }

    @Test("has no seconds where no double holds them, of one operation or of two together")
    func tooMany() {
        let one = [
            "-1-13-hits": "18446744073709551615", "-1-13-avglatency": "1e300", "-1-13-minlatency": "1",
            "-1-13-maxlatency": "1e300",
        ]
        #expect(profile(one).operations["write"]?.seconds == nil)
        #expect(profile(one).operations["write"]?.longest == 1e300 * 1e-9)
        let two = one.merging([
            "-1-0-hits": "10000000000", "-1-0-avglatency": "1.5e307", "-1-0-minlatency": "1",
            "-1-0-maxlatency": "1", "-1-60-hits": "10000000000", "-1-60-avglatency": "1.5e307",
            "-1-60-minlatency": "1", "-1-60-maxlatency": "1",
        ]) { $1 }
        #expect(profile(two).operations["other"]?.seconds == nil)
    }

    @Test("puts together what it has no name for")
    func unknown() {
        let values = [
            "-1-0-hits": "1", "-1-59-hits": "2", "-1-60-avglatency": "1000000000", "-1-60-maxlatency": "2000000000",
            "-1-60-minlatency": "0", "-1-60-hits": "4", "-1-99999999999-hits": "8",
        ]
        #expect(profile(values).operations == ["other": .init(count: 15, seconds: 4, longest: 2)])
    }

    @Test("is empty without a key that it understands")
    func strange() {
        let values = [
            "-1-27-hits": "x", "0-27-hits": "1", "-1-x-hits": "1", "-1-0-upcall-hits": "1", "-1-read-x": "1",
            "-1-read--1": "1", "-2-27-hits": "1", "1-27-hits": "1", "-1-hits": "1", "": "", "-": "-",
            "-1-28-hits": "-1",
        ]
        #expect(profile(values) == BrickProfile(volume: "v", brick: "b"))
    }

    @Test("does no harm, whatever the answer is")
    func mutations() {
        for bytes in Fuzz.mutations(of: Dict(text: Self.recorded).wire, 5_000) {
            guard let dict = try? Dict.parse(bytes) else { continue }
            for operation in BrickProfile(volume: "v", brick: "b", dict, unit: .nanoseconds).operations.values {
                #expect((operation.seconds ?? 0).isFinite && (operation.seconds ?? 0) >= 0)
            }
        }
    }

    private func profile(_ values: [String: String], _ unit: LatencyUnit? = .nanoseconds) -> BrickProfile {
        BrickProfile(volume: "v", brick: "b", Dict(text: values), unit: unit)
    }
}

@Suite("File operations")
struct FileOperationTests {
    @Test("have Gluster's names in lower case")
    func names() {
        #expect(
            [1, 13, 27, 40, 43, 58].map(FileOperation.name) == [
                "stat", "write", "lookup", "readdirp", "releasedir", "copy_file_range",
            ]
        )
        #expect(Set((1...58).map(FileOperation.name)).count == 58)
    }

    @Test("are others where this build has no name")
    func others() {
        #expect([0, -1, 59, .max, .min].map(FileOperation.name) == Array(repeating: "other", count: 5))
    }
}

@Suite("The unit of latency")
struct LatencyUnitTests {
    @Test("is that of the pool's release, or of this node's client library")
    func unit() {
        #expect(LatencyUnit.of(operatingVersion: 90000, release: nil) == .nanoseconds)
        #expect(LatencyUnit.of(operatingVersion: 100_000, release: "8.1") == .nanoseconds)
        #expect(LatencyUnit.of(operatingVersion: 70200, release: "10.3") == .nanoseconds)
        #expect(LatencyUnit.of(operatingVersion: 70200, release: "9") == .nanoseconds)
        #expect(LatencyUnit.of(operatingVersion: 70200, release: "8.6") == .microseconds)
        for release in [nil, "", "git", ".1"] {
            #expect(LatencyUnit.of(operatingVersion: 70200, release: release) == nil)
        }
    }
}
