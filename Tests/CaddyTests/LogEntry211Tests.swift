import Testing

@testable import Caddy

/// What Caddy 2.11 says otherwise than those before it.
@Suite("Log entry of Caddy 2.11")
struct LogEntry211Tests {
    private static let head = #"template: /a.html:1:2: executing \"/a.html\" at <include \"/b\">: "#
    private static let inclusion = head + "error calling include: "

    private func error(_ message: String, status: Int = 500, trace: String = "fileserver.x") -> LogVerdict? {
        let entry = #"{"level":"error","ts":1,"logger":"http.log.error","msg":"\#(message)","status":\#(status),"#
        return LogEntry(parsing: Array((entry + #""err_trace":"\#(trace)"}"#).utf8))?.verdict
    }

    private func first(_ message: String, _ status: Int, trace: String = "fileserver.x") -> LogVerdict? {
        let entry = #"{"level":"error","ts":1,"logger":"http.log.error","msg":"error handling handler error","#
        let first = #""first_error":{"msg":"\#(message)","status":\#(status),"err_id":"a","err_trace":"\#(trace)"}}"#
        let page =
            #""error":"{id=a} fileserver.(*FileServer).openFile (staticfiles.go:625): HTTP 503: invalid argument","#
        return LogEntry(parsing: Array((entry + page + first).utf8))?.verdict
    }

    @Test("knows Go's new text of a stale handle")
    func stale() {
        for operation in ["stat", "readdirent", "open"] {
            #expect(error("\(operation) /srv/site/dir: stale file handle") == .storage("stale_handle"))
        }
        #expect(error("stat /srv/stale file handle: no such thing") == .handler("handler_error"))
    }

    @Test("believes of an error page that failed only the first error, and that by the same rules")
    func errorPage() {
        #expect(first("invalid argument", 503) == .storage("masked"))
        #expect(first("invalid argument", 503, trace: "templates.x") == .handler("handler_error"))
        #expect(first("invalid argument", 500) == .handler("handler_error"))
        #expect(first("readdirent /a: stale file handle", 500) == .storage("stale_handle"))
        #expect(first("invalid argument", 400) == nil)
        #expect(first("{id=a} fileserver.(*FileServer).notFound (staticfiles.go:737): HTTP 404", 404) == nil)
    }

    @Test("blames storage for what a template could not read of a file that it includes")
    func included() {
        let trace = "templates.(*Templates).executeTemplate (templates.go:506)"

        #expect(error(Self.inclusion + "read /srv/b: stale file handle", trace: trace) == .storage("stale_handle"))
        #expect(error(Self.inclusion + "read b: input/output error", trace: trace) == .storage("io_error"))
        #expect(
            error(Self.inclusion + "read /x: stale file handle: input/output error", trace: trace)
                == .storage("io_error")
        )
        #expect(error(Self.inclusion + "read /srv/b: stale file handle") == .handler("handler_error"))
        #expect(error(Self.inclusion + "read /srv/b: stale file handle", status: 404, trace: trace) == nil)
    }

    @Test(
        "blames storage for nothing else that a template fails with",
        arguments: [
            inclusion + "file does not exist", inclusion + "read /srv/b: is a directory",
            inclusion + "read /srv/stale file handle", inclusion + "open /srv/b: stale file handle",
            inclusion
                + #"template: /b:1:2: executing \"/b\" at <fail .X>: error calling fail: read /b: stale file handle"#,
            head + "error calling fail: error calling include: read /b: stale file handle",
            head + "range can't iterate over x>: error calling include: read /b: stale file handle",
            #"template: /x>: error calling include: read /y:1:2: executing \"b\" at <.X>: range can't iterate over z: "#
                + "stale file handle",
            "error calling include: read /b: stale file handle", "read /b: stale file handle",
            ">: error calling include: read /b: stale file handle", "",
        ]
    )
    func innocentTemplates(_ message: String) {
        #expect(error(message, trace: "templates.x") == .handler("handler_error"))
    }

    @Test("counts no request by which a client tried to make it tell of a stale handle")
    func traps() throws {
        let text = String(decoding: try sample("stderr-json-2.11.log"), as: UTF8.self)
        let traps = text.split(separator: "\n").filter {
            $0.contains("%20file%20handle") || $0.contains(#""User-Agent":["stat"#)
        }
        // The last one is a real failure, of a directory with such a name.
        let tallies = traps.map { LogTally(of: String($0), SiteNames()).counts.storageErrors }

        #expect(traps.count == 12)
        #expect(tallies.dropLast().filter { !$0.isEmpty } == [])
        #expect(tallies.last == [LogCounts.Key("other", "not_connected"): 1])
    }

    @Test("counts a file that a sidecar's failure took along once as storage, and once as a sidecar")
    func sidecar() throws {
        let both = lines(of: try sample("stderr-json-2.11.log")).filter {
            String(decoding: $0, as: UTF8.self).contains("annk27fcq")
        }

        #expect(
            LogTally(of: both, SiteNames()).text
                == """
                entries error=1
                entries warn=1
                handler other sidecar=1
                last 1795237754.6073651
                storage other masked=1

                """
        )
    }
}
