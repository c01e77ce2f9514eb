import CLinux
import Glibc
import Host
import Synchronization

/// Where each log was read up to, over restarts: one small file in a directory of the exporter's own.
public final class PositionStore: Sendable {
    private struct State {
        var positions: [String: Position] = [:]
        /// Asked for or set since the start.
        var used: Set<String> = []
        var isChanged = false
        var due: ContinuousClock.Instant?
        var trouble: String?
    }

    /// Logs that are followed no longer are forgotten when there are more than so many.
    private static let limit = 4096

    private let path: String?
    private let interval: Duration
    private let report: @Sendable (String) -> Void
    private let state = Mutex(State())

    /// Without a directory, positions are lost with the process. `report` is told once when they cannot be read or
    /// kept.
    public init(
        directory: String?,
        interval: Duration = .seconds(1),
        report: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        path = directory.map { "\($0)/log-positions" }
        self.interval = interval
        self.report = report
        guard let path else { return }
        let bytes = readFile(path)
        if let positions = PositionText.decode(bytes) {
            state.withLock { $0.positions = positions }
        } else if !bytes.isEmpty {
            report("\(path) is damaged and passed over: logs are followed from their end")
        } else if let error = Self.unreadable(path) {
            report("\(path) cannot be read (\(error)): logs are followed from their end")
        }
    }

    func position(of source: LogSource) -> Position? {
        state.withLock {
            $0.used.insert(source.key)
            return $0.positions[source.key]
        }
    }

    func set(_ position: Position, of source: LogSource) {
        state.withLock {
            let old = $0.positions.updateValue(position, forKey: source.key)
            $0.used.insert(source.key)
            if old != position { $0.isChanged = true }
        }
    }

    /// Writes what has changed, not more often than once in the interval.
    func saveIfDue(_ now: ContinuousClock.Instant = .now) {
        let isDue = state.withLock { state in
            guard state.isChanged, state.due.map({ now >= $0 }) ?? true else { return false }
            state.due = now + interval
            return true
        }
        if isDue { save() }
    }

    /// Writes what has changed.
    public func save() {
        let trouble: String? = state.withLock { state in
            guard let path, state.isChanged else { return nil }
            if state.positions.count > Self.limit {
                state.positions = state.positions.filter { state.used.contains($0.key) }
            }
            let bytes = PositionText.encode(state.positions)
            let code = unsafe bytes.withUnsafeBytes {
                unsafe clinux_replace_file(path, path + ".new", $0.baseAddress, $0.count)
            }
            state.isChanged = code != 0
            let trouble = code == 0 ? nil : SystemError("write", code: code).description
            defer { state.trouble = trouble }
            return trouble == state.trouble ? nil : trouble
        }
        if let path, let trouble {
            report("\(path) cannot be written (\(trouble)): a restart counts some log lines twice, or not at all")
        }
    }

    /// Why a file that is there gives nothing.
    private static func unreadable(_ path: String) -> SystemError? {
        do throws(SystemError) {
            return try clinux_file.of(path).size == 0 ? nil : SystemError("open", code: EACCES)
        } catch {
            return error.code == ENOENT ? nil : error
        }
    }
}

extension LogSource {
    /// What stands for it in the file.
    var key: String {
        switch self {
        case .file(let path, let framing): "\(framing.rawValue):\(path)"
        case .journal(let unit): "journal:\(unit)"
        }
    }
}
