import Caddy
import Exposition
import Testing

@testable import Collectors

@Suite("Caddy collector")
struct CaddyCollectorTests {
    @Test("says nothing where there is no Caddy")
    func none() async throws {
        #expect(try await CaddyCollector(reading: sources([[]])).collect() == [])
    }

    @Test("succeeds when a Caddy is down, and says why it is", arguments: CaddyError.Kind.allCases)
    func down(_ kind: CaddyError.Kind) async throws {
        let state = CaddyState(CaddyInstance(name: "x"), .failure(CaddyError(kind, "x: it does not answer")))
        let collector = CaddyCollector(reading: sources([[state]]))

        #expect(
            try await lines(collector) == [
                #"caddy_scrape_error_info{caddy="x",error="\#(kind.rawValue)"} 1"#, #"caddy_up{caddy="x"} 0"#,
            ]
        )
    }

    @Test("says of a Caddy without a configuration only that it is up")
    func up() async throws {
        let collector = CaddyCollector(reading: sources([[up("x")]]))

        #expect(try await lines(collector) == [#"caddy_up{caddy="x"} 1"#])
    }

    @Test("goes on past a Caddy that is down, and forgets the error when it is up again")
    func recovery() async throws {
        let down = CaddyState(CaddyInstance(name: "x"), .failure(CaddyError(.refused, "x: refused")))
        let collector = CaddyCollector(reading: sources([[down, up("y", gauge("caddy_a"))], [up("x")]]))

        #expect(
            try await lines(collector) == [
                #"caddy_a{caddy="y"} 1"#, #"caddy_scrape_error_info{caddy="x",error="refused"} 1"#,
                #"caddy_up{caddy="x"} 0"#, #"caddy_up{caddy="y"} 1"#,
            ]
        )
        #expect(try await lines(collector) == [#"caddy_up{caddy="x"} 1"#])
    }

    @Test("passes on what begins with caddy_, whose it is, and nothing else")
    func passed() async throws {
        let mine = [gauge("caddy_a", [ParsedLabel("caddy", "theirs")]), gauge("go_goroutines"), gauge("caddyish")]
        let collector = CaddyCollector(reading: sources([[up("x", mine), up("y", gauge("caddy_a"))]]))

        #expect(
            try await lines(collector) == [
                #"caddy_a{caddy="x",exported_caddy="theirs"} 1"#, #"caddy_a{caddy="y",exported_caddy=""} 1"#,
                #"caddy_up{caddy="x"} 1"#, #"caddy_up{caddy="y"} 1"#,
            ]
        )
    }

    @Test("keeps its own names, and counts what was not passed on, poll by poll")
    func clashes() async throws {
        let taken = ["caddy_up", "caddy_config_sites", "caddy_scrape_error"]
        let families = taken.map { gauge($0) } + [gauge("caddy_config_last_reload_successful")]
        let collector = CaddyCollector(reading: sources([[up("x", families)]]))
        _ = try await collector.collect()

        let lines = try await lines(collector)

        #expect(lines.prefix(2) == [#"caddy_config_last_reload_successful{caddy="x"} 1"#, #"caddy_up{caddy="x"} 1"#])
        #expect(
            lines.dropFirst(2) == [
                #"gluster_caddy_exporter_series_dropped_total{family="caddy_config_sites"} 2"#,
                #"gluster_caddy_exporter_series_dropped_total{family="caddy_scrape_error"} 2"#,
                #"gluster_caddy_exporter_series_dropped_total{family="caddy_up"} 2"#,
            ]
        )
    }

    @Test("leaves out the largest families of a Caddy that has too many series")
    func limit() async throws {
        let large = ParsedFamily(
            name: "caddy_b",
            kind: .gauge,
            samples: (0..<4).map { ParsedSample(name: "caddy_b", labels: [ParsedLabel("i", "\($0)")], value: 1) }
        )
        let states = [up("x", [gauge("caddy_a"), large]), up("y", gauge("caddy_b"))]
        let collector = CaddyCollector(reading: sources([states]), seriesLimit: 4)

        #expect(
            try await lines(collector) == [
                #"caddy_a{caddy="x"} 1"#, #"caddy_b{caddy="y"} 1"#, #"caddy_up{caddy="x"} 1"#,
                #"caddy_up{caddy="y"} 1"#, #"gluster_caddy_exporter_series_dropped_total{family="caddy_b"} 4"#,
            ]
        )
    }

    @Test("tells a hundred names of families that were left out, and folds the others")
    func names() async throws {
        let rounds = (0..<30).map { round in
            [up("x", (0..<5).map { gauge("caddy_\(round)_\($0)", [ParsedLabel("-", "")]) })]
        }
        let collector = CaddyCollector(reading: sources(rounds))
        for _ in 1..<30 { _ = try await collector.collect() }

        let lines = try await collector.lines("gluster_caddy_exporter_series_dropped_total")

        #expect(lines.count == 101)
        #expect(lines.last == #"gluster_caddy_exporter_series_dropped_total{family="other"} 50"#)
    }

    private func sources(_ rounds: [[CaddyState]]) -> SourceSet {
        SourceSet(host: RecordedHost(caddy: rounds))
    }

    private func up(_ name: String, _ families: ParsedFamily...) -> CaddyState { up(name, families) }

    private func up(_ name: String, _ families: [ParsedFamily]) -> CaddyState {
        var answer = CaddyAnswer()
        answer.families = families
        return CaddyState(CaddyInstance(name: name), .success(answer))
    }

    private func gauge(_ name: String, _ labels: [ParsedLabel] = []) -> ParsedFamily {
        ParsedFamily(name: name, kind: .gauge, samples: [ParsedSample(name: name, labels: labels, value: 1)])
    }

    /// Every sample line.
    private func lines(_ collector: CaddyCollector) async throws -> [String] {
        text(of: try await collector.collect()).split(separator: "\n").map(String.init).filter { !$0.hasPrefix("#") }
    }
}
