public import Exposition
import Gluster
import Host

/// What this node's bricks count themselves: operations, their latency, bytes and block sizes.
public actor ProfileCollector: Collector {
    public static let name = "profile"
    public static let summary = """
        What this node's bricks of volumes with profiling on count themselves: operations, latency, bytes, block sizes, \
        through their local sockets.
        """

    private let source: any PoolReading
    private var clocks: [[String]: OperationClock] = [:]

    public init(reading sources: SourceSet) {
        source = sources.pool
    }

    public func collect() async throws -> [MetricFamily] {
        guard let round = try await source.profiles() else { return [] }
        var families = Families()
        var present: [[String]: OperationClock] = [:]
        for brick in round.bricks {
            let labels = [brick.volume, brick.brick]
            var clock = clocks[labels] ?? OperationClock()
            clock.take(brick)
            present[labels] = clock
            families.add(brick, clock, labels)
        }
        clocks = clocks.filter { round.failures[$0.key[1]] != nil }.merging(present) { $1 }
        if let first = round.failures.min(by: { $0.key < $1.key }) {
            throw PartialFailure(families.all, because: first.value)
        }
        return families.all
    }
}

/// Seconds that a brick spent, by operation.
///
/// A brick tells an average, rounded, and its product with the count can go down a little where nothing was reset.
struct OperationClock: Sendable {
    /// What rounding cannot explain: a brick rounds to a millionth of a nanosecond, or of a microsecond.
    private static let tolerance = 0.001

    private var last: [String: (count: UInt64, seconds: Double)] = [:]

    var seconds: [String: Double] { last.mapValues { $0.seconds } }

    /// Goes on from what was. Where the count went down, or seconds by more than rounding can do, the brick began anew.
    mutating func take(_ profile: BrickProfile) {
        var next: [String: (count: UInt64, seconds: Double)] = [:]
        for (name, operation) in profile.operations {
            guard let seconds = operation.seconds else { continue }
            next[name] = (operation.count, seconds)
            if let before = last[name], before.count <= operation.count,
                (before.seconds * (1 - Self.tolerance)...before.seconds).contains(seconds)
            {
                next[name]?.seconds = before.seconds
            }
        }
        last = next
    }
}

/// Sizes of reads or writes, as bricks count them: SIZE stands for SIZE to 2 × SIZE − 1 bytes, SIZE a power of two.
enum BlockSizes {
    /// The last size that each bucket takes: 511, 1023, …, 4194303.
    static let bounds = (9...22).map { Double((1 << $0) - 1) }

    static func histogram(_ sizes: [UInt64: UInt64], sum bytes: UInt64) -> Histogram {
        var counts = [UInt64](repeating: 0, count: bounds.count + 1)
        for (size, count) in sizes {
            let bucket = bounds.firstIndex { Double(size) <= $0 } ?? bounds.count
            counts[bucket] = counts[bucket].saturated(adding: count)
        }
        return Histogram(counts: counts, sum: Double(bytes))
    }
}

extension Families {
    fileprivate mutating func add(_ brick: BrickProfile, _ clock: OperationClock, _ labels: [String]) {
        let seconds = clock.seconds
        // In the same order at each poll, so that the encoder knows the series again.
        for (name, operation) in brick.operations.sorted(by: { $0.key < $1.key }) {
            add(.fopOperations, operation.count, labels + [name])
            if let seconds = seconds[name] { add(.fopSeconds, seconds, labels + [name]) }
            if let longest = operation.longest { add(.fopLatencyMax, longest, labels + [name]) }
        }
        add(.readBytes, brick.readBytes, labels)
        add(.writtenBytes, brick.writtenBytes, labels)
        add(.readSize, BlockSizes.histogram(brick.reads, sum: brick.readBytes), labels)
        add(.writeSize, BlockSizes.histogram(brick.writes, sum: brick.writtenBytes), labels)
    }
}

extension ProfileCollector {
    public static let metrics: [Metric] = [
        .fopOperations, .fopSeconds, .fopLatencyMax, .readBytes, .writtenBytes, .readSize, .writeSize,
    ]
}

extension Metric {
    static let fopOperations = counter(
        "gluster_brick_fop_operations_total",
        labels: "volume",
        "brick",
        "fop",
        help: "File operations that the brick finished, while profiling is on (XLATOR_INFO, hits)."
    )
    static let fopSeconds = counter(
        "gluster_brick_fop_seconds_total",
        labels: "volume",
        "brick",
        "fop",
        help: """
            Seconds that the brick spent on these operations, its disk included and the network not \
            (XLATOR_INFO, avglatency × hits). Absent where it measures none.
            """
    )
    static let fopLatencyMax = gauge(
        "gluster_brick_fop_latency_max_seconds",
        labels: "volume",
        "brick",
        "fop",
        help: "The longest of these operations since the brick started or was cleared (XLATOR_INFO, maxlatency)."
    )
    static let readBytes = counter(
        "gluster_brick_read_bytes_total",
        labels: "volume",
        "brick",
        help: "Bytes read from the brick (XLATOR_INFO, total-read)."
    )
    static let writtenBytes = counter(
        "gluster_brick_written_bytes_total",
        labels: "volume",
        "brick",
        help: "Bytes written to the brick (XLATOR_INFO, total-write)."
    )
    static let readSize = histogram(
        "gluster_brick_read_size_bytes",
        labels: "volume",
        "brick",
        bounds: BlockSizes.bounds,
        help: "Sizes of single reads; the brick knows them to a power of two (XLATOR_INFO, read-SIZE)."
    )
    static let writeSize = histogram(
        "gluster_brick_write_size_bytes",
        labels: "volume",
        "brick",
        bounds: BlockSizes.bounds,
        help: "Sizes of single writes; the brick knows them to a power of two (XLATOR_INFO, write-SIZE)."
    )
}
