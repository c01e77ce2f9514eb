import Foundation
import Testing

extension LiveTests {
    /// Errors of the file system, put into the system calls of a real Caddy.
    @Suite("Caddy's log")
    struct InjectionTests {
        @Test("tells errors of the file system by class, and short answers, and nothing where Caddy says nothing")
        func classes() async throws {
            let site = try await LoggedSite()
            let exporter = try await Exporter(["--caddy.admin-address=\(site.caddy.admin)"])
            try await exporter.until("its logs are followed") { $0.has("caddy_log_lag_bytes", "caddy.log") }

            let cases: [Fault] = [
                Fault("ESTALE", "newfstatat", "/file.txt", status: 500, error: "stale_handle"),
                Fault("EIO", "newfstatat", "/file.txt", status: 500, error: "io_error"),
                Fault("ENOTCONN", "newfstatat", "/file.txt", status: 500, error: "not_connected"),
                Fault("ETIMEDOUT", "newfstatat", "/file.txt", status: 500, error: "timeout"),
                Fault("ESTALE", "openat", "/folder/", status: 503, error: "stale_handle"),
                Fault("EIO", "getdents64", "/folder/", status: 500, error: "io_error"),
                // What Caddy hides: a 404 without a word, and an answer without a body.
                Fault("ESTALE", "openat", "/file.txt", status: 404, error: nil),
                Fault("ESTALE", "read", "/file.txt", status: 200, error: nil),
            ]
            for fault in cases {
                let before = try await exporter.fresh("caddy_log")
                let strace = try await Injection(
                    fault.code,
                    into: fault.call,
                    of: site.caddy.pid,
                    on: site.path(fault.uri)
                )
                let status = site.get(fault.uri)
                strace.end()
                #expect(status == fault.status, "\(fault)")
                let code = fault.status >= 500 ? "\(fault.status)" : nil
                let after = try await exporter.until("it is told: \(fault)") { scrape in
                    scrape.sum("caddy_log_entries_total") >= before.sum("caddy_log_entries_total") + 1
                        && (fault.error == nil
                            || site.errors(scrape, fault.error) == site.errors(before, fault.error) + 1)
                        && (code == nil || site.serverErrors(scrape, code) == site.serverErrors(before, code) + 1)
                }
                // What is wrong would come by the other file, and a little later.
                let last = fault.error == nil ? try await exporter.fresh("caddy_log") : after
                let rise = fault.error == nil ? 0.0 : 1
                #expect(site.errors(last, nil) == site.errors(before, nil) + rise, "\(fault)")
                let short = fault.call == "read" ? 1.0 : 0
                #expect(site.short(last) == site.short(before) + short, "\(fault)")
            }
            try await exporter.keep(as: "caddy-log")
        }

        @Test("counts no error that a client has made up")
        func traps() async throws {
            let site = try await LoggedSite()
            let exporter = try await Exporter(["--caddy.admin-address=\(site.caddy.admin)"])
            try await exporter.until("its logs are followed") { $0.has("caddy_log_lag_bytes", "caddy.log") }
            let before = try await exporter.fresh("caddy_log")
            let phrase = "stale%20NFS%20file%20handle"
            let forged = "%0A%7B%22level%22%3A%22error%22%2C%22logger%22%3A%22http.log.error%22%7D"
            let uris = [
                "/\(phrase)", "/x:%20\(phrase)%00", "/\(phrase):%20\(String(repeating: "n", count: 300))",
                "/\(forged)%00",
                "/?q=\(phrase)", "/file.txt/\(phrase)",
            ]
            for uri in uris { _ = site.get(uri, agent: "stat /srv: stale NFS file handle") }
            let after = try await exporter.until("they are read") {
                $0.sum("caddy_log_entries_total") >= before.sum("caddy_log_entries_total") + Double(uris.count)
            }
            #expect(site.errors(after, nil) == site.errors(before, nil))
            #expect(after.sum("caddy_log_unparsed_lines_total") == before.sum("caddy_log_unparsed_lines_total"))
        }
    }
}

/// An error put into a system call, and what comes of it.
private struct Fault: CustomStringConvertible {
    let code: String
    let call: String
    let uri: String
    let status: Int
    let error: String?

    init(_ code: String, _ call: String, _ uri: String, status: Int, error: String?) {
        (self.code, self.call, self.uri, self.status, self.error) = (code, call, uri, status, error)
    }

    var description: String { "\(code) from \(call) of \(uri)" }
}

/// A site on the photos mount whose access log is one file, and everything else another one.
struct LoggedSite {
    let caddy: CaddyServer
    let port = CaddyServer.newPort()
    let root: String

    init() async throws {
        let root = "\(try Lab.mount("photos"))/site-\(UUID().uuidString)"
        let logs = "\(try Lab.directory())/logs-\(UUID().uuidString)"
        for directory in ["\(root)/folder", logs] {
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        }
        try String(repeating: "x", count: 10_000).write(toFile: "\(root)/file.txt", atomically: true, encoding: .utf8)
        self.root = root
        caddy = try await CaddyServer(
            """
            http://:\(port) {
                bind 127.0.0.1
                root * \(root)
                file_server browse
                log {
                    output file \(logs)/access.log
                }
            }
            """,
            options: """
                log default {
                    output file \(logs)/caddy.log
                    format json
                }
                """,
            messages: "\(logs)/caddy.log"
        )
    }

    func path(_ uri: String) -> String {
        let path = root + uri
        return path.hasSuffix("/") ? String(path.dropLast()) : path
    }

    /// The status of the answer; 0 for none.
    func get(_ uri: String, agent: String = "test") -> Int {
        let words = [
            "--silent", "--max-time", "8", "--output", "/dev/null", "--path-as-is", "--globoff", "--user-agent", agent,
            "--write-out", "%{http_code}", "http://127.0.0.1:\(port)\(uri)",
        ]
        // curl fails where the answer is cut short: it is the status that counts.
        let text = try? Lab.output("bash", ["-c", #"curl "$@" || true"#, "curl"] + words)
        return text.flatMap { Int($0) } ?? 0
    }

    func errors(_ scrape: Scrape, _ error: String?) -> Double {
        scrape.family("caddy_log_storage_errors_total")
            .filter { $0.key.contains(#"site="127.0.0.1:\#(port)""#) && (error.map($0.key.contains) ?? true) }.values
            .reduce(
                0,
                +
            )
    }

    func serverErrors(_ scrape: Scrape, _ code: String?) -> Double {
        scrape.family("caddy_log_server_errors_total")
            .filter { $0.key.contains(#"site="127.0.0.1:\#(port)""#) && (code.map($0.key.contains) ?? true) }.values
            .reduce(0, +)
    }

    func short(_ scrape: Scrape) -> Double {
        scrape.family("caddy_log_short_responses_total").filter { $0.key.contains(#"site="127.0.0.1:\#(port)""#) }
            .values
            .reduce(0, +)
    }
}
