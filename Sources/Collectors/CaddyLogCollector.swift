import Caddy
public import Exposition

/// What the logs of Caddy say of storage, handlers and answers.
public actor CaddyLogCollector: Collector {
    public static let name = "caddy_log"
    public static let summary = "What the logs of Caddy say of storage, handlers and answers."
    public static let metrics: [Metric] = []

    private let source: any CaddyLogReading

    public init(reading sources: SourceSet) {
        source = sources.caddyLogs
    }

    public func collect() async throws -> [MetricFamily] {
        []
    }
}
