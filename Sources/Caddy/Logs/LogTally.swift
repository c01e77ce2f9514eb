import CLinux
public import LogTail

/// What the lines of one log have told. Each line is counted once: as an entry, as unparsed, as untrusted, or as a
/// write error.
public struct LogTally: LineConsumer {
    public private(set) var counts = LogCounts()
    /// Lines that begin as a JSON object and are none.
    public private(set) var unparsedLines: UInt64 = 0
    /// Lines of a console encoder, or plain text.
    public private(set) var untrustedLines: UInt64 = 0
    /// The time that the last entry carries; seconds since 1970. Nil when it could not be told.
    public private(set) var lastEntry: Double?

    private let context: LogContext
    /// Whether a line of a console encoder has been in a log that was not known to be one's.
    private var isConsole = false
    private var followsEntry = false
    /// That of the sites that are counted.
    private var edition: UInt64 = 0

    public init(_ context: LogContext) {
        self.context = context
    }

    public mutating func take(_ lines: RawSpan) {
        unsafe lines.withUnsafeBytes { unsafe take($0) }
    }

    private mutating func take(_ lines: UnsafeRawBufferPointer) {
        guard let start = lines.baseAddress else { return }
        forgetSites()
        var scan = clinux_log_scan()
        var names: SiteNames?
        scan.follows_entry = followsEntry ? 1 : 0
        let format = context.format
        scan.trust = format == .unknown && isConsole ? LogContext.Format.other.rawValue : format.rawValue
        scanning: while true {
            let found = unsafe clinux_scan_log(start, lines.count, &scan)
            let line = { unsafe Array(lines[scan.line..<scan.line + scan.length]) }
            switch Int(found) {
            case Int(CLINUX_LOG_ENTRY):
                names = names ?? context.sites
                if takeEntry(line(), names ?? SiteNames()) { scan.time_length = 0 }
            case Int(CLINUX_LOG_TEXT):
                if !takeText(line(), isTrusted: format == .json || scan.follows_entry != 0) { scan.follows_entry = 0 }
            default: break scanning
            }
        }
        followsEntry = scan.follows_entry != 0
        isConsole = isConsole || (format == .unknown && scan.trust != format.rawValue)
        unparsedLines += scan.unparsed
        untrustedLines += scan.untrusted
        let levels = scan.levels
        counts.count(level: "debug", levels.0)
        counts.count(level: "info", levels.1)
        counts.count(level: "warn", levels.2)
        counts.count(level: "error", levels.3)
        counts.count(level: "other", levels.4)
        if scan.time_length > 0 {
            let text = unsafe Array(lines[scan.time..<scan.time + scan.time_length])
            lastEntry = LogTime.parse(json: text)
        }
    }

    /// What was counted under sites that are gone.
    private mutating func forgetSites() {
        let edition = context.edition
        guard edition != self.edition else { return }
        self.edition = edition
        counts.keep(context.sites)
    }

    /// Whether it is one.
    private mutating func takeEntry(_ line: [UInt8], _ names: SiteNames) -> Bool {
        guard let entry = LogEntry(parsing: line) else {
            unparsedLines += 1
            return false
        }
        lastEntry = entry.time
        counts.count(level: ["debug", "info", "warn", "error"].first { $0 == entry.level } ?? "other", 1)
        guard let verdict = entry.verdict else { return true }
        let site = entry.host.map(names.site(host:)) ?? entry.path.map(names.site(path:)) ?? SiteNames.other
        counts.count(verdict, site)
        return true
    }

    /// Takes what Caddy writes to its standard error, past every encoder, of a log that it cannot write or open.
    /// Whether it is such a line, and not to be mistrusted.
    private mutating func takeText(_ line: [UInt8], isTrusted: Bool) -> Bool {
        let text = String(decoding: line, as: UTF8.self)
        guard isTrusted, Self.isWriteError(text) || Self.isStartError(text) else {
            untrustedLines += 1
            return false
        }
        counts.writeErrors[ErrorText.writeKind(ErrorText.tail(of: text)), default: 0] += 1
        return true
    }

    /// `2026-11-20 21:06:02.724010979 +0000 UTC m=+2.421282937 write error: write tcp …: broken pipe`.
    private static func isWriteError(_ text: String) -> Bool {
        let words = text.split(separator: " ", maxSplits: 5, omittingEmptySubsequences: false)
        return words.count == 6 && words[0].utf8.first?.isDigit == true && words[4].hasPrefix("m=")
            && words[5].hasPrefix("write error: ")
    }

    /// `Error: loading initial config: … opening log writer using …: open /a.log: transport endpoint is not connected`:
    /// Caddy did not start.
    private static func isStartError(_ text: String) -> Bool {
        text.hasPrefix("Error: loading initial config: ") && text.contains(": opening log writer using ")
    }
}

extension LogCounts {
    fileprivate mutating func count(level: String, _ number: UInt64) {
        if number > 0 { entries[level, default: 0] += number }
    }

    fileprivate mutating func count(_ verdict: LogVerdict, _ site: String) {
        switch verdict {
        case .storage(let kind): storageErrors[Key(site, kind), default: 0] += 1
        case .handler(let name): handlerErrors[Key(site, name), default: 0] += 1
        case .server(let code): serverErrors[Key(site, code), default: 0] += 1
        case .short: shortResponses[site, default: 0] += 1
        }
    }

    /// Forgets what was counted under other sites.
    mutating func keep(_ sites: SiteNames) {
        storageErrors = storageErrors.filter { sites.contains($0.key.site) }
        handlerErrors = handlerErrors.filter { sites.contains($0.key.site) }
        serverErrors = serverErrors.filter { sites.contains($0.key.site) }
        shortResponses = shortResponses.filter { sites.contains($0.key) }
    }

    /// Adds what another log told.
    mutating func add(_ other: LogCounts) {
        entries.merge(other.entries) { $0 + $1 }
        storageErrors.merge(other.storageErrors) { $0 + $1 }
        handlerErrors.merge(other.handlerErrors) { $0 + $1 }
        serverErrors.merge(other.serverErrors) { $0 + $1 }
        shortResponses.merge(other.shortResponses) { $0 + $1 }
        writeErrors.merge(other.writeErrors) { $0 + $1 }
    }
}
