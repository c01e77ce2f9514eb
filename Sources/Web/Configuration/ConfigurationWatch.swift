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

    /// How often the files were read.
    private(set) var reads = 0

    init(
        path: String,
        makeContext: @escaping @Sendable (TLSSettings) throws(WebConfigurationError) -> Context
    ) {
        self.path = path
        self.makeContext = makeContext
    }

    /// The context of the configuration that was right last.
    var lastGoodTLS: Context? { good?.state.tls }

    /// Whether the next question leaves unread what has not changed.
    var isSettled: Bool { files.map { !$0.isUnsettled } ?? false }

    /// Asks the disk, and reads what has changed. `wall` is in nanoseconds since 1970, as the stamps of files are.
    mutating func current(at now: ContinuousClock.Instant, wall: Int64) -> Answer {
        if let files, let answer, files.areUnchanged { return judge(answer, of: files, at: now) }

        var files = ConfigurationFiles(path: path, now: wall)
        let answer = read(&files)
        reads += 1
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
            return try .success(State(configuration: configuration, tls: context(settings, of: files)))
        } catch {
            let place = error.line.map { "\(path.onOneLine):\($0)" } ?? path.onOneLine
            return .failure(WebConfigurationError("\(place): \(error.reason)"))
        }
    }

    private mutating func context(_ settings: TLSSettings, of files: ConfigurationFiles) throws(Fault) -> Context {
        let known = made?.settings == settings ? made?.context : nil
        let context = known ?? make(settings)
        made = (settings, context)
        do throws(WebConfigurationError) {
            return try context.get()
        } catch {
            throw Fault(tls: error.description, in: files.bytes ?? [])
        }
    }

    private func make(_ settings: TLSSettings) -> Result<Context, WebConfigurationError> {
        do throws(WebConfigurationError) {
            return .success(try makeContext(settings))
        } catch {
            return .failure(error)
        }
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

extension Fault {
    /// What GnuTLS does not like of a key that stands at the beginning, with the line of that key or of its file.
    fileprivate init(tls words: String, in bytes: [UInt8]) {
        let key = words.prefix { $0 != ":" && $0 != "," }
        let section = (try? YAMLNode.compose(bytes)).flatMap { $0?.entry("tls_server_config") }
        let entry = section?.value.entry("\(key)_file") ?? section?.value.entry(String(key))
        self.init(line: (entry ?? section)?.mark.line, reason: "tls_server_config.\(words)")
    }
}

extension YAMLNode {
    fileprivate func entry(_ key: String) -> Entry? {
        guard case .mapping(let entries) = content else { return nil }
        return entries.first { $0.key == key }
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
