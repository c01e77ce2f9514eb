/// Finds the answer to each request. It belongs to the thread of the loop.
final class Site {
    /// What each answer has besides its own headers, by name.
    var headers: [String: String] = [:] {
        didSet { if headers != oldValue { prepare() } }
    }

    private let routes: Routes
    private let now: @Sendable () -> ContinuousClock.Instant
    private var scrapes: ScrapeCache
    private var page: (response: Response, staleAt: ContinuousClock.Instant)?
    private var lines: [Line: Response] = [:]
    private var refusals: [Refusal: Response] = [:]
    /// Scrapers repeat themselves word for word, and reading an `Accept` costs as much as half of the answer.
    private var lastNegotiation: (accept: String, acceptEncoding: String, type: MetricsType, Compression)?

    init(routes: Routes, now: @escaping @Sendable () -> ContinuousClock.Instant) {
        self.routes = routes
        self.now = now
        scrapes = ScrapeCache(scrape: routes.scrape, headers: [:], now: now)
        prepare()
    }

    private func prepare() {
        scrapes = ScrapeCache(scrape: routes.scrape, headers: headers, now: now)
        page = nil
        lines = [:]
        refusals = [:]
    }

    func answer(to fault: RequestFault) -> (status: Int, Response) {
        switch fault {
        case .malformed: (400, line(.malformed))
        case .targetTooLong: (414, line(.tooLong))
        }
    }

    func refuse(_ refusal: Refusal) -> Answer {
        let response =
            refusals[refusal] ?? Response.line(refusal.line, headers: refusal.headers, and: headers)
        refusals[refusal] = response
        return .now(refusal.status, response)
    }

    func answer(toReload error: String?) -> Answer {
        guard let error else { return .now(200, line(.reloaded)) }
        return .now(500, .line("Not reloaded: \(error)", and: headers))
    }

    /// `reloaded` is called with what went wrong, when the answer is that there will be one later.
    func answer(_ request: Request, reloaded: @escaping @Sendable (String?) -> Void) -> Answer {
        if request.path == "/-/reload" { return reload(request.method, reloaded) }
        guard request.method == "GET" || request.method == "HEAD" else { return .now(405, line(.notAllowed)) }

        switch request.path {
        case routes.telemetryPath[...]: return scrape(request)
        case "/-/healthy": return .now(200, line(.healthy))
        case "/-/ready": return routes.isReady() ? .now(200, line(.ready)) : .now(503, line(.notReady))
        case "/sd/targets": return targets(request.header("Host"))
        case "/": return .now(200, currentPage)
        default: return .now(404, line(.notFound))
        }
    }

    private func reload(_ method: String, _ done: @escaping @Sendable (String?) -> Void) -> Answer {
        guard method == "POST" || method == "PUT" else { return .now(405, line(.postOnly)) }
        guard let reload = routes.reload else { return .now(403, line(.noLifecycle)) }
        reload(done)
        return .later
    }

    private func scrape(_ request: Request) -> Answer {
        let collectors: Set<String>?
        do throws(BadChoice) {
            collectors = try chosenCollectors(request.arguments(), of: routes.collectors)
        } catch {
            return .now(400, .line(error.description, and: headers))
        }
        let (type, compression) = negotiate(request.header("Accept"), request.header("Accept-Encoding"))
        let key = ScrapeCache.Key(type: type, compression: compression, collectors: collectors)
        return .now(200, scrapes.response(for: key))
    }

    private func targets(_ host: String) -> Answer {
        guard let json = routes.targets(hostName(host)) else { return .now(503, line(.noTargets)) }
        let caching = [(name: "Cache-Control", value: "no-store")]
        return .now(200, Response(json, type: "application/json", headers: caching, and: headers))
    }

    /// Kept for a second: people who press the key for a reload make no work.
    private var currentPage: Response {
        let now = now()
        if let page, now < page.staleAt { return page.response }
        let made = routes.page()
        let response = Response(
            made.html,
            type: "text/html; charset=utf-8",
            headers: [
                ("Content-Security-Policy", made.contentSecurityPolicy), ("Referrer-Policy", "no-referrer"),
                ("Cache-Control", "no-store"),
            ],
            and: headers
        )
        page = (response, now + .seconds(1))
        return response
    }

    private func negotiate(_ accept: String, _ acceptEncoding: String) -> (MetricsType, Compression) {
        if let last = lastNegotiation, last.accept == accept, last.acceptEncoding == acceptEncoding {
            return (last.type, last.3)
        }
        let type = MetricsType(accepting: accept)
        let compression = Compression(accepting: acceptEncoding)
        lastNegotiation = (accept, acceptEncoding, type, compression)
        return (type, compression)
    }

    private func line(_ line: Line) -> Response {
        if let response = lines[line] { return response }
        let response = Response.line(line.rawValue, headers: line.headers, and: headers)
        lines[line] = response
        return response
    }
}

/// What is always answered with the same words.
private enum Line: String {
    case healthy = "Healthy."
    case ready = "Ready."
    case notReady = "Not ready: nothing has been collected yet."
    case reloaded = "Reloaded."
    case malformed = "Bad request."
    case notFound = "Not found."
    case notAllowed = "Method not allowed."
    case postOnly = "Method not allowed: POST reloads."
    case noLifecycle = "Reloading by request is switched off: --web.enable-lifecycle switches it on."
    case noTargets = "The peers are not known yet."
    case tooLong = "Request target too long."

    var headers: [(name: String, value: String)] {
        switch self {
        case .notAllowed: [("Allow", "GET, HEAD")]
        case .postOnly: [("Allow", "POST, PUT")]
        default: []
        }
    }
}

/// The name in a `Host` header, without its port and the brackets of an IPv6 address.
func hostName(_ header: String) -> String {
    if header.hasPrefix("["), let end = header.firstIndex(of: "]") {
        return String(header[header.index(after: header.startIndex)..<end])
    }
    return String(header.prefix { $0 != ":" })
}
