import Foundation

/// What `volume profile VOL info cumulative` says of one brick.
struct ProfileText: Equatable {
    struct Operation: Equatable {
        /// Of an average: half of a hundredth of a nanosecond.
        private static let rounding = 0.005e-9

        var count: Double
        /// Seconds.
        var average: Double
        /// Seconds.
        var longest: Double

        var isTimed: Bool { longest > 0 }  // FORGET, RELEASE and RELEASEDIR are not.
        /// Seconds in all, as exactly as can be told.
        var seconds: ClosedRange<Double> {
            let slack = count * average * 1e-6 + count * Self.rounding
            return count * average - slack...count * average + slack
        }
    }

    /// By name, in lower case.
    var operations: [String: Operation] = [:]
    var readBytes = 0.0
    var writtenBytes = 0.0
    /// Reads and writes by block size.
    var reads: [UInt64: Double] = [:]
    var writes: [UInt64: Double] = [:]

    /// All bricks of a volume, by `host:/path`.
    static func of(_ volume: String) throws -> [String: ProfileText] {
        var bricks: [String: ProfileText] = [:]
        let text = try Lab.lab("gluster", "volume", "profile", volume, "info", "cumulative")
        for part in text.split(separator: "Brick: ") {
            let lines = part.split(separator: "\n")
            bricks[String(lines[0])] = ProfileText(lines.dropFirst())
        }
        return bricks
    }

    private init(_ lines: some Sequence<Substring>) {
        var sizes: [UInt64] = []
        for line in lines {
            let words = line.split(separator: " ")
            let numbers = words.compactMap { Double($0) }
            if line.contains("Block Size:") {
                sizes = words.compactMap { $0.hasSuffix("b+") ? UInt64($0.dropLast(2)) : nil }
            } else if line.contains("No. of Reads:") {
                for (size, count) in zip(sizes, numbers) { reads[size] = count }
            } else if line.contains("No. of Writes:") {
                for (size, count) in zip(sizes, numbers) { writes[size] = count }
            } else if line.contains("Data Read:") {
                readBytes = numbers.first ?? -1
            } else if line.contains("Data Written:") {
                writtenBytes = numbers.first ?? -1
            } else if words.count == 9, numbers.count == 5, words[2] == "ns" {
                // %-latency, average, ns, shortest, ns, longest, ns, calls, operation.
                operations[words[8].lowercased()] = Operation(
                    count: numbers[4],
                    average: numbers[1] / 1e9,
                    longest: numbers[3] / 1e9
                )
            }
        }
    }
}

/// What an exporter says of one brick's operations.
struct ProfileSeries {
    private let scrape: Scrape
    private let labels: String

    init(_ scrape: Scrape, _ volume: String, _ brick: String) {
        self.scrape = scrape
        labels = "volume=\"\(volume)\",brick=\"\(brick)\""
    }

    func of(_ family: String) -> Double? { scrape["gluster_brick_\(family){\(labels)}"] }

    func of(_ family: String, _ operation: String) -> Double? {
        scrape["gluster_brick_\(family){\(labels),fop=\"\(operation)\"}"]
    }

    /// How often each operation was finished.
    var operations: [String: Double] {
        let prefix = "gluster_brick_fop_operations_total{\(labels),fop=\""
        var counts: [String: Double] = [:]
        for (series, count) in scrape.family("gluster_brick_fop_operations_total") where series.hasPrefix(prefix) {
            counts[String(series.dropFirst(prefix.count).dropLast(2))] = count
        }
        return counts
    }

    /// The buckets of a histogram by their bounds.
    private func buckets(of family: String) -> [Double: Double] {
        let prefix = "gluster_brick_\(family)_bucket{\(labels),le=\""
        var buckets: [Double: Double] = [:]
        for (series, count) in scrape.family("gluster_brick_\(family)_bucket") where series.hasPrefix(prefix) {
            let bound = series.dropFirst(prefix.count).dropLast(2)
            buckets[bound == "+Inf" ? .infinity : Double(bound) ?? -1] = count
        }
        return buckets
    }

    /// Where it is not what the CLI says.
    func differences(from text: ProfileText) -> [String] {
        var wrong: [String] = []
        func expect(_ name: String, _ ours: Double?, _ theirs: Double, within tolerance: Double = 0) {
            guard let ours, abs(ours - theirs) <= tolerance else {
                wrong.append("\(name): \(ours.map(String.init(describing:)) ?? "none"), not \(theirs)")
                return
            }
        }
        if Set(operations.keys) != Set(text.operations.keys) {
            wrong.append("operations: \(operations.keys.sorted()), not \(text.operations.keys.sorted())")
        }
        for (name, operation) in text.operations {
            expect(name, of("fop_operations_total", name), operation.count)
            guard operation.isTimed else { continue }
            let (seconds, range) = (of("fop_seconds_total", name), operation.seconds)
            if seconds.map(range.contains) != true { wrong.append("\(name) seconds: \(seconds ?? -1) in \(range)") }
            // Whole nanoseconds on both sides.
            expect("\(name) longest", of("fop_latency_max_seconds", name), operation.longest, within: 1e-10)
        }
        expect("bytes read", of("read_bytes_total"), text.readBytes)
        expect("bytes written", of("written_bytes_total"), text.writtenBytes)
        for (name, blocks, sum) in [
            ("read_size_bytes", text.reads, text.readBytes), ("write_size_bytes", text.writes, text.writtenBytes),
        ] {
            let buckets = buckets(of: name)
            if buckets.count != 15 { wrong.append("\(name): \(buckets.count) buckets") }
            // A block of SIZE is one of up to 2 × SIZE − 1 bytes.
            for (bound, count) in buckets {
                let below = blocks.filter { Double($0.key) * 2 - 1 <= bound }.values.reduce(0, +)
                expect("\(name) up to \(bound)", count, below)
            }
            expect("\(name) count", of("\(name)_count"), blocks.values.reduce(0, +))
            expect("\(name) sum", of("\(name)_sum"), sum)
        }
        return wrong
    }
}

extension [Exporter] {
    /// Where these exporters of all nodes, in order, differ from the CLI once the bricks of a volume are at rest.
    func profileDifferences(_ volume: String) async throws -> (bricks: Int, wrong: [String]) {
        try await eventually("\(volume) is at rest") {
            let before = try ProfileText.of(volume)
            let scrapes = try await fresh("profile")
            guard try ProfileText.of(volume) == before else { return nil }
            let wrong = try before.flatMap { brick, text in
                let series = ProfileSeries(scrapes[try Lab.node(of: brick) - 1], volume, brick)
                return series.differences(from: text).map { "\(brick): \($0)" }
            }
            return (before.count, wrong)
        }
    }
}
