/// What a target chooses by the bytes of an input, one choice after the other. Behind the last byte stand zeros.
public struct Choices {
    public private(set) var rest: ArraySlice<UInt8>

    public init(_ bytes: [UInt8]) {
        rest = bytes[...]
    }

    public var isOver: Bool { rest.isEmpty }

    public mutating func byte() -> UInt8 { rest.popFirst() ?? 0 }

    /// Of at most 256.
    public mutating func number(below limit: Int) -> Int { Int(byte()) % limit }

    public mutating func isChosen() -> Bool { byte() & 1 != 0 }

    public mutating func one<Value>(of values: [Value]) -> Value { values[number(below: values.count)] }

    public mutating func long() -> UInt64 { (0..<8).reduce(0) { long, _ in long << 8 | UInt64(byte()) } }

    /// As many as the next byte says, or as there are.
    public mutating func bytes() -> [UInt8] {
        let count = Int(byte())
        defer { rest = rest.dropFirst(count) }
        return Array(rest.prefix(count))
    }

    public mutating func text() -> String { String(decoding: bytes(), as: UTF8.self) }
}

/// The bytes in pieces, some of them empty: one byte each for 0, else of any length below the number.
public func pieces(of bytes: some Collection<UInt8>, by seed: UInt8) -> [[UInt8]] {
    var pieces: [[UInt8]] = []
    var rest = Array(bytes)[...]
    var state = UInt64(seed)
    while !rest.isEmpty {
        // Steele's SplitMix.
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = (state ^ state >> 30) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
        let count = seed == 0 ? 1 : Int((mixed ^ mixed >> 31) % UInt64(seed))
        pieces.append(Array(rest.prefix(count)))
        rest = rest.dropFirst(count)
        if seed == 1 { return pieces + [Array(rest)] }
    }
    return pieces
}

/// Each line with its end; what stands behind the last one is none.
public func wholeLines(of bytes: some Collection<UInt8>) -> [[UInt8]] {
    var lines: [[UInt8]] = []
    var line: [UInt8] = []
    for byte in bytes {
        line.append(byte)
        guard byte == UInt8(ascii: "\n") else { continue }
        lines.append(line)
        line = []
    }
    return lines
}
