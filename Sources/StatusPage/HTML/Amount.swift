/// Numbers as people read them.
enum Amount {
    /// `41 %`; what is nearly full is never told as full.
    static func percent(_ ratio: Double) -> String {
        guard ratio.isFinite else { return "?" }
        let percent = min(max(ratio, 0), 1) * 100
        return "\(percent >= 100 ? 100 : min(99, Int(percent.rounded())))\u{202F}%"
    }

    /// `1.2 TiB`.
    static func bytes(_ count: Double) -> String {
        guard count.isFinite, count >= 0 else { return "?" }
        var rest = count
        for unit in ["B", "KiB", "MiB", "GiB", "TiB", "PiB"] {
            if rest < 1000 || unit == "PiB" { return "\(short(rest, isWhole: unit == "B")) \(unit)" }
            rest /= 1024
        }
        return "?"
    }

    /// `1 of 3 bricks`, `2 entries`: with the plural where it is one.
    static func count(_ number: Int, _ one: String, _ many: String) -> String {
        "\(grouped(number)) \(number == 1 ? one : many)"
    }

    /// `40 000`, with narrow spaces.
    static func grouped(_ number: Int) -> String {
        var digits = String(number.magnitude)
        var groups: [String] = []
        while digits.count > 3 {
            groups.insert(String(digits.suffix(3)), at: 0)
            digits.removeLast(3)
        }
        groups.insert(digits, at: 0)
        return (number < 0 ? "−" : "") + groups.joined(separator: "\u{202F}")
    }

    /// A number of things, as a series tells it.
    static func grouped(_ number: Double) -> String {
        guard number.isFinite, abs(number) < 1e15 else { return "?" }
        return grouped(Int(number))
    }

    /// `0.42 ms`, `1.3 s`.
    static func duration(_ seconds: Double) -> String {
        guard seconds.isFinite, seconds >= 0 else { return "?" }
        return seconds < 1 ? "\(short(seconds * 1000)) ms" : "\(short(seconds)) s"
    }

    /// `12 s`, `3 min`, `5 h`, `2 days`: how long something lasts, or is ago.
    static func span(_ seconds: Double) -> String {
        guard seconds.isFinite, seconds < 1e11 else { return "?" }
        let whole = Int(max(0, seconds))
        switch whole {
        case ..<120: return "\(whole) s"
        case ..<7200: return "\(whole / 60) min"
        case ..<172_800: return "\(whole / 3600) h"
        default: return "\(grouped(whole / 86_400)) days"
        }
    }

    /// Two or three digits that count.
    private static func short(_ number: Double, isWhole: Bool = false) -> String {
        guard number < 1e9 else { return "?" }
        if isWhole || number >= 100 { return String(Int(number.rounded())) }
        let places = number >= 10 ? 10.0 : 100.0
        let scaled = Int((number * places).rounded())
        let fraction = String(scaled % Int(places))
        let padding = String(repeating: "0", count: (places == 10 ? 1 : 2) - fraction.count)
        return "\(scaled / Int(places)).\(padding)\(fraction)"
    }
}
