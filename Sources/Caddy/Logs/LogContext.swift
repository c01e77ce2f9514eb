import Synchronization

/// What is known of a log beside its lines; it changes when Caddy's configuration does.
public final class LogContext: Sendable {
    /// What is known of a log's encoder.
    public enum Format: Int32, Sendable, Hashable {
        /// Whatever is in it, a client may have written.
        case other
        /// JSON is read until the first line of a console encoder. Plain text counts only right behind JSON.
        case unknown
        /// No client can write a line of its own: plain text is Caddy's, too.
        case json
    }

    private let state: Mutex<(sites: SiteNames, format: Format, edition: UInt64)>

    public init(_ sites: SiteNames, _ format: Format) {
        state = Mutex((sites, format, 0))
    }

    public var sites: SiteNames {
        get { state.withLock { $0.sites } }
        set {
            state.withLock { state in
                guard state.sites != newValue else { return }
                state.sites = newValue
                state.edition += 1
            }
        }
    }

    /// How often the sites changed.
    var edition: UInt64 { state.withLock { $0.edition } }

    public var format: Format {
        get { state.withLock { $0.format } }
        set { state.withLock { $0.format = newValue } }
    }
}
