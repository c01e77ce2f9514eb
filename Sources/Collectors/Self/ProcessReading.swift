import Glibc

/// What the kernel says of this process.
public struct ProcessReading: Sendable, Hashable {
    /// Seconds of processor time, user and system.
    public var cpuSeconds: Double
    /// Seconds since 1970.
    public var startTime: Double
    public var virtualBytes: Double
    public var residentBytes: Double
    public var threads: Double
    public var openDescriptors: Double?
    /// Limits; 2^64 where there is none, as Prometheus' own client libraries say it.
    public var maximumDescriptors: Double?
    public var maximumVirtualBytes: Double?

    /// Reads `/proc/self`; nil when it cannot be read.
    public static func now() -> ProcessReading? {
        let bootTime = value(after: "btime", in: readSmallFile("/proc/stat"))
        let page = Double(sysconf(CInt(_SC_PAGESIZE)))
        guard let bootTime, var reading = parse(readSmallFile("/proc/self/stat"), bootTime: bootTime, page: page) else {
            return nil
        }
        reading.openDescriptors = countDescriptors()
        reading.maximumDescriptors = limit(RLIMIT_NOFILE)
        reading.maximumVirtualBytes = limit(RLIMIT_AS)
        return reading
    }

    /// Parses `/proc/PID/stat`. The name in parentheses may contain anything, so fields count from the last one.
    static func parse(_ stat: [UInt8], bootTime: Double, ticks: Double = 100, page: Double = 4096) -> ProcessReading? {
        guard let end = stat.lastIndex(of: UInt8(ascii: ")")) else { return nil }
        let fields = stat[stat.index(after: end)...].split(separator: UInt8(ascii: " "))
            .map { Double(String(decoding: $0, as: UTF8.self)) ?? 0 }
        guard fields.count > 21 else { return nil }
        return ProcessReading(
            cpuSeconds: (fields[11] + fields[12]) / ticks,
            startTime: bootTime + fields[19] / ticks,
            virtualBytes: fields[20],
            residentBytes: fields[21] * page,
            threads: fields[17]
        )
    }

    static func value(after word: String, in text: [UInt8]) -> Double? {
        for line in text.split(separator: UInt8(ascii: "\n")) {
            let words = line.split(separator: UInt8(ascii: " ")).map { String(decoding: $0, as: UTF8.self) }
            if words.count == 2, words[0] == word { return Double(words[1]) }
        }
        return nil
    }

    private static func limit(_ resource: __rlimit_resource) -> Double? {
        var limit = rlimit()
        guard unsafe getrlimit(CInt(resource.rawValue), &limit) == 0 else { return nil }
        return Double(limit.rlim_cur)
    }

    private static func countDescriptors() -> Double? {
        guard let directory = unsafe opendir("/proc/self/fd") else { return nil }
        defer { unsafe closedir(directory) }
        var count = -3.0  // The two dots, and the directory itself.
        while unsafe readdir(directory) != nil { count += 1 }
        return count
    }
}

private func readSmallFile(_ path: String) -> [UInt8] {
    let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return [] }
    defer { close(file) }
    var buffer = [UInt8](repeating: 0, count: 32768)
    let count = unsafe read(file, &buffer, buffer.count)
    return Array(buffer.prefix(max(0, count)))
}
