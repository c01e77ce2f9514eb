import Foundation
import TestSupport
import Testing

@testable import Gluster

@Suite("The text of a local time")
struct LocalTimeTextTests {
    @Test(
        "is what ctime makes of a time",
        arguments: [0, 951_782_400, 1_700_000_000, 1_709_164_800, 1_795_223_473, 4_102_444_799] as [Int]
    )
    func roundTrip(_ time: Int) throws {
        var seconds = time_t(time)
        var buffer = [CChar](repeating: 0, count: 64)
        let text = unsafe ctime_r(&seconds, &buffer).map { unsafe String(cString: $0) }
        #expect(LocalTimeText.parse(try #require(text)) == Double(time))
    }

    @Test("may have a day of one digit")
    func shortDay() {
        let text = "Sun Nov  1 12:00:00 2026"
        #expect(LocalTimeText.parse(text) == LocalTimeText.parse("Sun Nov 01 12:00:00 2026\n"))
        #expect(LocalTimeText.parse(text) != nil)
    }

    @Test("may have a leap second")
    func leapSecond() throws {
        let last = try #require(LocalTimeText.parse("Thu Dec 31 23:59:59 2026"))
        #expect(LocalTimeText.parse("Thu Dec 31 23:59:60 2026") == last + 1)
    }

    @Test(
        "is nothing else",
        arguments: [
            "", "\n", "Sat Nov 21 2026", "Sat nov 21 01:11:13 2026", "Sat Nov 0 01:11:13 2026",
            "Sat Nov 32 01:11:13 2026",
            "Sat Nov 31 01:11:13 2026", "Sun Feb 29 01:11:13 2026", "Sat Nov 21 24:11:13 2026",
            "Sat Nov 21 01:60:13 2026", "Sat Nov 21 01:11:61 2026", "Sat Nov 21 01:11 2026",
            "Sat Nov 21 01:11:13:1 2026", "Sat Nov 21 01::13 2026", "Sat Nov 21 01:11:13 1969",
            "Sat Nov 21 01:11:13 99999", "Sat Nov 21 -1:11:13 2026", "2026-11-21 01:11:13 +0000 UTC x",
        ]
    )
    func nothing(_ text: String) {
        #expect(LocalTimeText.parse(text) == nil)
    }

    @Test("does no harm, whatever it is")
    func mutations() {
        for bytes in Fuzz.mutations(of: Array("Sat Nov 21 01:11:13 2026\n".utf8), 5_000) {
            _ = LocalTimeText.parse(String(decoding: bytes, as: UTF8.self))
        }
    }
}
