import Exposition

/// The reference: the same lines of one format, as one would write them without a thought; nothing is escaped.
func interpolated(_ families: [MetricFamily]) -> String {
    var text = ""
    for family in families {
        let metric = family.metric
        text += "# HELP \(metric.name) \(metric.help)\n# TYPE \(metric.name) \(metric.kind.rawValue)\n"
        for sample in family.samples {
            guard case .number(let value) = sample.value else { continue }
            let pairs = zip(metric.labels, sample.labels).map { "\($0)=\"\($1)\"" }
            text += "\(metric.name){\(pairs.joined(separator: ","))} \(value)\n"
        }
    }
    return text
}
