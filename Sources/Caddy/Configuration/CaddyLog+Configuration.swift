extension CaddyLog {
    /// The logs of `logging.logs`, by name, and the one that Caddy makes when nobody has configured `default`.
    static func all(_ logging: ConfigurationValue) -> [CaddyLog] {
        var logs = logging["logs"].members.map { CaddyLog($0.key, $0.value) }
        if !logs.contains(where: { $0.name == "default" }) {
            logs.append(CaddyLog("default", .null))
            logs.sort { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        }
        return logs
    }

    private init(_ name: String, _ log: ConfigurationValue) {
        self.init(
            name: name,
            output: Output(log["writer"]),
            format: Format(log["encoder"]),
            hasErrors: LogFilter(log).takesErrors
        )
    }
}

extension CaddyLog.Output {
    fileprivate init(_ writer: ConfigurationValue) {
        switch (writer["output"].string, writer["filename"].string) {
        case (nil, _), ("stderr", _): self = .standardError
        case ("stdout", _): self = .standardOutput
        case ("file", let name?) where !name.isEmpty && !name.hasPlaceholder: self = .file(name)
        case ("file", let name): self = .other("file \(name ?? "")")
        case (let output?, _): self = .other(output)
        }
    }
}

extension CaddyLog.Format {
    /// Without an encoder Caddy writes JSON, unless on a terminal.
    fileprivate init(_ encoder: ConfigurationValue) {
        switch encoder["format"].string {
        case nil: self = .json
        case "json":
            let isPlain = Self.keys.allSatisfy { setting, key in
                guard let name = encoder[setting].string, !name.isEmpty else { return true }
                return name == key
            }
            let ending = encoder["line_ending"].string ?? ""
            self = isPlain && ["", "\n", "\r\n"].contains(ending) ? .json : .other("json with other keys")
        case (let format?) where format == "filter" || format == "append":
            let touched = encoder["fields"].members.map(\.key)
            let isPlain = Format(encoder["wrap"]) == .json && !touched.contains(where: Self.isNeeded)
            self = isPlain ? .json : .other(format)
        case let format?: self = .other(format)
        }
    }

    private typealias Format = CaddyLog.Format

    private static let keys = ["level_key": "level", "time_key": "ts", "name_key": "logger", "message_key": "msg"]

    /// Fields that tell what happened, each as a filter names it.
    private static let needed = [
        "level", "ts", "logger", "msg", "status", "size", "error", "first_error>msg", "first_error>err_trace",
        "err_trace",
        "request>host", "request>method", "resp_headers>Content-Length",
    ]

    private static func isNeeded(_ field: String) -> Bool {
        needed.contains { $0 == field || $0.hasPrefix(field + ">") }
    }
}

/// Which entries get into a log.
private struct LogFilter {
    private let include: [String]
    private let exclude: [String]
    private let level: String

    init(_ log: ConfigurationValue) {
        include = log["include"].strings
        exclude = log["exclude"].strings
        level = log["level"].string?.lowercased() ?? ""
    }

    /// Whether the errors of some site do. Those of sites with a log are named after it: `http.log.error.log0`.
    var takesErrors: Bool {
        guard !["panic", "fatal"].contains(level) else { return false }
        return ["http.log.error"].contains(where: takes)
            || include.filter { $0.hasPrefix("http.log.error.") }.contains(where: takes)
    }

    /// As Caddy does it: the longest name in the two lists wins.
    private func takes(_ logger: String) -> Bool {
        let wanted = longest(include, logger)
        let unwanted = longest(exclude, logger)
        if !include.isEmpty, wanted == 0 { return false }
        return unwanted == 0 || wanted > unwanted
    }

    private func longest(_ names: [String], _ logger: String) -> Int {
        names.filter { "\(logger).".hasPrefix("\($0).") }.map(\.utf8.count).max() ?? 0
    }
}
