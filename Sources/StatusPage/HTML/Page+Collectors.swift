import Collectors

extension Page {
    /// From here on a poll under way is worth telling. Seconds.
    private static let notable = 1.0

    var collectors: Markup {
        let heads = [
            ("Collector", false), ("State", false), ("Last success", false), ("Took", true), ("Failures", true),
        ]
        let rows = model.collectors.markup { collector in
            let report = collector.report
            return """
                <tr id="\(collector.anchor)"><th scope="row">\(Parts.name(collector.name))</th>\
                <td class="wide">\(state(of: collector))</td>\
                <td>\(report.lastSuccess.map { Parts.ago($0, model.now) } ?? "never")</td>\
                <td class="number">\(report.lastDuration.map { "\(Amount.duration($0))" } ?? Parts.dash)</td>\
                <td class="number">\(Amount.grouped(Double(report.failures.values.reduce(0, &+))))</td></tr>

                """
        }
        let table = Parts.table("How the exporter itself is doing", heads, "<tbody>\n\(rows)</tbody>")
        let settings = model.settingsProblem.map { problem -> Markup in
            "<p>\(Parts.state(problem.level, problem.words))</p>\n"
        }
        return section(
            "collectors",
            "Collectors",
            [],
            "\(settings)\(table)"
        )
    }

    private func state(of collector: CollectorRow) -> Markup {
        let running =
            collector.inFlight >= Self.notable ? "; a poll is under way for \(Amount.span(collector.inFlight))" : ""
        let words =
            switch collector.report.isSuccess {
            case true?: collector.age == nil ? "too old" : "works"
            case false?: "fails: \(collector.report.lastError ?? "nobody knows why")"
            case nil: "no poll has ended yet"
            }
        return Parts.state(collector.level, words + running)
    }
}
