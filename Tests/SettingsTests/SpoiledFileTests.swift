import Testing

@testable import Settings

@Suite("Any bytes")
struct SpoiledFileTests {
    @Test("are read or refused in one line", arguments: 1...8)
    func random(_ seed: UInt64) {
        var generator = SplitMix(seed)
        for _ in 0..<1000 {
            let count = Int.random(in: 0...200, using: &generator)
            check((0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) })
        }
    }

    @Test("that YAML gives a meaning, too", arguments: 1...8)
    func significant(_ seed: UInt64) {
        let pieces = [
            "\n", "  ", "- ", ": ", "? ", "[", "]", "{", "}", ",", "\"", "'", "|", ">", "#", "&a", "*a", "!t", "%",
        ]
        let words = [
            "web", "gluster", "volumes", "host", "poll", "interval", "15s", "---", "...", "\t", "\r", "é", "\u{FEFF}",
        ]
        var generator = SplitMix(seed)
        for _ in 0..<1000 {
            let count = Int.random(in: 0...40, using: &generator)
            let text = (0..<count).map { _ in (pieces + words).randomElement(using: &generator)! }.joined()
            check(Array(text.utf8))
        }
    }

    @Test("of a good file that was spoiled", arguments: 1...8)
    func mutated(_ seed: UInt64) {
        let good = Array(GoodFileTests.full.utf8)
        var generator = SplitMix(seed)
        for _ in 0..<1000 {
            var bytes = good
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let start = Int.random(in: 0..<bytes.count, using: &generator)
                let end = min(bytes.count, start + Int.random(in: 0...6, using: &generator))
                switch Int.random(in: 0...2, using: &generator) {
                case 0: bytes[start] = UInt8.random(in: 0...255, using: &generator)
                case 1: bytes.removeSubrange(start..<end)
                default:
                    bytes.insert(contentsOf: bytes[start..<end], at: Int.random(in: 0..<start + 1, using: &generator))
                }
                if bytes.isEmpty { break }
            }
            check(bytes)
        }
    }

    @Test("of each length of a good file")
    func truncated() {
        let good = Array(GoodFileTests.full.utf8)
        for count in good.indices {
            check(Array(good[..<count]))
        }
    }

    private func check(_ bytes: [UInt8]) {
        let line = refusal {
            var settings = Settings()
            try SettingsFile(path: "x.yml").apply(bytes, to: &settings)
            return settings
        }
        #expect(line == "taken" || line.hasPrefix("x.yml:"), "\(bytes)")
        #expect(line.utf8.count < 1000 && !line.utf8.contains { $0 < 0x20 }, "\(bytes)")
    }
}

/// Numbers that look random and are the same in every run.
private struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
