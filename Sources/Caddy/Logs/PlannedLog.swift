import LogTail

/// A log that a Caddy writes, and where it can be read.
struct PlannedLog: Sendable, Hashable {
    /// As ``LogSourceState/source``.
    var label: String
    /// Nil when it cannot be read.
    var source: LogSource?
    var format: LogContext.Format
    /// Why it cannot be read, in a sentence.
    var problem: String?
    /// Whether it may be one of those that the settings name.
    var isNamable = false
}

extension CaddyInstance {
    /// The logs of its configuration, each once; without a configuration the one that every Caddy has. None of a
    /// process that is not believed: it could have us read, and trust, what it likes.
    func plannedLogs(_ spaces: MountSpaces = MountSpaces()) -> [PlannedLog] {
        guard process?.isBelieved ?? true else { return [] }
        var logs = configuration?.logs ?? []
        if !logs.contains(where: { $0.name == "default" }) {
            logs.append(CaddyLog(name: "default", output: .standardError, format: .json, hasErrors: true))
        }
        var planned: [PlannedLog] = []
        for log in logs {
            guard let plan = plan(log, spaces) else { continue }
            if let known = planned.firstIndex(where: { $0.label == plan.label }) {
                if plan.format == .other { planned[known].format = .other }
            } else {
                planned.append(plan)
            }
        }
        return planned
    }

    private func plan(_ log: CaddyLog, _ spaces: MountSpaces) -> PlannedLog? {
        // Nobody has said what is in it.
        let unsaid = configuration == nil ? LogContext.Format.unknown : .json
        let format = log.format == .json ? unsaid : .other
        switch log.output {
        case .other(let output) where output == "discard": return nil
        case .other(let output):
            return PlannedLog(
                label: output,
                format: format,
                problem: "the output of the log \(log.name) is \(output), which cannot be read on this host"
            )
        case .file(let path) where path.hasPrefix("/"): return .file(path, format, spaces)
        case .file(let path):
            guard let directory = process?.workingDirectory else {
                return PlannedLog(
                    label: path,
                    format: format,
                    problem: "the file is named relative to Caddy's working directory, which is not known"
                )
            }
            return .file(directory.hasSuffix("/") ? directory + path : "\(directory)/\(path)", format, spaces)
        case .standardError, .standardOutput: return standardLog(format, spaces)
        }
    }

    /// What the standard error leads to. The standard output is taken to lead there, too: a service's do.
    private func standardLog(_ format: LogContext.Format, _ spaces: MountSpaces) -> PlannedLog {
        func unreadable(_ problem: String) -> PlannedLog { .unreadable("stderr", problem, format) }
        guard let process else { return unreadable("the process is not known, and so is its standard error") }
        let unit = process.unit.flatMap { $0.hasSuffix(".service") ? $0 : nil }
        switch process.standardError {
        case let path? where path.hasPrefix("/dev/"): return unreadable("the standard error is \(path)")
        case let path? where path.hasPrefix("/") && path.hasSuffix(" (deleted)"):
            return unreadable("the standard error is a file that was deleted")
        case let path? where path.hasPrefix("/"): return .file(path, format, spaces)
        case let other? where !other.hasPrefix("socket:"): return unreadable("the standard error is \(other)")
        default:
            guard let unit else { return unreadable("the standard error is not a file, and no systemd unit is known") }
            return PlannedLog(label: "journal:\(unit)", source: .journal(unit: unit), format: format)
        }
    }
}

extension PlannedLog {
    fileprivate static func file(
        _ path: String,
        _ format: LogContext.Format,
        _ spaces: MountSpaces
    ) -> PlannedLog {
        guard spaces.share(path) else { return unreadable(path, "\(path) is in another mount namespace", format) }
        return PlannedLog(label: path, source: .file(path, .plain), format: format)
    }

    fileprivate static func unreadable(
        _ label: String,
        _ problem: String,
        _ format: LogContext.Format
    ) -> PlannedLog {
        PlannedLog(
            label: label,
            format: format,
            problem: "\(problem): name the log in the settings",
            isNamable: true
        )
    }

    /// A log that the settings name: of what kind it is, is not known.
    init(_ source: LogSource) {
        switch source {
        case .file(let path, _): self.init(label: path, source: source, format: .unknown)
        case .journal(let unit): self.init(label: "journal:\(unit)", source: source, format: .unknown)
        }
    }
}
