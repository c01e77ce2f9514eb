import Glibc

/// A moment, in seconds since 1970, as `2026-11-20 14:02:07 UTC`; empty where the calendar has no such time.
package func utcText(_ time: Double) -> String {
    guard time.isFinite, abs(time) < 1e11 else { return "" }
    var seconds = time_t(time)
    var parts = unsafe tm()
    guard unsafe gmtime_r(&seconds, &parts) != nil else { return "" }
    func two(_ number: CInt) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let date = unsafe "\(parts.tm_year + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday))"
    return unsafe "\(date) \(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec)) UTC"
}
