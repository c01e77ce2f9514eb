import Glibc
public import Logging
import Synchronization

/// Writes log lines to standard error, as logfmt or JSON, and counts them by level.
public struct LogWriter: LogHandler {
    public enum Format: Sendable { case logfmt, json }

    public var metadata: Logger.Metadata = [:]
    private let choice: LogChoice
    private var ownLevel: Logger.Level?
    private let counts: LogCounts
    private let write: @Sendable ([UInt8]) -> Void
    private let now: @Sendable () -> timespec

    init(
        _ choice: LogChoice,
        counts: LogCounts,
        now: @escaping @Sendable () -> timespec = wallClock,
        write: @escaping @Sendable ([UInt8]) -> Void = writeToStandardError
    ) {
        self.choice = choice
        self.counts = counts
        self.now = now
        self.write = write
    }

    /// The common one, unless this logger was given one of its own.
    public var logLevel: Logger.Level {
        get { ownLevel ?? choice.values.level }
        set { ownLevel = newValue }
    }

    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    public func log(event: LogEvent) {
        let level = Self.name(event.level)
        counts.count(level)
        var pairs = [("time", timestamp(now())), ("level", level), ("msg", String(describing: event.message))]
        let metadata = self.metadata.merging(event.metadata ?? [:]) { $1 }
        pairs += metadata.sorted { $0.key < $1.key }.map { ($0.key, String(describing: $0.value)) }
        let line = choice.values.format == .logfmt ? Self.logfmt(pairs) : Self.json(pairs)
        write(Array(line.utf8) + [UInt8(ascii: "\n")])
    }

    static func logfmt(_ pairs: [(String, String)]) -> String {
        pairs.map { key, value in
            let isPlain = !value.isEmpty && value.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f && $0 != 0x22 && $0 != 0x3d }
            return "\(key)=\(isPlain ? value : quoted(value))"
        }.joined(separator: " ")
    }

    static func json(_ pairs: [(String, String)]) -> String {
        "{" + pairs.map { "\(quoted($0)):\(quoted($1))" }.joined(separator: ",") + "}"
    }

    /// A JSON string, which logfmt reads as well: no value can end its line or its field.
    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\t": quoted += "\\t"
            case _ where scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value):
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }

    private static func name(_ level: Logger.Level) -> String {
        switch level {
        case .trace, .debug: "debug"
        case .info, .notice: "info"
        case .warning: "warn"
        case .error, .critical: "error"
        }
    }
}

/// How many messages were logged, by level.
final class LogCounts: Sendable {
    private let counts = Mutex<[String: UInt64]>(["debug": 0, "info": 0, "warn": 0, "error": 0])

    var values: [String: UInt64] { counts.withLock { $0 } }

    func count(_ level: String) {
        counts.withLock { $0[level, default: 0] += 1 }
    }
}

@Sendable func writeToStandardError(_ bytes: [UInt8]) {
    unsafe _ = write(STDERR_FILENO, bytes, bytes.count)
}
