import Glibc

/// Times as `ctime` writes them, `Sat Nov 21 01:11:13 2026`: local time without saying which.
enum LocalTimeText {
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// The Unix time, by this machine's time zone; nil for anything else. Where a clock goes back, an hour comes twice,
    /// and which of the two is meant cannot be known.
    static func parse(_ text: String) -> Double? {
        let words = text.split { $0 == " " || $0 == "\n" }
        guard
            words.count == 5, let month = months.firstIndex(of: String(words[1])), let day = number(words[2], 1...31),
            let year = number(words[4], 1970...9999)
        else { return nil }
        let clock = words[3].split(separator: ":", omittingEmptySubsequences: false)
        guard
            clock.count == 3, let hour = number(clock[0], 0...23), let minute = number(clock[1], 0...59),
            let second = number(clock[2], 0...60)
        else { return nil }

        var time = unsafe tm()
        unsafe time.tm_year = year - 1900
        unsafe time.tm_mon = CInt(month)
        unsafe time.tm_mday = day
        unsafe time.tm_hour = hour
        unsafe time.tm_min = minute
        unsafe time.tm_sec = min(second, 59)  // A leap second is the next minute's first one.
        unsafe time.tm_isdst = -1
        let unix = unsafe mktime(&time)
        // A day or an hour that there is not comes back as another one.
        let understood = unsafe [time.tm_mon, time.tm_mday, time.tm_hour]
        guard unix != -1, understood == [CInt(month), day, hour] else { return nil }
        return Double(unix) + Double(second - min(second, 59))
    }

    private static func number(_ text: some StringProtocol, _ range: ClosedRange<CInt>) -> CInt? {
        CInt(text).flatMap { range.contains($0) ? $0 : nil }
    }
}
