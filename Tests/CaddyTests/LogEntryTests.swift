import TestSupport
import Testing

@testable import Caddy

@Suite("Log entry")
struct LogEntryTests {
    private func verdict(_ text: String) -> LogVerdict? { LogEntry(parsing: Array(text.utf8))?.verdict }

    private func error(_ message: String, _ rest: String = #""status":500,"err_trace":"fileserver.x""#) -> LogVerdict? {
        verdict(#"{"level":"error","ts":1,"logger":"http.log.error","msg":"\#(message)",\#(rest)}"#)
    }

    private func access(_ rest: String) -> LogVerdict? {
        verdict(#"{"level":"info","ts":1,"logger":"http.log.access.log0","msg":"handled request",\#(rest)}"#)
    }

    @Test(
        "blames storage by the last part of the message",
        arguments: [
            ("stat /a: stale NFS file handle", "stale_handle"), ("open /a: Stale file handle", "stale_handle"),
            ("readdirent /a: input/output error", "io_error"), ("stat /a: remote I/O error", "io_error"),
            ("read /a: transport endpoint is not connected", "not_connected"),
            ("lstat /a: connection timed out", "timeout"), ("stat /a: read-only file system", "read_only"),
            ("seek /a: permission denied", "permission"), ("stat /a: no space left on device", "no_space"),
            ("stat /a: host is down", "other"), ("stat /a: no such device", "other"),
            ("stat /x: stale NFS file handle: transport endpoint is not connected", "not_connected"),
        ]
    )
    func storage(_ message: String, _ kind: String) {
        #expect(error(message) == .storage(kind))
    }

    @Test(
        "does not blame storage for what clients, limits and content bring about, nor for words that it does not know",
        arguments: [
            #"stat /x: stale NFS file handle\u0000: invalid argument"#,
            "stat /x: stale NFS file handle/: file name too long",
            "stat /x: not a directory", "stat /x: too many open files", "stat /x: too many levels of symbolic links",
            "stat /x: stale NFS file handle.", "stat stale NFS file handle", "dial tcp: connection timed out",
            "stat /x:stale NFS file handle", "invalid argument", "",
        ]
    )
    func innocent(_ message: String) {
        #expect(error(message) == .handler("handler_error"))
    }

    @Test("believes only what the error's own trace says of its place, and counts no answer below 500")
    func places() {
        let stale = "stat /a: stale NFS file handle"

        #expect(error(stale, #""status":500"#) == .handler("handler_error"))
        #expect(error(stale, #""status":500,"err_trace":7"#) == .handler("handler_error"))
        #expect(error(stale, #""status":500,"err_trace":"templates.x""#) == .handler("handler_error"))
        #expect(error(stale, #""status":502,"err_trace":"reverseproxy.x""#) == .handler("upstream_error"))
        #expect(error(stale, #""err_trace":"fileserver.x""#) == .storage("stale_handle"))
        #expect(error("stat /a: permission denied", #""status":403,"err_trace":"fileserver.x""#) == nil)
        #expect(verdict(#"{"level":"error","logger":"http.log.errors","msg":"\#(stale)","status":500}"#) == nil)
        #expect(verdict(#"{"level":"error","msg":"\#(stale)","status":500}"#) == nil)
    }

    @Test("knows what a file server hides since 2.10.1 by its status alone")
    func masked() {
        #expect(error("invalid argument", #""status":503,"err_trace":"fileserver.x""#) == .storage("masked"))
        #expect(error("invalid argument", #""status":400,"err_trace":"fileserver.x""#) == nil)
        #expect(error("invalid argument", #""err_trace":"fileserver.x""#) == .handler("handler_error"))
        #expect(
            error("open /a: invalid argument", #""status":503,"err_trace":"fileserver.x""#) == .handler("handler_error")
        )
    }

    @Test("looks behind an error page that failed")
    func firstError() {
        let first = #""msg":"stat /a: stale NFS file handle","status":500,"err_trace":"fileserver.x""#

        #expect(error("error handling handler error", #""first_error":{\#(first)}"#) == .storage("stale_handle"))
        #expect(
            error("error handling handler error", #""status":500,"err_trace":"fileserver.x""#)
                == .handler("handler_error")
        )
    }

    @Test("tells handlers that lost a file without a word of why")
    func fileServer() {
        let head = #""logger":"http.handlers.file_server","msg""#

        #expect(
            verdict(#"{"level":"error",\#(head):"could not get info about directory entry"}"#)
                == .handler("directory_entry")
        )
        #expect(verdict(#"{"level":"warn",\#(head):"opening precompressed file failed"}"#) == .handler("sidecar"))
        #expect(verdict(#"{"level":"warn",\#(head):"else"}"#) == nil)
    }

    @Test("tells 5xx and short answers of the access log, and nothing where a field is missing")
    func answers() {
        let get = #""request":{"method":"GET"}"#
        let length = #""resp_headers":{"Content-Length":["10"]}"#

        #expect(access(#""status":503"#) == .server("503"))
        #expect(access(#""status":"503""#) == nil)
        #expect(access(#"\#(get),"size":9,"status":200,\#(length)"#) == .short)
        #expect(access(#"\#(get),"size":9,"status":206,\#(length)"#) == .short)
        #expect(access(#"\#(get),"size":10,"status":200,\#(length)"#) == nil)
        #expect(access(#"\#(get),"size":9,"status":304,\#(length)"#) == nil)
        #expect(access(#"\#(get),"status":200,\#(length)"#) == nil)
        #expect(access(#""size":9,"status":200,\#(length)"#) == nil)
        #expect(access(#""request":{"method":"HEAD"},"size":0,"status":200,\#(length)"#) == nil)
        #expect(access(#"\#(get),"size":9,"status":200,"resp_headers":{"Content-Length":[]}"#) == nil)
    }

    @Test("reads what is there, whatever its neighbours are")
    func fields() {
        let text = #"""
            {"level":"\u001b[31mERROR\u001b[0m","ts":"2026-11-20T16:05:57.192-0500","logger":[1,{"a":null}],
            "msg":"\ud83d\ude00 \"\\\/\b\f\n\r\t\u00e9\ud83d","size":-1,"status":1e3,"request":{"host":"A","method":{}},
            "filename":"/a","resp_headers":"none","first_error":false} 
            """#
        var entry = LogEntry()
        entry.level = "error"
        entry.time = 1_795_208_757.192
        entry.message = "😀 \"\\/\u{8}\u{c}\n\r\té\u{fffd}"
        entry.host = "A"
        entry.path = "/a"

        #expect(LogEntry(parsing: Array(text.utf8)) == entry)
    }

    @Test(
        "is nothing but a whole JSON object",
        arguments: [
            "", "{", "[]", "1", #"{"a":}"#, #"{"a":1,}"#, #"{"a":1}{}"#, #"{"a":"\x"}"#, #"{"a\u00g0":1}"#,
            #"{"a":tru}"#,
            #"{"a":01x}"#, #"{"a":1.}"#, "{\"a\":\"\n\"}", #"{"a":"b"#, #"{"a" 1}"#, #"{a:1}"#, #"{"a":"\"#,
            "{\"a\":-}",
            "{\"a\":" + String(repeating: "[", count: 100_000),
        ]
    )
    func broken(_ text: String) {
        #expect(LogEntry(parsing: Array(text.utf8)) == nil)
    }

    @Test(
        "tells the time in every format that names a moment",
        arguments: [
            ("1795207846.0258133", 1_795_207_846.0258133), ("1.795208757156916e+09", 1_795_208_757.156916),
            ("1795207846025.8", 1_795_207_846.0258), ("1795207846025813300", 1_795_207_846.0258133),
            ("2026-11-20T21:05:57Z", 1_795_208_757), ("2024-02-29T23:59:59.5+05:30", 1_709_231_399.5),
            ("1970-01-01T00:00:00Z", 0), ("2026/11/20 21:05:57.192", nil), ("20/Nov/2026:21:05:57 +0000", nil),
            ("2024-12-31T23:59:60Z", 1_735_689_600), ("2026-02-29T21:05:57Z", nil), ("2026-11-31T21:05:57Z", nil),
            ("2026-11-00T21:05:57Z", nil), ("2026-13-20T21:05:57Z", nil), ("2026-11-20T21:05:57", nil), ("5", nil),
            ("nan", nil), ("", nil),
        ] as [(String, Double?)]
    )
    func times(_ text: String, _ time: Double?) {
        #expect(LogTime.parse(text) == time)
    }
}
