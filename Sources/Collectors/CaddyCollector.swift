import Caddy
public import Exposition

/// Caddy by its admin API: its own metrics, and the age of certificates.
public actor CaddyCollector: Collector {
    public static let name = "caddy"
    public static let summary = "Caddy by its admin API: its own metrics, and the age of certificates."
    public static let metrics: [Metric] = []

    private let source: any CaddyReading

    public init(reading sources: SourceSet) {
        source = sources.caddy
    }

    public func collect() async throws -> [MetricFamily] {
        []
    }
}
