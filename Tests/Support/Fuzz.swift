import Foundation

/// Numbers that look random, and are the same in every run.
package struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    package init(state: UInt64) {
        self.state = state
    }

    package mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = state
        value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
        return value ^ (value >> 31)
    }
}

/// Bytes that a parser must survive: the same ones in every run.
package enum Fuzz {
    /// Bytes without any sense.
    package static func noise(_ count: Int, length: Int = 96, seed: UInt64 = 1) -> some Sequence<[UInt8]> {
        var random = SplitMix(state: seed)
        return (0..<count).lazy.map { _ in
            (0..<Int.random(in: 0...length, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
        }
    }

    /// A sample with one to four wounds: a byte changed, a stretch lost or doubled, a number replaced by an extreme.
    package static func mutations(of sample: [UInt8], _ count: Int, seed: UInt64 = 1) -> some Sequence<[UInt8]> {
        var random = SplitMix(state: seed)
        return (0..<count).lazy.map { _ in
            var bytes = sample
            for _ in 0...Int.random(in: 0...3, using: &random) { wound(&bytes, &random) }
            return bytes
        }
    }

    /// Everything that the sample begins with, but itself.
    package static func truncations(of sample: [UInt8]) -> some Sequence<[UInt8]> {
        (0..<sample.count).lazy.map { Array(sample.prefix($0)) }
    }

    /// The most memory that this process has ever had, in MiB.
    package static var peakMemory: Int {
        var usage = rusage()
        unsafe getrusage(0, &usage)
        return usage.ru_maxrss / 1024
    }

    private static func wound(_ bytes: inout [UInt8], _ random: inout SplitMix) {
        guard !bytes.isEmpty else { return }
        let place = Int.random(in: 0..<bytes.count, using: &random)
        let stretch = place..<Int.random(in: place...min(place + 32, bytes.count), using: &random)
        switch Int.random(in: 0...4, using: &random) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes[place] ^= 1 << UInt8.random(in: 0...7, using: &random)
        case 2: bytes.removeSubrange(stretch)
        case 3: bytes.insert(contentsOf: bytes[stretch], at: place)
        default:
            let extreme = [UInt32.max, 0x8000_0000, 0x7fff_ffff, 0x7fff_fffc, 0x0010_0000, 1, 0].randomElement(
                using: &random
            )!
            let word = (place & ~3)..<min((place & ~3) + 4, bytes.count)
            bytes.replaceSubrange(word, with: (0..<4).map { UInt8(truncatingIfNeeded: extreme >> (24 - 8 * $0)) })
        }
    }
}
