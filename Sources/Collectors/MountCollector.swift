public import Exposition
import Gluster

/// Gluster mounts of this host: alive or not, what applications waited, caches, connections; from `.meta`.
public actor MountCollector: Collector {
    public static let name = "mount"
    public static let summary =
        "Gluster mounts of this host: alive or not, what applications waited, caches, connections; from `.meta`."
    public static let metrics: [Metric] = []

    private let source: any MountReading

    public init(reading sources: SourceSet) {
        source = sources.mounts
    }

    public func collect() async throws -> [MetricFamily] {
        []
    }
}
