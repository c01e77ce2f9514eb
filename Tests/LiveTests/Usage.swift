import Foundation

/// What a process holds of the system.
struct Usage {
    var descriptors: Int
    /// At the quietest moment, and at the busiest: pools of threads breathe.
    var threads: Int
    var mostThreads: Int
    /// Those that the program has started itself, at the quietest moment.
    var ownThreads: Int
    /// Bytes that are its own.
    var memory: Int

    init(of pid: Int32) throws {
        // A socket that is asked right now comes and goes: what stays is what there is at the quietest moment.
        descriptors = .max
        threads = .max
        mostThreads = 0
        ownThreads = .max
        for _ in 0..<50 {
            descriptors = min(descriptors, try Self.count("/proc/\(pid)/fd"))
            let now = try Self.count("/proc/\(pid)/task")
            threads = min(threads, now)
            mostThreads = max(mostThreads, now)
            ownThreads = min(ownThreads, try Self.ownThreads(of: pid).count)
            usleep(5000)
        }
        let text = try String(contentsOfFile: "/proc/\(pid)/smaps_rollup", encoding: .utf8)
        memory = text.matches(of: /Private_(?:Clean|Dirty):\s+(\d+) kB/).reduce(0) { $0 + (Int($1.1) ?? 0) * 1024 }
    }

    /// Whether nothing that it has started has stayed since, and its pools have not grown by more than they breathe:
    /// libdispatch's has as many threads as queues were ever busy at once, a number that no test can choose.
    func hasNoMoreThreads(than before: Usage) -> Bool {
        ownThreads <= before.ownThreads && threads <= before.mostThreads + 16
    }

    /// The threads that the program has started itself, by name: libdispatch's pool has as many as were busy at once.
    static func ownThreads(of pid: Int32) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/task")
            .compactMap { try? String(contentsOfFile: "/proc/\(pid)/task/\($0)/comm", encoding: .utf8) }
            .filter { !$0.contains("qos") }.sorted()
    }

    /// malloc's arenas beside the first: each begins at a multiple of 64 MiB, in no file.
    static func arenas(of pid: Int32) throws -> Int {
        try String(contentsOfFile: "/proc/\(pid)/maps", encoding: .utf8).split(separator: "\n").count { line in
            let start = line.prefix { $0 != "-" }
            guard line.contains(" rw-p "), line.hasSuffix(" 0 ") else { return false }
            return UInt64(start, radix: 16).map { $0 % (64 << 20) == 0 } ?? false
        }
    }

    static func descriptors(of pid: Int32) throws -> Int { try count("/proc/\(pid)/fd") }

    private static func count(_ directory: String) throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: directory).count
    }
}
