extension Duration {
    /// Reads a length of time as Go does: `1.5s`, `200ms`, `1h15m`, `+1s`; `0` alone needs no unit. Nothing negative.
    init?(goText text: String) {
        var rest = text.hasPrefix("+") ? text.dropFirst() : text[...]
        guard rest != "0" else {
            self = .zero
            return
        }
        var nanoseconds: Int64 = 0
        repeat {
            guard let part = Self.part(&rest) else { return nil }
            let (sum, isTooLong) = nanoseconds.addingReportingOverflow(part)
            guard !isTooLong else { return nil }
            nanoseconds = sum
        } while !rest.isEmpty
        self = .nanoseconds(nanoseconds)
    }

    /// Takes one number with its unit. What is below a nanosecond is left out.
    private static func part(_ rest: inout Substring) -> Int64? {
        let number = rest.prefix { ("0"..."9").contains($0) || $0 == "." }
        rest = rest[number.endIndex...]
        let unit = rest.prefix { !("0"..."9").contains($0) && $0 != "." }
        rest = rest[unit.endIndex...]

        let parts = number.split(separator: ".", omittingEmptySubsequences: false)
        guard let scale = units[String(unit)], (1...2).contains(parts.count), number.contains(where: \.isNumber),
            number.utf8.count <= 20,
            let whole = parts[0].isEmpty ? 0 : Int64(parts[0])
        else { return nil }

        var (value, isTooLong) = whole.multipliedReportingOverflow(by: scale)
        guard !isTooLong else { return nil }
        var weight = scale
        for digit in parts.count == 2 ? parts[1] : "" {
            guard let digit = digit.wholeNumberValue else { return nil }
            let share = Int64(digit) * weight / 10
            weight /= 10
            (value, isTooLong) = value.addingReportingOverflow(share)
            guard !isTooLong else { return nil }
        }
        return value
    }

    private static let units: [String: Int64] = [
        "ns": 1, "us": 1000, "µs": 1000, "μs": 1000, "ms": 1_000_000, "s": 1_000_000_000, "m": 60_000_000_000,
        "h": 3_600_000_000_000,
    ]
}
