import TestSupport
import Testing
import YAML

@testable import Web

@Suite("Any bytes as a web configuration")
struct ConfigurationFuzzTests {
    @Test("are read or refused in one line", arguments: 1...8)
    func noise(_ seed: UInt64) {
        for bytes in Fuzz.noise(1000, seed: seed) { check(bytes) }
    }

    @Test("that YAML and the schema give a meaning, too", arguments: 1...8)
    func significant(_ seed: UInt64) {
        let marks = ["\n", "\n  ", "  ", "- ", ": ", "? ", "[", "]", "{", "}", ",", "\"", "'", "|", ">", "#", "&a"]
        let words = TLSSettings.keys + ["tls_server_config", "basic_auth_users", "rate_limit", "headers", hashOfHorse]
        var random = SplitMix(state: seed)
        for _ in 0..<1000 {
            let count = Int.random(in: 0...40, using: &random)
            let text = (0..<count).map { _ in (marks + words).randomElement(using: &random) ?? "" }.joined()
            check(Array(text.utf8))
        }
    }

    @Test("of a good file that was spoiled", arguments: 1...8)
    func mutations(_ seed: UInt64) {
        for bytes in Fuzz.mutations(of: sample, 1000, seed: seed) { check(bytes) }
    }

    @Test("of each length of a good file")
    func truncations() {
        for bytes in Fuzz.truncations(of: sample) { check(bytes) }
    }

    /// Whoever names users has users, or nothing at all.
    private func check(_ bytes: [UInt8]) {
        do throws(Fault) {
            let users = try configuration(bytes).users
            #expect(users.count == named(bytes), "\(String(decoding: bytes, as: UTF8.self))")
        } catch {
            #expect(!error.reason.contains { $0.isNewline })
            #expect(!error.reason.contains(hashOfHorse.suffix(31)))
        }
    }

    /// How many users a text names, as YAML sees it.
    private func named(_ bytes: [UInt8]) -> Int {
        guard let root = try? YAMLNode.compose(bytes), case .mapping(let entries) = root.content,
            let users = entries.first(where: { $0.key == "basic_auth_users" }),
            case .mapping(let names) = users.value.content
        else { return 0 }
        return names.count
    }
}

private let sample = Array(
    """
    tls_server_config:
      cert_file: cert.pem
      key: "a secret"
      client_auth_type: RequireAndVerifyClientCert
      client_ca_file: ca.pem
      cipher_suites: [TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256]
    http_server_config: {http2: false, headers: {X-Frame-Options: deny}}
    rate_limit: {interval: 1.5s, burst: 20}
    basic_auth_users:
      prometheus: \(hashOfHorse)
      alice: \(hashOfHorse)
    """.utf8
)
