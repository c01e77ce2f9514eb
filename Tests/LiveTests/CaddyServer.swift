import Foundation
import Synchronization

/// A real Caddy that runs for one test, on loopback, with everything of it in the lab.
final class CaddyServer: Sendable {
    let pid: Int32
    /// As `--caddy.admin-address` takes it, and as the label `caddy` says it.
    let admin: String
    /// Everything of it: configuration, data, standard error in `stderr.log`.
    let directory: String
    private let process: Mutex<Process>

    /// Starts it, and waits until its admin API listens.
    ///
    /// - Parameters:
    ///   - sites: Site blocks of a Caddyfile; each needs `bind 127.0.0.1`.
    ///   - admin: Its admin address; nil: a free port.
    ///   - options: More for the global block.
    ///   - messages: Where it writes what it does; nil: to its standard error.
    ///   - prefix: Put before the program: `unshare`, or `setpriv`.
    /// - Throws: What Caddy says when it does not start.
    init(_ sites: String, admin: String? = nil, options: String = "", messages: String? = nil, prefix: [String] = [])
        async throws
    {
        let directory = "\(try Lab.directory())/caddy-\(UUID().uuidString)"
        let admin = admin ?? "localhost:\(Self.newPort())"
        self.admin = admin
        self.directory = directory
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        let log = "\(directory)/stderr.log"
        try Data().write(to: URL(filePath: log))
        try Self.text(sites, admin, options).write(toFile: "\(directory)/Caddyfile", atomically: true, encoding: .utf8)
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        let home = ["HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"].map { "\($0)=\(directory)" }
        process.arguments =
            home + prefix + ["caddy", "run", "--config", "\(directory)/Caddyfile", "--adapter", "caddyfile"]
        process.standardInput = FileHandle.nullDevice
        process.standardError = FileHandle(forWritingAtPath: log)
        process.standardOutput = process.standardError
        try process.run()
        try await eventually("Caddy runs: \(log)") { () throws -> Bool? in
            guard process.isRunning else {
                throw Lab.Failure(description: try String(contentsOfFile: log, encoding: .utf8))
            }
            let text = try String(contentsOfFile: messages ?? log, encoding: .utf8)
            return text.contains("serving initial configuration") ? true : nil
        }
        pid = process.processIdentifier
        self.process = Mutex(process)
    }

    deinit {
        process.withLock { process in
            if process.isRunning { kill(pid, SIGKILL) }
            process.waitUntilExit()
        }
    }

    /// What it has written to its standard error.
    var messages: String { (try? String(contentsOfFile: "\(directory)/stderr.log", encoding: .utf8)) ?? "" }

    func stop(_ signal: Int32 = SIGTERM) {
        kill(pid, signal)
        process.withLock { $0.waitUntilExit() }
    }

    /// Gives it another configuration, as an operator would.
    func reload(_ sites: String, options: String = "") throws {
        let file = "\(directory)/Caddyfile"
        try Self.text(sites, admin, options).write(toFile: file, atomically: true, encoding: .utf8)
        try Lab.output(
            "env",
            ["HOME=\(directory)", "caddy", "reload", "--force", "--config", file, "--adapter", "caddyfile"]
                + ["--address", admin]
        )
    }

    private static func text(_ sites: String, _ admin: String, _ options: String) -> String {
        """
        {
            admin \(admin)
            auto_https disable_redirects
            skip_install_trust
            \(options)
        }

        \(sites)

        """
    }

    /// A port of the lab's loopback that nobody else uses.
    static func newPort() -> Int { ports.add(1, ordering: .relaxed).newValue }
    private static let ports = Atomic(28000)

    /// Asks it for something; the status, or curl's exit code as a negative number.
    static func get(_ port: Int, _ path: String) throws -> Int {
        let out = try Lab.output(
            "bash",
            [
                "-c",
                "curl --silent --max-time 8 --output /dev/null --write-out '%{http_code}' "
                    + "'http://127.0.0.1:\(port)\(path)' || echo \" -$?\"",
            ]
        )
        let words = out.split(separator: " ")
        return Int(words.last ?? "") ?? 0
    }
}

/// Makes system calls of a running process fail.
final class Injection: Sendable {
    private let process: Mutex<Process>

    /// `calls` as strace names them; only those that concern `path`.
    init(_ error: String, into calls: String, of pid: Int32, on path: String) async throws {
        let log = "\(try Lab.directory())/log/strace-\(UUID().uuidString).log"
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        // Foundation starts programs with signals blocked, and strace keeps them so: it would never end.
        let unblock =
            "import os, signal, sys; signal.pthread_sigmask(2, []); os.execvp('strace', ['strace'] + sys.argv[1:])"
        process.arguments = [
            "python3", "-c", unblock, "-f", "-p", "\(pid)", "-P", path, "-P", "\(path)/", "-e", "trace=\(calls)", "-e",
            "inject=\(calls):error=\(error)",
        ]
        try Data().write(to: URL(filePath: log))
        process.standardError = FileHandle(forWritingAtPath: log)
        process.standardInput = FileHandle.nullDevice
        try process.run()
        try await eventually("strace is attached: \(log)") { () throws -> Bool? in
            try String(contentsOfFile: log, encoding: .utf8).contains("attached") ? true : nil
        }
        self.process = Mutex(process)
    }

    /// Lets the process go on as before.
    func end() {
        process.withLock { process in
            if process.isRunning { kill(process.processIdentifier, SIGINT) }
            process.waitUntilExit()
        }
    }

    deinit { end() }
}
