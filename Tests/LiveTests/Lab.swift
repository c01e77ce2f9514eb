import Foundation

/// The real cluster that these tests run in: `make test` starts it around them.
enum Lab {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Where everything of the lab is.
    static func directory() throws -> String {
        guard let directory = ProcessInfo.processInfo.environment["LAB"] else {
            throw Failure(description: "live tests run in the lab: make test, or Tests/Lab/lab run -- swift test …")
        }
        return directory
    }

    static let checkout = URL(filePath: #filePath).appending(path: "../../..").standardized.path

    /// The daemon under test: the one that was built with these tests.
    static let exporter = Bundle.main.executableURL!.deletingLastPathComponent()
        .appending(path: "gluster_caddy_exporter").path

    /// A copy of it for other users, for whom the checkout may be out of reach.
    static func exporterForAll() throws -> String {
        let program = "\(try directory())/exporter-for-all-\(UUID().uuidString)"
        try FileManager.default.copyItem(atPath: exporter, toPath: program)
        try output("chmod", ["755", program])
        return program
    }

    static let asNobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]

    static func mount(_ volume: String) throws -> String { "\(try directory())/mounts/\(volume)" }
    static func glusterdSocket(_ node: Int = 1) throws -> String { "\(try directory())/node\(node)/glusterd.sock" }

    /// Uses a verb of `Tests/Lab/lab`; returns what it printed.
    @discardableResult
    static func lab(_ arguments: String...) throws -> String {
        try output("\(checkout)/Tests/Lab/lab", arguments)
    }

    /// Runs a program to its end; returns what it printed.
    @discardableResult
    static func output(_ program: String, _ arguments: [String], input: String? = nil) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [program] + arguments
        let out = Pipe()
        process.standardOutput = out
        process.standardError = out
        let feed = Pipe()
        process.standardInput = feed
        try process.run()
        if let input { try feed.fileHandleForWriting.write(contentsOf: Data(input.utf8)) }
        try feed.fileHandleForWriting.close()
        let text = String(decoding: try out.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failure(description: "\(program) \(arguments.joined(separator: " ")): \(text)")
        }
        return text
    }
}

/// Tries until the body gives something; what it throws or misses counts only when the time is over.
@discardableResult
func eventually<Value>(
    within seconds: Double = 15,
    _ what: String,
    _ body: () async throws -> Value?
) async throws -> Value {
    let end = Date.now.addingTimeInterval(seconds)
    var last = "nothing"
    while Date.now < end {
        do {
            if let value = try await body() { return value }
        } catch {
            last = String(describing: error)
        }
        try await Task.sleep(for: .milliseconds(50))
    }
    throw Lab.Failure(description: "\(what): not within \(seconds) s (last: \(last))")
}
