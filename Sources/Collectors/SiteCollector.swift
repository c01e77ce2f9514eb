public import Exposition
import Probe

/// Site roots as a file server sees them, and what is wrong with them.
public actor SiteCollector: Collector {
    public static let name = "site"
    public static let summary = "Site roots as a file server sees them, and what is wrong with them."
    public static let metrics: [Metric] = []

    private let source: any SiteReading

    public init(reading sources: SourceSet) {
        source = sources.sites
    }

    public func collect() async throws -> [MetricFamily] {
        []
    }
}
