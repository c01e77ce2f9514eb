import Exposition
import Testing

/// What a Caddy 2.11 with `metrics { per_host }` said of itself.
@Suite("Metrics of Caddy 2.11")
struct MetricsSampleTests {
    private func families() throws -> [ParsedFamily] { try ExpositionParser.parse(sample("metrics-2.11.txt"), .text) }

    private func gauge(_ name: String, _ help: String, _ value: Double, _ labels: ParsedLabel...) -> ParsedFamily {
        let samples = [ParsedSample(name: name, labels: labels, value: value)]
        return ParsedFamily(name: name, kind: .gauge, help: help, samples: samples)
    }

    @Test("are read as they stand")
    func families211() throws {
        let families = try families()
        let errors = [
            ("subroute", "_other", "srv1", 5), ("subroute", "_other", "srv2", 1), ("subroute", "_other", "srv3", 1),
            ("subroute", "localhost", "srv1", 1), ("vars", "_other", "srv2", 1),
        ].map { (handler, host, server, value: Double) in
            ParsedSample(
                name: "caddy_http_request_errors_total",
                labels: [ParsedLabel("handler", handler), ParsedLabel("host", host), ParsedLabel("server", server)],
                value: value
            )
        }
        for expected in [
            gauge(
                "caddy_config_last_reload_successful",
                "Whether the last configuration reload attempt was successful.",
                1
            ),
            gauge(
                "caddy_config_last_reload_success_timestamp_seconds",
                "Timestamp of the last successful configuration reload.",
                1_795_238_516.5411577
            ),
            gauge(
                "caddy_reverse_proxy_upstreams_healthy",
                "Health status of reverse proxy upstreams.",
                1,
                ParsedLabel("upstream", "127.0.0.1:1")
            ),
            ParsedFamily(
                name: "caddy_http_request_errors_total",
                kind: .counter,
                help: "Number of requests resulting in middleware errors.",
                samples: errors
            ),
        ] {
            #expect(families.first { $0.name == expected.name } == expected)
        }
    }

    @Test("lose no line")
    func lines211() throws {
        let lines = lines(of: try sample("metrics-2.11.txt")).filter { $0.first != UInt8(ascii: "#") }

        #expect(try families().map(\.name).count == 27)
        #expect(try families().reduce(0) { $0 + $1.samples.count } == lines.count)
        #expect(Set(try families().map(\.kind)) == [.counter, .gauge, .histogram])
    }
}
