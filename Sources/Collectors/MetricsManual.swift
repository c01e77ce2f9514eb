import Exposition

/// `docs/metrics.md`, made from the declarations.
public enum MetricsManual {
    public static func text() -> String {
        var text = """
            # Series

            Made by `make docs` from the declarations in the code; a test holds the two equal.
            Missing data is absent: it is never 0 and never -1 in its place.

            """
        for collector in catalog {
            text += section("Collector `\(collector.name)`", collector.summary, collector.metrics)
        }
        text += section(
            "The exporter itself",
            "Read when it is scraped; always there.",
            ExporterMetrics.metrics
        )
        return text
    }

    private static func section(_ title: String, _ summary: String, _ metrics: [Metric]) -> String {
        var text = "\n## \(title)\n\n\(summary)\n\n| family | type | labels | what |\n| --- | --- | --- | --- |\n"
        for metric in metrics.sorted(by: { $0.name < $1.name }) {
            let labels = metric.labels.map { "`\($0)`" }.joined(separator: ", ")
            text += "| `\(metric.name)` | \(metric.kind.rawValue) | \(labels) | \(metric.help) |\n"
        }
        return text
    }
}
