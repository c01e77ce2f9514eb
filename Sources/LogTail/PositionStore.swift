import Synchronization

/// Where each log was read up to, over restarts: one small file in a directory of the exporter's own, which is made when
/// it is missing.
public final class PositionStore: Sendable {
    private struct State {
        var positions: [String: Position] = [:]
        /// How many follow each log: for a moment two do, when it is let go of and taken up again.
        var followers: [String: Int] = [:]
        var isChanged = false
        var due: ContinuousClock.Instant?
        var trouble: String?
    }

    /// Logs that nobody follows, as they may come back, are forgotten when there are more than so many.
    private static let limit = 4096

    private let interval: Duration
    private let report: @Sendable (String) -> Void
    private let state = Mutex(State())
    /// Held while the file is written, which may take its time.
    private let file: Mutex<PositionFile?>

    /// Without a directory, positions are lost with the process. `report` is told once when they cannot be read or
    /// kept.
    public init(
        directory: String?,
        interval: Duration = .seconds(1),
        report: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        let file = directory.map { PositionFile(directory: $0) }
        self.file = Mutex(file)
        self.interval = interval
        self.report = report
        read(file)
    }

    /// Keeps positions in another directory from now on. Those that are kept there of other logs stay.
    public func move(to directory: String) {
        file.withLock { file in
            guard file?.directory != directory else { return }
            write(to: file)
            let next = PositionFile(directory: directory)
            read(next)
            state.withLock { $0.isChanged = true }
            write(to: next)
            file = next
        }
    }

    /// What is known already goes before what the file says.
    private func read(_ file: PositionFile?) {
        do throws(LogProblem) {
            guard let positions = try file?.read() else { return }
            state.withLock { state in state.positions.merge(positions) { known, _ in known } }
        } catch {
            report(error.text)
        }
    }

    func position(of source: LogSource) -> Position? {
        state.withLock { $0.positions[source.key] }
    }

    /// Keeps the position whatever else is forgotten, until ``leave(_:)``.
    func follow(_ source: LogSource) {
        state.withLock { $0.followers[source.key, default: 0] += 1 }
    }

    func leave(_ source: LogSource) {
        state.withLock { state in
            guard let count = state.followers[source.key] else { return }
            state.followers[source.key] = count > 1 ? count - 1 : nil
        }
    }

    func set(_ position: Position, of source: LogSource) {
        state.withLock {
            let old = $0.positions.updateValue(position, forKey: source.key)
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
        // Whoever is at it will come again.
        if isDue { file.withLockIfAvailable { write(to: $0) } }
    }

    /// Writes what has changed.
    public func save() {
        file.withLock { write(to: $0) }
    }

    private func write(to file: PositionFile?) {
        guard let file else { return }
        let bytes: [UInt8]? = state.withLock { state in
            guard state.isChanged else { return nil }
            state.isChanged = false
            if state.positions.count > state.followers.count + Self.limit {
                state.positions = state.positions.filter { state.followers[$0.key] != nil }
            }
            return PositionText.encode(state.positions)
        }
        guard let bytes else { return }
        let trouble = file.write(bytes)?.text
        let isNew = state.withLock { state in
            defer { state.trouble = trouble }
            if trouble != nil { state.isChanged = true }
            return trouble != state.trouble
        }
        if isNew, let trouble { report(trouble) }
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
