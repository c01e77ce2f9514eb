import Testing

@testable import Caddy

/// Most entries are never read as JSON: a test of their bytes must find every one that tells something.
@Suite("Byte test of an entry")
struct LogByteTestTests {
    private static let heads = [
        #"{"level":"info","ts":1795207846.02,"logger":"http.log.access","msg":"handled request""#,
        #"{"level":"error","ts":1795207846.02,"logger":"http.log.access.log0","msg":"handled request""#,
        #"{"level":"INFO","ts":"2026-11-20T16:05:57.192-0500","logger":"http.log.access.log0","msg":"handled request""#,
        #"{"level":"\u001b[34minfo\u001b[0m","ts":1795207846,"logger":"http.log.access.log0","msg":"NOP""#,
        #"{ "level" : "info" , "logger":"http.log.access.log0""#, #"{"logger":"http.log.access.log0""#,
    ]
    private static let requests = [
        #","request":{"proto":"HTTP/1.1","method":"GET","host":"a","headers":{"X":["\"status\":200,\"size\":1"]}}"#,
        #","request":{"method":"HEAD","host":"a"}"#, #","request":{"host":"a"}"#, "",
    ]
    private static let tails = [
        #","size":5,"status":200"#, #","size":5,"status":206"#, #","size":10,"status":200"#, #","status":200"#,
        #","size":5"#, #","size":5,"status":500"#, #","status":599"#, #","status":503,"size":5"#, #","status":404"#,
        #","status":200,"size":5"#, #","size":"5","status":200"#, #","size":5,"status":"200""#,
        #","size":5,"status":0"#,
        #","size":5,"status": 200"#, #","size":5,"status":200,"x":{"status":404}"#, "",
    ]
    private static let headers = [
        #","resp_headers":{"Server":["Caddy"],"Content-Length":["10"],"Etag":["\"x\""]}"#,
        #","resp_headers":{"Content-Length":["10","20"]},"extra":{"size":3}"#, #","resp_headers":{"Server":["Caddy"]}"#,
        #","resp_headers":{"Content-Length":["99999999999999999999"]}"#, #","resp_headers":{"Content-Length":[]}"#, "",
    ]

    @Test("tells of a well-formed entry what reading it tells", arguments: heads)
    func same(_ head: String) throws {
        for request in Self.requests {
            for tail in Self.tails {
                for header in Self.headers {
                    let text = head + request + tail + header + "}"
                    let entry = try #require(LogEntry(parsing: Array(text.utf8)))
                    var expected = LogCounts()
                    expected.entries = [entry.level ?? "other": 1]
                    let site = entry.host == nil ? "other" : "a"
                    switch entry.verdict {
                    case .server(let code): expected.serverErrors = [LogCounts.Key(site, code): 1]
                    case .short: expected.shortResponses = [site: 1]
                    default: break
                    }
                    let tally = LogTally(of: text, SiteNames([CaddySite(name: "a", hosts: ["a"])]))

                    #expect(tally.counts == expected, "\(text)")
                    #expect(tally.lastEntry == entry.time, "\(text)")
                }
            }
        }
    }
}
