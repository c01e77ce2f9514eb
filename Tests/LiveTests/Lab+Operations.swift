extension Lab {
    /// Calls of each operation on all bricks of a volume, as `profile info` counts them: in all, and since the last look.
    static func fops(_ volume: String) throws -> [String: Int] {
        var counts: [String: Int] = [:]
        for line in try lab("gluster", "volume", "profile", volume, "info", "peek").split(separator: "\n") {
            let words = line.split(separator: " ")
            // %-latency, average, ns, shortest, ns, longest, ns, calls, operation.
            guard words.count == 9, let calls = Int(words[7]) else { continue }
            counts[String(words[8]), default: 0] += calls
        }
        return counts
    }

    /// The same, once they have come to rest.
    static func fopsAtRest(_ volume: String) async throws -> [String: Int] {
        try await eventually("the bricks are at rest") { () async throws -> [String: Int]? in
            let first = try fops(volume)
            try await Task.sleep(for: .seconds(2))
            return try fops(volume) == first ? first : nil
        }
    }
}
