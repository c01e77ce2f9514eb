import YAML

/// What a web configuration file said last, and what has become of it since.
///
/// A file that became bad is bad from the next question on, with one exception. Whoever renews a certificate writes two
/// files, and between the one and the other they do not fit. As long as the file itself stays the same, what it said
/// last holds for ``patience`` more; nobody comes in by that who could not come in before.
///
/// A file that is just being written may look as if it asked for less: empty, it would let everybody in. So what it
/// said last also holds until it has asked for less for ``composure``.
struct ConfigurationWatch<Context: Sendable>: Sendable {
    typealias State = WebConfigurationState<Context>
    typealias Answer = Result<State, WebConfigurationError>

    /// From the first sight of files that do not fit.
    static var patience: Duration { .seconds(5) }
    static var composure: Duration { .seconds(1) }

    private let path: String
    private let makeContext: @Sendable (TLSSettings) throws(WebConfigurationError) -> Context

    /// What was read last.
    private var files: ConfigurationFiles?
    private var answer: Answer?
    /// What was right last, and the text of the file that said so.
    private var good: (state: State, bytes: [UInt8]?)?
    private var badSince: ContinuousClock.Instant?
    private var lessSince: ContinuousClock.Instant?
    /// What GnuTLS was asked last, and what came of it: it takes a millisecond.
    private var made: (settings: TLSSettings, context: Result<Context, WebConfigurationError>)?

    init(
        path: String,
        makeContext: @escaping @Sendable (TLSSettings) throws(WebConfigurationError) -> Context
    ) {
        self.path = path
        self.makeContext = makeContext
    }

    /// The context of the configuration that was right last.
    var lastGoodTLS: Context? { good?.state.tls }

    /// - Parameters:
    ///   - wall: Nanoseconds since 1970.
    mutating func current(at now: ContinuousClock.Instant, wall: Int64) -> Answer {
        if let files, let answer, files.areUnchanged { return judge(answer, of: files, at: now) }

        var files = ConfigurationFiles(path: path, now: wall)
        let answer = read(&files)
        self.files = files
        self.answer = answer
        return judge(answer, of: files, at: now)
    }

    private mutating func read(_ files: inout ConfigurationFiles) -> Answer {
        do throws(Fault) {
            let configuration = try files.configuration()
            guard let settings = configuration.tls else {
                return .success(State(configuration: configuration, tls: nil))
            }
            return context(settings).map { State(configuration: configuration, tls: $0) }
        } catch {
            let place = error.line.map { "\(path.onOneLine):\($0)" } ?? path.onOneLine
            return .failure(WebConfigurationError("\(place): \(error.reason)"))
        }
    }

    private mutating func context(_ settings: TLSSettings) -> Result<Context, WebConfigurationError> {
        if let made, made.settings == settings { return made.context }
        let context: Result<Context, WebConfigurationError>
        do throws(WebConfigurationError) {
            context = .success(try makeContext(settings))
        } catch {
            context = .failure(WebConfigurationError("\(path.onOneLine): tls_server_config: \(error)"))
        }
        made = (settings, context)
        return context
    }

    private mutating func judge(
        _ answer: Answer,
        of files: ConfigurationFiles,
        at now: ContinuousClock.Instant
    ) -> Answer {
        switch answer {
        case .success(let state):
            badSince = nil
            if let good, state.configuration.asksForLess(than: good.state.configuration) {
                let since = lessSince ?? now
                lessSince = since
                guard now - since >= Self.composure else { return .success(good.state) }
            }
            lessSince = nil
            good = (state, files.bytes)
            return answer
        case .failure:
            lessSince = nil
            guard let good else { return answer }
            let since = badSince ?? now
            badSince = since
            return files.bytes == good.bytes && now - since < Self.patience ? .success(good.state) : answer
        }
    }
}

extension WebConfiguration {
    /// Whether somebody may come in who could not come in before, other than by a user's or an authority's change.
    fileprivate func asksForLess(than other: WebConfiguration) -> Bool {
        guard let before = other.tls else { return users.isEmpty && !other.users.isEmpty }
        guard let tls else { return true }
        let ranks = ClientAuthentication.allCases
        let rank = ranks.firstIndex(of: tls.clientAuthentication) ?? 0
        let rankBefore = ranks.firstIndex(of: before.clientAuthentication) ?? 0
        return users.isEmpty && !other.users.isEmpty || rank < rankBefore
            || tls.allowedNames.isEmpty && !before.allowedNames.isEmpty
    }
}
