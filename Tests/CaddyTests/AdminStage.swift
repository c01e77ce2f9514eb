import Foundation
import Synchronization
import TestSupport

@testable import Caddy

/// An admin API over TCP, as Caddy 2.6 answers.
final class FakeAdmin: Sendable {
    static let plain = #"{"apps":{"http":{"servers":{"srv0":{"listen":[":80"]}}}}}"#

    private final class Answers: Sendable {
        let loads = Mutex(0)
        let configuration = Mutex(FakeAdmin.plain)
    }

    private let answers: Answers
    private let server: FakeHTTP

    init() {
        let answers = Answers()
        self.answers = answers
        server = FakeHTTP(tcp: { request in
            switch request.path {
            case "/metrics": FakeHTTP.reply(200, Self.metrics(answers.loads.withLock { $0 }))
            case "/config/":
                FakeHTTP.reply(200, answers.configuration.withLock { $0 }, type: "application/json")
            case "/pki/ca/local":
                FakeHTTP.reply(200, (try? AdminSamples.text("pki-ca-local.json")) ?? "", type: "application/json")
            default: FakeHTTP.reply(404, "404 page not found\n")
            }
        })
    }

    var port: UInt16 { server.port }
    var address: String { "127.0.0.1:\(server.port)" }
    /// The paths, in order.
    var asked: [String] { server.requests.map(\.path) }

    func set(loads: Int? = nil, configuration: String? = nil) {
        if let loads { answers.loads.withLock { $0 = loads } }
        if let configuration { answers.configuration.withLock { $0 = configuration } }
    }

    func parsed() throws -> CaddyConfiguration {
        try CaddyConfiguration.parse(Array(answers.configuration.withLock { $0 }.utf8))
    }

    private static func metrics(_ loads: Int) -> String {
        """
        # HELP caddy_admin_http_requests_total Counter of requests made to the Admin API's HTTP endpoints.
        # TYPE caddy_admin_http_requests_total counter
        caddy_admin_http_requests_total{code="200",handler="admin",method="GET",path="/config/"} 5
        caddy_admin_http_requests_total{code="200",handler="load",method="POST",path="/load"} \(loads)

        """
    }
}

/// A machine with Caddys, and what is told of them.
final class CaddyStage {
    let proc: DiscoveryProc
    let clock = AdminClock()
    var settings = CaddySource.Settings()
    private let told = Told()

    private final class Told: Sendable {
        let events = Mutex<[String]>([])
    }

    init() throws {
        proc = try DiscoveryProc()
        try proc.listen()
        settings.procRoot = proc.path
        settings.user = 500
        settings.caddyUser = 998
        settings.usual = []
        settings.freshness = .zero
        settings.instanceFreshness = .seconds(30)
        settings.deadline = .seconds(20)
    }

    var events: [String] { told.events.withLock { $0 } }

    func source(freshness: Duration = .zero, deadline: Duration = .seconds(20)) -> CaddySource {
        settings.freshness = freshness
        settings.deadline = deadline
        return CaddySource(settings, now: { [clock] in clock.now }) { [told] event in
            told.events.withLock { $0.append(event.description) }
        }
    }

    /// A process that was started with a Caddyfile which says where its admin API is.
    func run(_ pid: Int, at address: String, start: Int = 1) throws {
        try run(pid, "{\n\tadmin \(address)\n}\n", start: start)
    }

    func run(_ pid: Int, _ caddyfile: String, start: Int = 1) throws {
        try proc.write("Caddyfile.\(pid)", caddyfile)
        try proc.add(pid, ["caddy", "run", "--config", "\(proc.path)/Caddyfile.\(pid)"], start: start)
    }
}

extension CaddyState {
    /// Nil when it answered.
    var error: CaddyError? {
        if case .failure(let error) = answer { return error }
        return nil
    }
}
