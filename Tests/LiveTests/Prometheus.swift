import Foundation
import FoundationNetworking
import Synchronization

/// A real Prometheus that runs for one test.
final class Prometheus: Sendable {
    private let port: Int
    private let process: Mutex<Process>

    /// Starts it on a port of 127.0.0.1 with this configuration.
    init(_ configuration: String, port: Int = 9090) throws {
        let directory = "\(try Lab.directory())/prometheus-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        try configuration.write(toFile: "\(directory)/prometheus.yml", atomically: true, encoding: .utf8)
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [
            "prometheus", "--config.file=\(directory)/prometheus.yml", "--storage.tsdb.path=\(directory)/data",
            "--web.listen-address=127.0.0.1:\(port)", "--log.level=warn",
        ]
        try process.run()
        self.port = port
        self.process = Mutex(process)
    }

    deinit {
        process.withLock { process in
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
        }
    }

    /// The values of an instant query, without their labels.
    func query(_ expression: String) async throws -> [Double] {
        var url = URLComponents(string: "http://127.0.0.1:\(port)/api/v1/query")!
        url.queryItems = [URLQueryItem(name: "query", value: expression)]
        let (data, _) = try await URLSession.shared.data(from: url.url!)
        let reply = try JSONSerialization.jsonObject(with: data) as? [String: Any]
        let result = (reply?["data"] as? [String: Any])?["result"] as? [[String: Any]] ?? []
        return result.compactMap { ($0["value"] as? [Any])?.last as? String }.compactMap(Double.init)
    }
}
