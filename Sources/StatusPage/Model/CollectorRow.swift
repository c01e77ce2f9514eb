import Collectors

/// How a collector is doing.
struct CollectorRow {
    var report: PollReport
    /// Seconds since what it told last; nil when nothing of it counts any more.
    var age: Double?
    /// Seconds that the poll under way has taken; 0 when there is none.
    var inFlight: Double

    var name: String { report.collector }
    var anchor: String { .anchor("collector", name) }

    var problem: Problem? {
        switch report.isSuccess {
        case false?:
            return Problem(.warning, "collector \(name) fails: \(report.lastError ?? "nobody knows why")", at: anchor)
        case nil: return Problem(.unknown, "collector \(name) has not finished a poll yet", at: anchor)
        case true? where age == nil:
            return Problem(.warning, "collector \(name) has told nothing for too long", at: anchor)
        case true?: return nil
        }
    }

    var level: Level { problem?.level ?? .good }

    /// Why what it has told is not what is so now; nil while it is.
    var staleness: String? {
        guard report.isSuccess != true || age == nil else { return nil }
        switch (report.isSuccess, age) {
        case (nil, nil): return "Nothing is known yet: the first poll is under way."
        case (_, nil): return "Nothing is known: what was told before is too old to count."
        case (_, let age?): return "As of \(Amount.span(age)) ago, and perhaps not all of it: the last poll failed."
        }
    }
}
