import Testing

@testable import Collectors

@Suite("Process reading")
struct ProcessReadingTests {
    /// What follows the name in `/proc/PID/stat`.
    private let rest =
        " S 1 4242 4242 0 -1 4194560 5000 0 3 0 150 50 7 8 20 0 11 0 12345 987654321 4096 "
        + "18446744073709551615 1 1 0 0 0 0 0 4096 17474 0 0 0 17 1 0 0 0 0 0 0 0 0 0 0 0 0 0\n"

    @Test(
        "finds its numbers behind any name that a process can give itself",
        arguments: [
            "gluster_caddy_e", "a) R 1 (b", ")", "((", "", " ", "a b c", "x) S 9 9 9 9 9 9", "\n", "\u{FFFD})", "é",
        ]
    )
    func names(_ name: String) {
        #expect(
            ProcessReading.parse(Array("4242 (\(name))\(rest)".utf8), bootTime: 1_700_000_000)
                == ProcessReading(
                    cpuSeconds: 2,
                    startTime: 1_700_000_123.45,
                    virtualBytes: 987_654_321,
                    residentBytes: 16_777_216,
                    threads: 11
                )
        )
    }

    @Test("counts in the ticks and pages that it is told")
    func units() throws {
        let stat = Array("1 (a)\(rest)".utf8)
        let reading = try #require(ProcessReading.parse(stat, bootTime: 0, ticks: 1000, page: 65536))

        #expect(reading.cpuSeconds == 0.2)
        #expect(reading.startTime == 12.345)
        #expect(reading.residentBytes == 268_435_456)
    }

    @Test("is none of a text that is cut short", arguments: ["", "4242", "4242 (a", "4242 (a)", "4242 (a) S 1 2 3\n"])
    func short(_ text: String) {
        #expect(ProcessReading.parse(Array(text.utf8), bootTime: 0) == nil)
    }

    @Test("takes the boot time from its line, and from no other")
    func bootTime() {
        let stat = Array("cpu 1 2\nbtime2 5\nxbtime 6\nbtime 1700000000\nprocesses 9\n".utf8)

        #expect(ProcessReading.value(after: "btime", in: stat) == 1_700_000_000)
        #expect(ProcessReading.value(after: "processes", in: stat) == 9)
        #expect(ProcessReading.value(after: "cpu", in: stat) == nil)
        #expect(ProcessReading.value(after: "btime", in: []) == nil)
        #expect(ProcessReading.value(after: "btime", in: Array("btime x\n".utf8)) == nil)
    }

    @Test("of this process has every number")
    func this() throws {
        let reading = try #require(ProcessReading.now())

        #expect(reading.cpuSeconds >= 0 && reading.startTime > 0 && reading.threads >= 1)
        #expect(reading.virtualBytes >= reading.residentBytes && reading.residentBytes > 0)
        #expect(try #require(reading.openDescriptors) >= 3)
        #expect(try #require(reading.maximumDescriptors) >= 3)
        #expect(try #require(reading.maximumVirtualBytes) > 0)
    }
}
