public import Exposition

/// 10,000 samples with four labels each: 20 families about 500 bricks, such as a large cluster would give.
public enum Samples {
    public static let count = metrics.count * bricks

    private static let bricks = 500
    private static let metrics = (0..<20).map { number in
        Metric.gauge(
            "gluster_brick_figure_\(number)_\(number.isMultiple(of: 2) ? "bytes" : "seconds")",
            labels: "volume",
            "brick",
            "subvolume",
            "operation",
            help: "One of the figures of a brick."
        )
    }

    /// What a poll gives. Each has the same series with other values, and text of its own, as if just read.
    public static func poll(_ number: Int) -> [MetricFamily] {
        metrics.enumerated().map { position, metric in
            var family = MetricFamily(metric)
            for brick in 0..<bricks {
                let volume = brick % 10
                let labels = [
                    "volume-\(volume)", "server\(brick % 30):/bricks/volume-\(volume)/brick-\(brick)",
                    "volume-\(volume)-replicate-\(brick / 30)", "operation-\(brick % 7)",
                ]
                family.add(value(poll: number, family: position, brick: brick), labels)
            }
            return family
        }
    }

    /// Half are counts of bytes, half are durations with all their digits.
    private static func value(poll: Int, family: Int, brick: Int) -> Double {
        let spread = (poll * 7919 + family * 104_729 + brick * 1_299_709) % 1_000_003
        return family.isMultiple(of: 2) ? Double(spread * 4096) : Double(spread) / 1_234_567
    }
}
