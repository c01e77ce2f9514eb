import Foundation
import Testing

@testable import Web

/// `docs/configuration.md` is made by `Settings`, which does not know this file.
@Suite("The manual of the web configuration file")
struct ConfigurationManualTests {
    private let manual: String

    init() throws {
        let file = URL(filePath: #filePath).appending(path: "../../../docs/configuration.md").standardizedFileURL
        let text = try String(contentsOf: file, encoding: .utf8)
        manual = String(text[try #require(text.firstRange(of: "## The web configuration file")).lowerBound...])
    }

    @Test("has an example that is taken")
    func example() throws {
        let example = try #require(manual.firstMatch(of: /```yaml\n((?s).*?)```/)).output.1
        var paths: [String] = []
        let configuration = try WebConfiguration(parsing: Array(example.utf8)) { path in
            paths.append(path)
            return Array(path.utf8)
        }
        #expect(paths == ["server.crt", "server.key", "clients.crt"])
        #expect(configuration.tls?.clientAuthentication == .requireAndVerify)
        #expect(configuration.tls?.allowedNames == ["prometheus.example.org"])
        #expect(configuration.headers == ["X-Content-Type-Options": "nosniff"])
        #expect(configuration.users.keys.sorted() == ["prometheus"])
        #expect(configuration.rateLimit == RateLimit(interval: .milliseconds(100), burst: 20))
    }

    @Test("has every key of TLS, and the names that they take")
    func keys() {
        let names =
            TLSSettings.keys + ClientAuthentication.allCases.map(\.rawValue) + TLSVersion.allCases.map(\.rawValue)
            + TLSNames.curves
        for name in names { #expect(manual.contains("`\(name)`"), "\(name)") }
    }
}
