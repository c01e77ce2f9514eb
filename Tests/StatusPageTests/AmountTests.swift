import Testing

@testable import StatusPage

@Suite("Numbers for people")
struct AmountTests {
    @Test(
        "tell bytes",
        arguments: [
            (0.0, "0 B"), (999, "999 B"), (1000, "0.98 KiB"), (1024 * 1024, "1.00 MiB"), (12.34 * 1024, "12.3 KiB"),
            (3e12, "2.73 TiB"), (1e21, "888178 PiB"), (.nan, "?"), (-1, "?"), (.infinity, "?"), (1e300, "? PiB"),
        ]
    )
    func bytes(_ count: Double, _ text: String) { #expect(Amount.bytes(count) == text) }

    @Test(
        "never tell what is nearly full as full",
        arguments: [
            (0.0, "0"), (0.004, "0"), (0.996, "99"), (1, "100"), (1.2, "100"), (-1, "0"),
        ]
    )
    func percent(_ ratio: Double, _ text: String) { #expect(Amount.percent(ratio) == "\(text)\u{202F}%") }

    @Test(
        "tell how long",
        arguments: [
            (0.0, "0 s"), (-5, "0 s"), (119.9, "119 s"), (120, "2 min"), (7199, "119 min"), (7200, "2 h"),
            (172_799, "47 h"), (172_800, "2 days"), (.nan, "?"), (1e300, "?"),
        ]
    )
    func span(_ seconds: Double, _ text: String) { #expect(Amount.span(seconds) == text) }

    @Test(
        "tell how fast",
        arguments: [
            (0.000_42, "0.42 ms"), (0.0123, "12.3 ms"), (0.25, "250 ms"), (1.5, "1.50 s"), (-1, "?"), (1e12, "? s"),
        ]
    )
    func duration(_ seconds: Double, _ text: String) { #expect(Amount.duration(seconds) == text) }

    @Test(
        "group digits",
        arguments: [(0, "0"), (999, "999"), (1000, "1\u{202F}000"), (-1_234_567, "−1\u{202F}234\u{202F}567")]
    )
    func grouped(_ number: Int, _ text: String) { #expect(Amount.grouped(number) == text) }
}
