import Foundation
import FoundationNetworking
import Synchronization

/// A daemon that runs for one test.
final class Exporter: Sendable {
    let pid: Int32
    let port: Int
    private let host: String
    private let process: Mutex<Process>
    private let log: String

    /// Starts it on a free port of 127.0.0.1, or of another address, and waits until it listens.
    ///
    /// It is that of `node`, 1 to 3, and asks the glusterd there. `prefix` is put before the program: `strace`, or
    /// `setpriv`.
    init(
        _ flags: [String] = [],
        node: Int = 1,
        address: String = "127.0.0.1:0",
        interval: String = "1s",
        discovers: Bool = true,
        program: String = Lab.exporter,
        prefix: [String] = []
    ) async throws {
        var arguments = ["--web.listen-address=\(address)", "--poll.interval=\(interval)"] + flags
        // All nodes of the lab are on one machine: most tests look at all of their bricks.
        if !flags.contains(where: { $0.hasPrefix("--gluster.bricks") }) { arguments.append("--gluster.bricks=all") }
        // Inside the lab, unless the test has one of its own: it shares the host's /var/lib.
        if !flags.contains(where: { $0.hasPrefix("--state.directory=") }) {
            arguments.append("--state.directory=\(try Lab.directory())/positions-\(UUID().uuidString)")
        }
        if discovers {
            arguments += [
                "--gluster.glusterd-socket=\(try Lab.glusterdSocket(node))", "--gluster.server=127.1.1.\(node)",
            ]
            // Inside the lab, unless the test has one of its own: it shares the host's /run.
            if !flags.contains(where: { $0.hasPrefix("--gluster.state-directory=") }) {
                arguments.append("--gluster.state-directory=\(try Lab.directory())/state")
            }
        }
        let log = "\(try Lab.directory())/log/exporter-\(UUID().uuidString).log"
        try Data().write(to: URL(filePath: log))
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = prefix + [program] + arguments
        process.standardInput = FileHandle.nullDevice
        process.standardError = FileHandle(forWritingAtPath: log)
        try process.run()
        port = try await eventually("the exporter listens: \(log)") {
            let text = try String(contentsOfFile: log, encoding: .utf8)
            guard let match = text.firstMatch(of: /msg=listening ports=(\d+)/) else {
                guard process.isRunning else { throw Lab.Failure(description: text) }
                return nil
            }
            return Int(match.1)
        }
        // With a prefix that stays, the daemon is its child.
        let started = process.processIdentifier
        let stays = ["strace", "sh"].contains(prefix.first)
        pid = stays ? Exporter.children(of: started).first ?? started : started
        self.log = log
        host = String(address.prefix { $0 != ":" })
        self.process = Mutex(process)
    }

    deinit {
        process.withLock { process in
            if process.isRunning { kill(pid, SIGKILL) }
            process.waitUntilExit()
        }
    }

    var messages: String { (try? String(contentsOfFile: log, encoding: .utf8)) ?? "" }

    /// The worker process, while there is one.
    var worker: Int32? { Self.children(of: pid).first }

    /// Ends it as an operator would; returns its exit status.
    func stop() -> Int32 {
        kill(pid, SIGTERM)
        return process.withLock { process in
            process.waitUntilExit()
            return process.terminationStatus
        }
    }

    /// Waits until each collector has finished a poll.
    func ready() async throws {
        try await eventually("the exporter is ready") { try await get("/-/ready").status == 200 ? true : nil }
    }

    /// Waits until all volumes of the lab are told, and every set with as many bricks as it has: the first poll may end
    /// before the last handle is open.
    func complete() async throws {
        try await ready()
        try await until("all volumes and their bricks") { scrape in
            let up = scrape.family("gluster_volume_up")
            let spare = scrape.family("gluster_subvolume_spare_bricks")
            return up.count == Lab.volumes.count && up.values.allSatisfy { $0 == 1 }
                && spare.allSatisfy { $0.value == ($0.key.contains("volume=\"scratch\"") ? 0 : 1) }
                && !spare.isEmpty && scrape.family("gluster_brick_up").values.allSatisfy { $0 == 1 }
        }
    }

    func get(_ path: String, accept: String? = nil) async throws -> (status: Int, body: Data, type: String?) {
        var request = URLRequest(url: URL(string: "http://\(host):\(port)\(path)")!, timeoutInterval: 5)
        if let accept { request.setValue(accept, forHTTPHeaderField: "Accept") }
        let (body, response) = try await URLSession.shared.data(for: request)
        let http = response as? HTTPURLResponse
        return (http?.statusCode ?? 0, body, http?.value(forHTTPHeaderField: "Content-Type"))
    }

    /// Scrapes once. Both formats are kept for the strict parsers where `EXPOSITION_OUT` says.
    func scrape() async throws -> Scrape {
        let text = try await get("/metrics", accept: "text/plain").body
        return Scrape(String(decoding: text, as: UTF8.self))
    }

    /// Scrapes until it is as the body wants it; returns that scrape.
    @discardableResult
    func until(_ what: String, within seconds: Double = 15, _ body: (Scrape) throws -> Bool) async throws -> Scrape {
        try await eventually(within: seconds, what) {
            let scrape = try await scrape()
            return try body(scrape) ? scrape : nil
        }
    }

    /// The scrape of a poll that began after now, and succeeded.
    func fresh(_ collector: String, within seconds: Double = 15) async throws -> Scrape {
        let now = Date.now.timeIntervalSince1970
        let name = { (what: String) in "gluster_caddy_exporter_collector_\(what){collector=\"\(collector)\"}" }
        return try await until("a new poll of \(collector)", within: seconds) { scrape in
            guard let end = scrape[name("last_success_timestamp_seconds")], let took = scrape[name("duration_seconds")]
            else { return false }
            return end - took > now
        }
    }

    /// Puts a scrape of each format where `make test` has the strict parsers look at both: from between two polls.
    func keep(as name: String) async throws {
        guard let directory = ProcessInfo.processInfo.environment["EXPOSITION_OUT"] else { return }
        try await eventually("two scrapes of one state") { () async throws -> Bool? in
            let text = try await get("/metrics", accept: "text/plain").body
            let openMetrics = try await get("/metrics", accept: "application/openmetrics-text").body
            // Closer than this the endpoint hands out what it has just made.
            try await Task.sleep(for: .milliseconds(120))
            let again = try await get("/metrics", accept: "text/plain").body
            guard Self.ofGluster(text) == Self.ofGluster(again) else { return nil }
            try text.write(to: URL(filePath: "\(directory)/live-\(name).prom"))
            try openMetrics.write(to: URL(filePath: "\(directory)/live-\(name).om"))
            return true
        }
    }

    private static func ofGluster(_ text: Data) -> [Substring] {
        String(decoding: text, as: UTF8.self).split(separator: "\n")
            .filter { !$0.contains("gluster_caddy_exporter_") && !$0.contains("process_") }
    }

    static func children(of pid: Int32) -> [Int32] {
        let text = try? String(contentsOfFile: "/proc/\(pid)/task/\(pid)/children", encoding: .utf8)
        let threads = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/task")) ?? []
        let all = threads.compactMap {
            try? String(contentsOfFile: "/proc/\(pid)/task/\($0)/children", encoding: .utf8)
        }
        return ([text ?? ""] + all).flatMap { $0.split(separator: " ") }.compactMap { Int32($0) }
    }
}
