import Synchronization

/// Finds the answer to each request, and counts the answers.
final class Site: Sendable {
    private let routes: Routes
    private let scrapes: ScrapeCache
    /// Scrapers repeat themselves word for word, and reading an `Accept` costs as much as half of the answer.
    private let lastNegotiation = Mutex<(accept: String, acceptEncoding: String, key: ScrapeCache.Key)?>(nil)
    private let counts = Mutex<[Int: UInt64]>([:])

    private let healthy = Response.line("Healthy.")
    private let ready = Response.line("Ready.")
    private let notReady = Response.line("Not ready: nothing has been collected yet.")
    private let malformed = Response.line("Bad request.")
    private let notFound = Response.line("Not found.")
    private let notAllowed = Response.line("Method not allowed.", headers: [("Allow", "GET, HEAD")])
    private let tooLong = Response.line("Request target too long.")

    init(routes: Routes, now: @escaping @Sendable () -> ContinuousClock.Instant) {
        self.routes = routes
        scrapes = ScrapeCache(scrape: { routes.scrape($0, $1, nil) }, now: now)
    }

    /// The answers given so far, by status.
    var requestCounts: [Int: UInt64] { counts.withLock { $0 } }

    func count(_ status: Int) {
        counts.withLock { $0[status, default: 0] += 1 }
    }

    func answer(to fault: RequestFault) -> (status: Int, Response) {
        switch fault {
        case .malformed: (400, malformed)
        case .targetTooLong: (414, tooLong)
        }
    }

    /// `header` gives the value of a header, and an empty text when there is none.
    func answer(method: String, path: Substring, header: (String) -> String) -> (status: Int, Response) {
        guard method == "GET" || method == "HEAD" else { return (405, notAllowed) }

        switch path {
        case routes.telemetryPath[...]:
            return (200, scrapes.response(for: negotiate(header("Accept"), header("Accept-Encoding"))))
        case "/-/healthy": return (200, healthy)
        case "/-/ready": return routes.isReady() ? (200, ready) : (503, notReady)
        case "/": return (200, Response(routes.page().html, type: "text/html; charset=utf-8"))
        default: return (404, notFound)
        }
    }

    private func negotiate(_ accept: String, _ acceptEncoding: String) -> ScrapeCache.Key {
        lastNegotiation.withLock { last in
            if let last, last.accept == accept, last.acceptEncoding == acceptEncoding { return last.key }

            let key = ScrapeCache.Key(
                type: MetricsType(accepting: accept),
                compression: Compression(accepting: acceptEncoding)
            )
            last = (accept, acceptEncoding, key)
            return key
        }
    }
}
