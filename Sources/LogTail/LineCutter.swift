import CLinux
import Glibc

/// Cuts bytes at their newlines: whole lines in stretches as long as can be, and none that is too long.
///
/// What comes of it does not depend on where the bytes were torn apart. NULs before a line are no part of it, however
/// many there are: a file that is emptied under a writer that does not append begins with a hole.
struct LineCutter {
    let limit: Int
    /// Whether what comes next belongs to a line that is too long.
    var isSkipping = false
    private(set) var oversized: UInt64 = 0

    init(limit: Int) {
        self.limit = limit
    }

    /// Gives every stretch of whole lines to `deliver`.
    ///
    /// - Returns: How many bytes are dealt with; the rest, less than the limit, is to come again with more behind it.
    mutating func cut(_ bytes: RawSpan, _ deliver: (RawSpan) -> Void) -> Int {
        var start = 0
        var end = 0
        while true {
            if isSkipping {
                guard let next = Self.afterNewline(bytes, from: end) else { return bytes.byteCount }
                isSkipping = false
                end = next
                start = next
            }
            let hole = unsafe bytes.extracting(end...).withUnsafeBytes {
                unsafe clinux_hole_length($0.baseAddress, $0.count)
            }
            if hole > 0 {
                if end > start { deliver(bytes.extracting(start..<end)) }
                end += hole
                start = end
            }
            let window = bytes.extracting(end..<min(end + limit, bytes.byteCount))
            let length = unsafe window.withUnsafeBytes {
                let solid = unsafe clinux_before_hole($0.baseAddress, $0.count)
                return unsafe clinux_after_last_newline($0.baseAddress, solid)
            }
            if length > 0 {
                end += length
                continue
            }
            if end > start { deliver(bytes.extracting(start..<end)) }
            guard window.byteCount == limit else { return end }
            oversized += 1
            isSkipping = true
            start = end
        }
    }

    private static func afterNewline(_ bytes: RawSpan, from start: Int) -> Int? {
        unsafe bytes.withUnsafeBytes { bytes in
            guard start < bytes.count, let base = bytes.baseAddress,
                let found = unsafe memchr(base + start, 10, bytes.count - start)
            else { return nil }
            return unsafe UnsafeRawPointer(found) - base + 1
        }
    }
}
