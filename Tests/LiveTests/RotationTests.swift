import Foundation
import Synchronization
import Testing

extension LiveTests {
    /// Caddy rolls its log several times a second, and whatever it wrote is counted once.
    @Suite("A log that is rotated")
    struct RotationTests {
        @Test("is read byte by byte, each once, also over restarts of the daemon")
        func exact() async throws {
            let port = CaddyServer.newPort()
            let logs = "\(try Lab.directory())/rolled-\(UUID().uuidString)"
            let state = "\(try Lab.directory())/state-\(UUID().uuidString)"
            try FileManager.default.createDirectory(atPath: logs, withIntermediateDirectories: true)
            let caddy = try await CaddyServer(
                """
                http://:\(port) {
                    bind 127.0.0.1
                    respond "well"
                    log {
                        output file \(logs)/access.log {
                            roll_size 1MiB
                            roll_keep 1000
                        }
                    }
                }
                """
            )
            let flags = ["--caddy.admin-address=\(caddy.admin)", "--state.directory=\(state)"]
            // Its position is the beginning of the file once it has seen the file.
            var exporter = try await Exporter(flags)
            try await exporter.until("the log is followed") { $0.has("caddy_log_read_bytes_total", "access.log") }
            var read = 0.0
            let clients = Clients(port)
            defer { clients.end() }
            for _ in 1...3 {
                try await Task.sleep(for: .seconds(3))
                // What it counted until it is stopped is what its last scrape says once Caddy is quiet.
                try await clients.pause()
                read += try await Self.settled(exporter)
                #expect(exporter.stop() == 0)
                // Caddy goes on writing and rolling while nobody reads.
                clients.resume()
                try await Task.sleep(for: .seconds(2))
                exporter = try await Exporter(flags)
            }
            try await clients.pause()
            read += try await Self.settled(exporter)
            let written = try Self.bytes(logs)
            #expect(try FileManager.default.contentsOfDirectory(atPath: logs).count > 10)
            #expect(read == Double(written))
        }

        /// What was read of the log once no more comes: whole lines, each of them an entry.
        private static func settled(_ exporter: Exporter) async throws -> Double {
            var last = -1.0
            return try await eventually(within: 30, "all is read") { () -> Double? in
                let scrape = try await exporter.fresh("caddy_log")
                let of = { (name: String) in scrape.family(name).first { $0.key.contains("access.log") }?.value }
                guard let now = of("caddy_log_read_bytes_total") else { return nil }
                defer { last = now }
                #expect(of("caddy_log_unparsed_lines_total") == 0 && of("caddy_log_gaps_total") == 0)
                return now == last && of("caddy_log_lag_bytes") == 0 ? now : nil
            }
        }

        /// The bytes of all files, rolled and compressed ones too.
        private static func bytes(_ directory: String) throws -> Int {
            let text = try Lab.output(
                "bash",
                ["-c", "cd '\(directory)' && { cat -- *.log; zcat -f -- *.gz; } | wc -c"]
            )
            return try #require(Int(text.trimmingCharacters(in: .whitespacesAndNewlines)))
        }
    }
}

/// Clients that make log lines of many kilobytes.
private final class Clients: Sendable {
    private let state = Mutex((isPaused: false, isOver: false, busy: 0))

    init(_ port: Int) {
        let agent = String(repeating: "agent ", count: 2000)
        for _ in 0..<2 {
            Thread { [self] in
                while !state.withLock({ $0.isOver }) {
                    let isPaused = state.withLock { state in
                        if !state.isPaused { state.busy += 1 }
                        return state.isPaused
                    }
                    guard !isPaused else {
                        usleep(10_000)
                        continue
                    }
                    // Twenty requests of one curl.
                    _ = try? Lab.output(
                        "curl",
                        ["--silent", "--max-time", "8", "--user-agent", agent, "http://127.0.0.1:\(port)/[1-20]"]
                    )
                    state.withLock { $0.busy -= 1 }
                }
            }.start()
        }
    }

    /// Returns when nothing is under way.
    func pause() async throws {
        state.withLock { $0.isPaused = true }
        try await eventually("clients are quiet") { state.withLock { $0.busy == 0 } ? true : nil }
    }

    func resume() {
        state.withLock { $0.isPaused = false }
    }

    func end() {
        state.withLock { $0.isOver = true }
    }
}
