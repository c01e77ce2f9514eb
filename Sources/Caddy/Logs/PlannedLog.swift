import LogTail

/// A log that a Caddy writes, and where it can be read.
struct PlannedLog: Sendable, Hashable {
    /// The label of a standard error that cannot be found.
    static let standardError = "stderr"

    /// As ``LogSourceState/source``.
    var label: String
    /// Nil when it cannot be read.
    var source: LogSource?
    /// Whether it is known to be JSON.
    var isJSON: Bool
    /// Why it cannot be read, in a sentence.
    var problem: String?
}

extension CaddyInstance {
    /// The logs of its configuration, each once; without a configuration the one that every Caddy has.
    var plannedLogs: [PlannedLog] {
        var logs = configuration?.logs ?? []
        if !logs.contains(where: { $0.name == "default" }) {
            logs.append(CaddyLog(name: "default", output: .standardError, format: .json, hasErrors: true))
        }
        var planned: [PlannedLog] = []
        for log in logs {
            guard let plan = plan(log) else { continue }
            if let known = planned.firstIndex(where: { $0.label == plan.label }) {
                planned[known].isJSON = planned[known].isJSON && plan.isJSON
            } else {
                planned.append(plan)
            }
        }
        return planned
    }

    private func plan(_ log: CaddyLog) -> PlannedLog? {
        let isJSON = log.format == .json
        switch log.output {
        case .other(let output) where output == "discard": return nil
        case .other(let output):
            return PlannedLog(
                label: output,
                isJSON: isJSON,
                problem: "the output of the log \(log.name) is \(output), which cannot be read on this host"
            )
        case .file(let path) where path.hasPrefix("/"): return .file(path, isJSON)
        case .file(let path):
            guard let directory = process?.workingDirectory else {
                return PlannedLog(
                    label: path,
                    isJSON: isJSON,
                    problem: "the file is named relative to Caddy's working directory, which is not known"
                )
            }
            return .file(directory.hasSuffix("/") ? directory + path : "\(directory)/\(path)", isJSON)
        case .standardError, .standardOutput: return standardLog(isJSON)
        }
    }

    /// What the standard error leads to. The standard output is taken to lead there, too: a service's do.
    private func standardLog(_ isJSON: Bool) -> PlannedLog {
        func unreadable(_ problem: String) -> PlannedLog {
            PlannedLog(
                label: PlannedLog.standardError,
                isJSON: isJSON,
                problem: "\(problem): name the log in the settings"
            )
        }
        guard let process else { return unreadable("the process is not known, and so is its standard error") }
        let unit = process.unit.flatMap { $0.hasSuffix(".service") ? $0 : nil }
        switch process.standardError {
        case let path? where path.hasPrefix("/dev/"): return unreadable("the standard error is \(path)")
        case let path? where path.hasPrefix("/") && path.hasSuffix(" (deleted)"):
            return unreadable("the standard error is a file that was deleted")
        case let path? where path.hasPrefix("/"): return .file(path, isJSON)
        case let other? where !other.hasPrefix("socket:"): return unreadable("the standard error is \(other)")
        default:
            guard let unit else { return unreadable("the standard error is not a file, and no systemd unit is known") }
            return PlannedLog(label: "journal:\(unit)", source: .journal(unit: unit), isJSON: isJSON)
        }
    }
}

extension PlannedLog {
    fileprivate static func file(_ path: String, _ isJSON: Bool) -> PlannedLog {
        PlannedLog(label: path, source: .file(path, .plain), isJSON: isJSON)
    }

    /// A log that the settings name: of what kind it is, is not known.
    init(_ source: LogSource) {
        switch source {
        case .file(let path, _): self.init(label: path, source: source, isJSON: false)
        case .journal(let unit): self.init(label: "journal:\(unit)", source: source, isJSON: false)
        }
    }
}
