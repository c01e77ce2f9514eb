public import Exposition

/// The daemon's own families: read when it is scraped, never polled.
public enum ExporterMetrics {
    public static func families(_ state: ExporterState, now: ContinuousClock.Instant) -> [MetricFamily] {
        var families = Families()
        families.add(
            .buildInfo,
            info: [state.version, state.revision, state.swiftVersion, state.gfapiVersion]
        )
        for report in state.reports {
            add(report, now, to: &families)
        }
        for (reason, count) in state.workerRestarts { families.add(.workerRestarts, count, [reason]) }
        for (level, count) in state.logMessages { families.add(.logMessages, count, [level]) }
        // The first scrape finds no other, and the family all the same.
        for (code, count) in [200: 0].merging(state.requests, uniquingKeysWith: { $1 }) {
            families.add(.requests, count, [String(code)])
        }
        for (reason, count) in state.cutConnections { families.add(.cutConnections, count, [reason]) }
        families.add(.configurationLoaded, state.isConfigurationLoaded)
        families.add(.configurationTime, state.configurationTime)
        if let process = state.process { add(process, to: &families) }
        return families.all
    }

    private static func add(_ report: PollReport, _ now: ContinuousClock.Instant, to families: inout Families) {
        let labels = [report.collector]
        if let isSuccess = report.isSuccess { families.add(.collectorSuccess, isSuccess, labels) }
        if let duration = report.lastDuration { families.add(.collectorDuration, duration, labels) }
        if let time = report.lastSuccess { families.add(.collectorLastSuccess, time, labels) }
        families.add(.collectorInFlight, report.inFlight(now), labels)
        for kind in PollReport.kinds { families.add(.collectorFailures, report.failures[kind] ?? 0, labels + [kind]) }
    }

    private static func add(_ process: ProcessReading, to families: inout Families) {
        families.add(.processCPU, process.cpuSeconds)
        families.add(.processStart, process.startTime)
        families.add(.processVirtual, process.virtualBytes)
        families.add(.processResident, process.residentBytes)
        families.add(.processThreads, process.threads)
        if let open = process.openDescriptors { families.add(.processDescriptors, open) }
        if let most = process.maximumDescriptors { families.add(.processMaximumDescriptors, most) }
        if let most = process.maximumVirtualBytes { families.add(.processMaximumVirtual, most) }
    }

    public static let metrics: [Metric] = [
        .buildInfo, .collectorSuccess, .collectorDuration, .collectorLastSuccess, .collectorInFlight,
        .collectorFailures, .workerRestarts, .logMessages, .requests, .cutConnections, .configurationLoaded,
        .configurationTime,
        .processCPU, .processStart, .processVirtual, .processMaximumVirtual, .processResident, .processThreads,
        .processDescriptors, .processMaximumDescriptors,
    ]
}
