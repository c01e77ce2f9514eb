import YAML

/// Who may ask: what the web configuration file says about it at each request and each new connection.
struct Gate {
    enum Decision {
        case open
        case refused(Refusal)
        /// The closure will be called.
        case pending
    }

    private var file: WebConfigurationFile?
    private var limiter = RateLimiter()
    private let authenticator = Authenticator()
    private let tell: @Sendable (WebConfigurationError?) -> Void
    private var told: WebConfigurationError?

    init(_ settings: ServerSettings, tell: @escaping @Sendable (WebConfigurationError?) -> Void) {
        file = settings.configuration
        self.tell = tell
    }

    mutating func follow(_ settings: ServerSettings) {
        guard file != settings.configuration else { return }
        file = settings.configuration
        told = nil
    }

    /// What a new connection is to be encrypted with; nil: it is not.
    var encryption: TLSContext? {
        guard let file else { return nil }
        switch file.current() {
        case .success(let state): return state.tls
        // Its requests are told what is wrong.
        case .failure: return file.lastGoodTLS
        }
    }

    /// Whether a connection that was made under these rules may go on being used: a certificate may be another one by
    /// now, but who may connect is still decided as it was.
    func isCurrent(_ tls: TLSContext?) -> Bool {
        guard let file else { return tls == nil }
        guard case .success(let state) = file.current() else { return true }
        return state.tls?.access == tls?.access
    }

    /// Whether a request may be answered. The rate limit comes first, then headers, then users.
    mutating func decide(
        on request: Request,
        for site: Site,
        done: @escaping @Sendable (_ isGranted: Bool) -> Void
    ) -> Decision {
        guard let file else { return .open }
        let configuration: WebConfiguration
        switch file.current() {
        case .success(let state):
            note(nil)
            configuration = state.configuration
        case .failure(let error):
            note(error)
            return .refused(.badConfiguration)
        }
        site.headers = configuration.headers
        if let limit = configuration.rateLimit, !limiter.allows(limit, at: .now) { return .refused(.tooFast) }
        guard !configuration.users.isEmpty else { return .open }

        switch authenticator.verdict(on: request.header("Authorization"), users: configuration.users, done: done) {
        case .granted: return .open
        case .denied: return .refused(.unauthorized)
        case .pending: return .pending
        case .overloaded: return .refused(.tooMany)
        }
    }

    /// Told at each change, not at each request.
    private mutating func note(_ error: WebConfigurationError?) {
        guard error != told else { return }
        told = error
        tell(error)
    }

    func stop() { authenticator.stop() }
}
