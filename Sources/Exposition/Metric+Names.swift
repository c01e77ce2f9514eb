extension Metric {
    /// Every name that its family and its samples have in one of the formats, and those that OpenMetrics keeps for it.
    ///
    /// Two metrics that share one cannot stand in the same exposition.
    var takenNames: Set<String> {
        let suffixes =
            switch kind {
            case .counter: ["_total", "_created"]
            case .histogram: ["_bucket", "_count", "_sum", "_created"]
            case .info: ["_info"]
            case .gauge, .unknown: [String]()
            }
        return Set([name, familyName] + suffixes.map { familyName + $0 })
    }
}
