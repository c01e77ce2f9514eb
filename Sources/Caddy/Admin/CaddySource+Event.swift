extension CaddySource {
    /// A change of what is known of a Caddy: worth a line in the log.
    public enum Event: Sendable, Hashable, CustomStringConvertible {
        case found(caddy: String, pid: Int32?)
        case lost(caddy: String)
        /// It cannot be asked, or for a reason of another kind than before: the words of one kind may differ each time.
        ///
        /// Also the first process of each user that is not watched, for the user is not one of those who run Caddy.
        case failing(caddy: String, CaddyError)
        case answering(caddy: String)
        /// The last one is used.
        case configurationUnread(caddy: String, CaddyError)

        public var description: String {
            switch self {
            case .found(let caddy, let pid): "caddy \(caddy): found\(pid.map { ", process \($0)" } ?? "")"
            case .lost(let caddy): "caddy \(caddy): is gone"
            case .failing(let caddy, let error): "caddy \(caddy): \(error)"
            case .answering(let caddy): "caddy \(caddy): answers again"
            case .configurationUnread(let caddy, let error):
                "caddy \(caddy): the configuration cannot be read: \(error)"
            }
        }

        /// Whether something does not work.
        public var isTrouble: Bool {
            switch self {
            case .found, .answering: false
            case .lost, .failing, .configurationUnread: true
            }
        }
    }

    /// What events are about.
    struct Told: Sendable, Hashable {
        var pid: Int32?
        var error: CaddyError?
        var configurationProblem: CaddyError?
    }

    /// What has changed, in the order of names.
    static func events(from old: [String: Told], to new: [String: Told]) -> [Event] {
        var events = old.keys.filter { new[$0] == nil }.sorted().map { Event.lost(caddy: $0) }
        for (name, told) in new.sorted(by: { $0.key < $1.key }) {
            let last = old[name]
            if last == nil || last?.pid != told.pid && told.pid != nil {
                events.append(.found(caddy: name, pid: told.pid))
            }
            if let error = told.error, error.kind != last?.error?.kind { events.append(.failing(caddy: name, error)) }
            if told.error == nil, last?.error != nil { events.append(.answering(caddy: name)) }
            if let problem = told.configurationProblem, problem.kind != last?.configurationProblem?.kind {
                events.append(.configurationUnread(caddy: name, problem))
            }
        }
        return events
    }
}
