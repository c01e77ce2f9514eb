import Caddy
import Host
import Testing

@testable import Collectors

@Suite("Caddy log collector")
struct CaddyLogCollectorTests {
    private let storage = "caddy_log_storage_errors_total"

    private func collector(_ states: CaddyLogState...) -> CaddyLogCollector {
        CaddyLogCollector(reading: SourceSet(host: RecordedHost(logs: [states])))
    }

    private func state(_ mounts: Mount...) -> CaddyLogState {
        CaddyLogState(
            caddy: "a",
            sites: [LoggedSite("files", mounts: Set(mounts))],
            sources: [LogSourceState(source: "/x")]
        )
    }

    private func unread(_ source: String, isDenied: Bool = false) -> CaddyLogState {
        var log = LogSourceState(source: source)
        log.isReadable = false
        log.isDenied = isDenied
        log.problem = "why"
        return CaddyLogState(caddy: "a", sites: [LoggedSite("files")], sources: [log])
    }

    @Test("has storage errors of each site, and of others, at 0 from the start")
    func zeros() async throws {
        let kinds = ["io_error", "masked", "not_connected", "other", "read_only", "stale_handle", "timeout"]
        let lines = [("files", "photos"), ("other", "")].flatMap { site, volume in
            kinds.map { #"\#(storage){caddy="a",site="\#(site)",volume="\#(volume)",error="\#($0)"} 0"# }
        }

        #expect(try await collector(state(.photos)).lines(storage) == lines)
    }

    @Test("has every level, and short answers of each site, at 0 from the start")
    func levels() async throws {
        #expect(try await collector(state()).lines("caddy_log_entries_total").count == 5)
        #expect(
            try await collector(state()).lines("caddy_log_short_responses_total") == [
                #"caddy_log_short_responses_total{caddy="a",site="files"} 0"#,
                #"caddy_log_short_responses_total{caddy="a",site="other"} 0"#,
            ]
        )
    }

    @Test("has the usual server errors, and errors of handlers, of each site at 0 from the start")
    func zerosOfAnswers() async throws {
        for (name, label, kinds) in [
            ("caddy_log_server_errors_total", "code", ["500", "502", "503", "504"]),
            (
                "caddy_log_handler_errors_total", "handler",
                ["directory_entry", "handler_error", "sidecar", "upstream_error"]
            ),
        ] {
            let lines = ["files", "other"].flatMap { site in
                kinds.map { #"\#(name){caddy="a",site="\#(site)",\#(label)="\#($0)"} 0"# }
            }
            #expect(try await collector(state()).lines(name) == lines)
        }
    }

    @Test("names a volume only where there is one")
    func volumes() async throws {
        var media = Mount.photos
        media.source = "gluster1:/media"
        for (state, volume) in [
            (state(.photos), "photos"), (state(.photos, .disk), "photos"), (state(.photos, media), ""),
            (state(.disk), ""), (state(), ""),
        ] {
            #expect(
                try await collector(state).lines(storage)
                    .contains(#"\#(storage){caddy="a",site="files",volume="\#(volume)",error="stale_handle"} 0"#)
            )
        }
    }

    @Test("says nothing of what is not known of a log that cannot be read, and has its counters")
    func problem() async throws {
        let state = state()

        #expect(try await collector(state).lines("caddy_log_lag_bytes") == [])
        #expect(try await collector(state).lines("caddy_log_last_entry_timestamp_seconds") == [])
        #expect(
            try await collector(state).lines("caddy_log_read_bytes_total")
                == [#"caddy_log_read_bytes_total{caddy="a",source="/x"} 0"#]
        )
    }

    @Test(
        "tells whether a log is being read, once that is known",
        arguments: [(true, ["1"]), (false, ["0"]), (nil, [])]
    )
    func readable(_ isReadable: Bool?, _ values: [String]) async throws {
        var state = state()
        var source = LogSourceState(source: "/x")
        source.isReadable = isReadable
        state.sources = [source, LogSourceState(source: "/y")]

        #expect(
            try await collector(state).lines("caddy_log_source_readable")
                == values.map { #"caddy_log_source_readable{caddy="a",source="/x"} \#($0)"# }
        )
    }

    @Test("has no counts of a Caddy of which no log is there yet, and does not fail")
    func missing() async throws {
        let text = text(of: try await collector(unread("/y", isDenied: false)).collect())
        #expect(text.contains(#"caddy_log_source_readable{caddy="a",source="/y"} 0"#))
        #expect(!text.contains("caddy_log_entries_total"))
    }

    @Test("fails in part where no log of a Caddy may be read, and has no counts of it")
    func unreadable() async throws {
        var known = state()
        known.caddy = "b"
        let collector = collector(unread("/y", isDenied: true), known)
        let failure = try #require(await #expect(throws: PartialFailure.self) { try await collector.collect() })
        let cause = try #require(failure.cause as? UnreadLogs)
        let lines = text(of: failure.families).split(separator: "\n")

        #expect(errorKind(cause) == "permission")
        #expect(cause.description == "no log of a can be read: /y: why")
        #expect(lines.filter { $0.contains(#"caddy="a""#) && !$0.contains("source=") } == [])
        #expect(lines.contains(#"caddy_log_source_readable{caddy="a",source="/y"} 0"#))
        #expect(lines.contains(#"caddy_log_entries_total{caddy="b",level="error"} 0"#))
    }

    @Test("has the counts of a Caddy of which one log can be read")
    func readInPart() async throws {
        var state = unread("/y")
        state.sources.append(LogSourceState(source: "/x"))

        #expect(try await collector(state).lines("caddy_log_entries_total").count == 5)
    }

    @Test("has no counts of a Caddy that has no logs")
    func logless() async throws {
        #expect(try await collector(CaddyLogState(caddy: "a", sites: [LoggedSite("files")])).collect().isEmpty)
    }

    @Test("tells how often lines may be missing")
    func gaps() async throws {
        var state = state()
        state.sources[0].gaps = 2

        #expect(
            try await collector(state).lines("caddy_log_gaps_total")
                == [#"caddy_log_gaps_total{caddy="a",source="/x"} 2"#]
        )
    }

    @Test("says nothing where there is no Caddy")
    func nothing() async throws {
        #expect(try await collector().collect().isEmpty)
    }
}
