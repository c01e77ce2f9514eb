import Exposition
import Fetch
import Host

/// Asks one admin API, by GET only, with the header `Host` that it wants.
///
/// Blocks until the deadline at most.
struct AdminClient: Sendable {
    let address: AdminAddress
    private var hosts: [String]
    /// Each refused `Host` writes an error into Caddy's log: one that refuses them all is left alone for a while.
    private var backOff: BackOff
    private var refusal: CaddyError?
    private let now: @Sendable () -> ContinuousClock.Instant

    init(
        _ address: AdminAddress,
        origins: [String] = [],
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        self.address = address
        self.now = now
        hosts = address.hosts(origins: origins)
        backOff = BackOff(first: .seconds(60), limit: .seconds(600), now: now())
    }

    /// All families of Caddy, those whose name begins with `caddy_`.
    mutating func metrics(_ budget: Budget) throws(CaddyError) -> [ParsedFamily] {
        let accept = "text/plain;version=0.0.4"
        let reply = try get("/metrics", accept: accept, budget)
        let type = reply.contentType.lowercased()
        guard type.hasPrefix("text/plain") || type.hasPrefix("application/openmetrics-text") else {
            throw bad("/metrics is of type \(type.isEmpty ? "unknown" : Self.excerpt(Array(type.utf8)))")
        }
        do {
            let format: Format = type.hasPrefix("text/plain") ? .text : .openMetrics
            return try ExpositionParser.parse(reply.body, format).filter { $0.name.hasPrefix("caddy_") }
        } catch {
            throw bad("/metrics is broken: \(error)")
        }
    }

    /// Writes a line into Caddy's log.
    mutating func configuration(_ budget: Budget) throws(CaddyError) -> CaddyConfiguration {
        let reply = try get("/config/", accept: "application/json", budget)
        do {
            return try CaddyConfiguration.parse(reply.body)
        } catch {
            throw bad("/config/ is no configuration: \(error)")
        }
    }

    /// The root of an internal authority. Only for one that the configuration has: Caddy makes one that it has not.
    mutating func authority(_ id: String, _ budget: Budget) throws(CaddyError) -> CertificateTimes {
        let isPlain = id.utf8.allSatisfy {
            switch $0 {
            case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, UInt8(ascii: "-"), UInt8(ascii: "_"): true
            default: false
            }
        }
        guard isPlain, !id.isEmpty else { throw bad("the authority's name \(id.debugDescription) is not asked for") }
        let reply = try get("/pki/ca/\(id)", accept: "application/json", budget)
        guard let times = CertificateTimes(authority: id, reply: reply.body) else {
            throw bad("/pki/ca/\(id) has no root certificate")
        }
        return times
    }

    private mutating func get(_ path: String, accept: String, _ budget: Budget) throws(CaddyError) -> Reply {
        if let refusal, !backOff.isDue(now()) { throw refusal }
        var refused: Reply?
        for (index, host) in hosts.enumerated() {
            var request = FetchRequest(address.endpoint, path, host: host, deadline: budget.rest)
            request.accept = accept
            let reply: Reply
            do throws(FetchError) {
                reply = try request.send()
            } catch {
                throw CaddyError(error, address)
            }
            if reply.status == 403 {
                refused = refused ?? reply
                continue
            }
            hosts.swapAt(0, index)  // What worked is asked with from now on.
            refusal = nil
            backOff.succeeded()
            guard reply.status == 200 else {
                throw bad("\(path) answered \(reply.status): \(Self.excerpt(reply.body))")
            }
            return reply
        }
        let names = hosts.map { $0.isEmpty ? "no name" : $0 }.sorted().joined(separator: ", ")
        let error = CaddyError(
            .forbiddenHost,
            "\(address): refused with \(names) as Host: \(Self.excerpt(refused?.body ?? []))"
        )
        refusal = error
        backOff.failed(now())
        throw error
    }

    private func bad(_ text: String) -> CaddyError { CaddyError(.badReply, "\(address): \(text)") }

    /// The beginning of what was answered, fit for a line of text.
    static func excerpt(_ bytes: [UInt8]) -> String {
        let text = String(decoding: bytes.prefix(100).map { (0x20...0x7e).contains($0) ? $0 : 0x20 }, as: UTF8.self)
        return text.split(separator: " ").joined(separator: " ")
    }
}

/// What is left of a round's time.
struct Budget: Sendable {
    private let end: ContinuousClock.Instant

    init(_ time: Duration) {
        end = .now + time
    }

    var rest: Duration { max(.zero, end - .now) }
}
