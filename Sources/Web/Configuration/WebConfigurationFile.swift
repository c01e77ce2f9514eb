import Glibc
import Synchronization

/// A web configuration file, watched: certificates and users change without a restart.
public final class WebConfigurationFile: Sendable, Hashable {
    typealias State = WebConfigurationState<TLSContext>

    private let path: String
    private let watch: Mutex<ConfigurationWatch<TLSContext>>

    /// Nothing is read yet.
    public init(path: String) {
        self.path = path
        watch = Mutex(
            ConfigurationWatch(path: path) { (settings) throws(WebConfigurationError) in try TLSContext(settings) }
        )
    }

    /// What the file says now. Asked at each request and each handshake: it is read anew only when it, or a file that
    /// it names, has changed. See ``ConfigurationWatch`` for files that do not fit for a moment.
    func current() -> Result<State, WebConfigurationError> {
        watch.withLock { $0.current(at: .now, wall: Self.wall) }
    }

    /// For new connections while the file is bad: their requests get an answer that says so, not a broken connection.
    /// Nil when the file was never right, or asked for plain HTTP.
    var lastGoodTLS: TLSContext? { watch.withLock { $0.lastGoodTLS } }

    /// Throws what is wrong with the file now: for the start, for a reload, and for `--config.check`.
    public func check() throws(WebConfigurationError) {
        _ = try Self(path: path).current().get()
    }

    public static func == (left: WebConfigurationFile, right: WebConfigurationFile) -> Bool { left.path == right.path }

    public func hash(into hasher: inout Hasher) { hasher.combine(path) }

    /// Nanoseconds since 1970.
    private static var wall: Int64 {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return time.nanoseconds
    }
}

/// Why a web configuration file is refused, in one line: the file, the line, what is wrong there, what is allowed.
public struct WebConfigurationError: Error, Hashable, CustomStringConvertible {
    public let description: String

    init(_ description: String) {
        self.description = description
    }
}
