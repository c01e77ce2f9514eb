/// Why a request that is in order gets no answer to it.
enum Refusal: Sendable, Hashable, CaseIterable {
    case unauthorized
    /// More requests than the rate limit lets pass.
    case tooFast
    /// As many requests are under way as there may be, or as many passwords are being hashed.
    case tooMany
    /// The web configuration file is bad: nobody is let in.
    case badConfiguration

    var status: Int {
        switch self {
        case .unauthorized: 401
        case .tooFast: 429
        case .tooMany: 503
        case .badConfiguration: 500
        }
    }

    var line: String {
        switch self {
        case .unauthorized: "Unauthorized."
        case .tooFast: "Too many requests."
        case .tooMany: "Too many requests under way, try again later."
        case .badConfiguration: "The web configuration file is bad: the log says why."
        }
    }

    var headers: [(name: String, value: String)] {
        switch self {
        case .unauthorized: [("WWW-Authenticate", "Basic realm=\"gluster_caddy_exporter\"")]
        case .tooMany: [("Retry-After", "1")]
        case .tooFast, .badConfiguration: []
        }
    }
}
