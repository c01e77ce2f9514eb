@testable import Exposition

/// Label values that somebody may choose to break something.
enum Hostile {
    /// As they are, and as both formats write them.
    static let labels: [(raw: String, escaped: String)] = [
        ("", ""),
        (" ", " "),
        ("plain", "plain"),
        ("\\", #"\\"#),
        ("\n", #"\n"#),
        ("\"", #"\""#),
        ("\\n", #"\\n"#),
        ("\\\n", #"\\\n"#),
        ("\\\\\"\"\n\n", #"\\\\\"\"\n\n"#),
        ("end\\", #"end\\"#),
        ("a\"} 1\nb{c=\"", #"a\"} 1\nb{c=\""#),
        ("\" # {a=\"b\"} 1", #"\" # {a=\"b\"} 1"#),
        ("# EOF\n", #"# EOF\n"#),
        ("{count:1,sum:1,schema:0}", "{count:1,sum:1,schema:0}"),
        ("a,b=c}", "a,b=c}"),
        ("\r", "\r"),
        ("\r\n", "\r\\n"),
        ("\n\r", "\\n\r"),
        ("\t\u{B}\u{C}", "\t\u{B}\u{C}"),
        ("\0", "\0"),
        ("a\0b\0", "a\0b\0"),
        ("\u{1B}[31m\u{7F}", "\u{1B}[31m\u{7F}"),
        ("\u{85}\u{A0}\u{2028}\u{2029}", "\u{85}\u{A0}\u{2028}\u{2029}"),
        ("\u{E9}", "\u{E9}"),
        ("e\u{301}", "e\u{301}"),
        ("\n\u{301}", "\\n\u{301}"),
        ("\\\u{301}\"\u{301}", "\\\\\u{301}\\\"\u{301}"),
        ("\u{301}", "\u{301}"),
        ("\u{212B}\u{C5}A\u{30A}", "\u{212B}\u{C5}A\u{30A}"),
        ("\u{AC00}", "\u{AC00}"),
        ("\u{1100}\u{1161}", "\u{1100}\u{1161}"),
        ("👩‍👩‍👧‍👦🇨🇭", "👩‍👩‍👧‍👦🇨🇭"),
        ("\u{FFFD}", "\u{FFFD}"),
        ("\u{FFFD}\u{FFFD}", "\u{FFFD}\u{FFFD}"),
        ("\u{FEFF}\u{200B}\u{202E}", "\u{FEFF}\u{200B}\u{202E}"),
        ("\u{FFFE}\u{FFFF}\u{10FFFF}", "\u{FFFE}\u{FFFF}\u{10FFFF}"),
        ("ﬃ ß ẞ ı İ", "ﬃ ß ẞ ı İ"),
        (String(repeating: "\\\"\n", count: 300), String(repeating: #"\\\"\n"#, count: 300)),
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
