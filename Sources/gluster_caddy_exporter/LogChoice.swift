import Logging
import Synchronization

/// What is logged, and how: all loggers share one, so a reload changes it for all of them.
final class LogChoice: Sendable {
    struct Values: Sendable, Equatable {
        var level: Logger.Level
        var format: LogWriter.Format
    }

    private let state: Mutex<Values>

    init(_ values: Values) {
        state = Mutex(values)
    }

    var values: Values {
        get { state.withLock { $0 } }
        set { state.withLock { $0 = newValue } }
    }
}
