import Collectors

/// A log of a Caddy.
struct LogRow {
    /// Empty for one that a setting names.
    var caddy: String
    /// A path, `journal:caddy.service`.
    var source: String
    /// Nil before the first look.
    var isReadable: Bool?
    /// Why it cannot be read.
    var failure: String?
    /// Bytes that are written and not read; nil while that cannot be known.
    var lag: Double?
    var gaps: Double
    /// The time that the last entry carries; seconds since 1970.
    var lastEntry: Double?

    /// More than a busy Caddy writes between two looks.
    static let lagLimit = 64.0 * 1024 * 1024

    var anchor: String { .anchor("log", caddy, source) }

    var problem: Problem? {
        switch isReadable {
        case false?:
            return Problem(.warning, "log \(source) cannot be read\(failure.map { ": \($0)" } ?? "")", at: anchor)
        case nil: return Problem(.unknown, "log \(source): not looked at yet", at: anchor)
        case true?: break
        }
        guard let lag, lag > Self.lagLimit else { return nil }
        return Problem(.warning, "log \(source): \(Amount.bytes(lag)) behind", at: anchor)
    }

    var level: Level { problem?.level ?? .good }
}

extension [LogRow] {
    /// Worst first.
    init(_ readings: Readings) {
        self = readings.series("caddy_log_gaps_total").compactMap { labels in
            guard labels.count == 2 else { return nil }
            return LogRow(
                caddy: labels[0],
                source: labels[1],
                isReadable: readings.flag("caddy_log_source_readable", labels),
                failure: readings.failure(of: .log(caddy: labels[0], source: labels[1])),
                lag: readings.value("caddy_log_lag_bytes", labels),
                gaps: readings.value("caddy_log_gaps_total", labels) ?? 0,
                lastEntry: readings.value("caddy_log_last_entry_timestamp_seconds", labels)
            )
        }
        sort { ($0.level.rawValue, $1.source) > ($1.level.rawValue, $0.source) }
    }
}
