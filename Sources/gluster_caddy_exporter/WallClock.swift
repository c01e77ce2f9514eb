import Glibc

@Sendable func wallClock() -> timespec {
    var time = timespec()
    unsafe clock_gettime(CLOCK_REALTIME, &time)
    return time
}

/// Seconds since 1970, to the millisecond.
@Sendable func unixTime() -> Double {
    let time = wallClock()
    return Double(time.tv_sec) + Double(time.tv_nsec / 1_000_000) / 1000
}

/// RFC 3339 with milliseconds, in UTC.
func timestamp(_ time: timespec) -> String {
    var seconds = time.tv_sec
    var parts = unsafe tm()
    var text = [CChar](repeating: 0, count: 32)
    unsafe gmtime_r(&seconds, &parts)
    let length = unsafe strftime(&text, text.count, "%Y-%m-%dT%H:%M:%S", &parts)
    let milliseconds = String(1000 + time.tv_nsec / 1_000_000).dropFirst()
    return String(decoding: text.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self) + ".\(milliseconds)Z"
}
