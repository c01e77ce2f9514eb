import Testing

/// Label values that somebody may choose to break something.
enum Hostile {
    static let labels: [HostileLabel] = [
        HostileLabel("", ""),
        HostileLabel(" ", " "),
        HostileLabel("plain", "plain"),
        HostileLabel("\\", #"\\"#),
        HostileLabel("\n", #"\n"#),
        HostileLabel("\"", #"\""#),
        HostileLabel("\\n", #"\\n"#),
        HostileLabel("\\\n", #"\\\n"#),
        HostileLabel("\\\\\"\"\n\n", #"\\\\\"\"\n\n"#),
        HostileLabel("end\\", #"end\\"#),
        HostileLabel("a\"} 1\nb{c=\"", #"a\"} 1\nb{c=\""#),
        HostileLabel("\" # {a=\"b\"} 1", #"\" # {a=\"b\"} 1"#),
        HostileLabel("# EOF\n", #"# EOF\n"#),
        HostileLabel("{count:1,sum:1,schema:0}", "{count:1,sum:1,schema:0}"),
        HostileLabel("a,b=c}", "a,b=c}"),
        HostileLabel("\r", "\r"),
        HostileLabel("\r\n", "\r\\n"),
        HostileLabel("\n\r", "\\n\r"),
        HostileLabel("\t\u{B}\u{C}", "\t\u{B}\u{C}"),
        HostileLabel("\0", "\0"),
        HostileLabel("a\0b\0", "a\0b\0"),
        HostileLabel("\u{1B}[31m\u{7F}", "\u{1B}[31m\u{7F}"),
        HostileLabel("\u{85}\u{A0}\u{2028}\u{2029}", "\u{85}\u{A0}\u{2028}\u{2029}"),
        HostileLabel("\u{E9}", "\u{E9}"),
        HostileLabel("e\u{301}", "e\u{301}"),
        HostileLabel("\n\u{301}", "\\n\u{301}"),
        HostileLabel("\\\u{301}\"\u{301}", "\\\\\u{301}\\\"\u{301}"),
        HostileLabel("\u{301}", "\u{301}"),
        HostileLabel("\u{212B}\u{C5}A\u{30A}", "\u{212B}\u{C5}A\u{30A}"),
        HostileLabel("\u{AC00}", "\u{AC00}"),
        HostileLabel("\u{1100}\u{1161}", "\u{1100}\u{1161}"),
        HostileLabel("👩‍👩‍👧‍👦🇨🇭", "👩‍👩‍👧‍👦🇨🇭"),
        HostileLabel("\u{FFFD}", "\u{FFFD}"),
        HostileLabel("\u{FFFD}\u{FFFD}", "\u{FFFD}\u{FFFD}"),
        HostileLabel("\u{FEFF}\u{200B}\u{202E}", "\u{FEFF}\u{200B}\u{202E}"),
        HostileLabel("\u{FFFE}\u{FFFF}\u{10FFFF}", "\u{FFFE}\u{FFFF}\u{10FFFF}"),
        HostileLabel("ﬃ ß ẞ ı İ", "ﬃ ß ẞ ı İ"),
        HostileLabel(String(repeating: "\\\"\n", count: 300), String(repeating: #"\\\"\n"#, count: 300)),
    ]

    /// One of the table, or up to eight scalars of any plane.
    static func label(_ random: inout Generator) -> String {
        if Bool.random(using: &random) { return labels.randomElement(using: &random)?.raw ?? "" }
        var text = ""
        for _ in 0..<Int.random(in: 0...8, using: &random) {
            let limit: UInt32 = [0x7f, 0x7ff, 0xffff, 0x10ffff].randomElement(using: &random) ?? 0x7f
            text.unicodeScalars.append(Unicode.Scalar(UInt32.random(in: 0...limit, using: &random)) ?? "\u{FFFD}")
        }
        return text
    }

    /// Any double that there is: whole and broken ones, subnormals, infinities, NaNs.
    static func number(_ random: inout Generator) -> Double {
        switch Int.random(in: 0..<4, using: &random) {
        case 0: Double(bitPattern: random.next())
        case 1: Double(Int64(bitPattern: random.next()) >> Int.random(in: 0..<64, using: &random))
        case 2: Double(bitPattern: random.next() & 0x800f_ffff_ffff_ffff)
        default: [0, -0.0, 1, .nan, .infinity, -.infinity].randomElement(using: &random) ?? 0
        }
    }
}

/// A label value as it is, and as both formats write it.
struct HostileLabel: Sendable, CustomTestStringConvertible {
    let raw: String
    let escaped: String

    init(_ raw: String, _ escaped: String) {
        self.raw = raw
        self.escaped = escaped
    }

    var testDescription: String {
        raw.unicodeScalars.prefix(20).map { $0.escaped(asASCII: true) }.joined()
    }
}

/// SplitMix64: the same numbers in each run.
struct Generator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
