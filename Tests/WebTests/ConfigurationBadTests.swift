import Testing
import YAML

@testable import Web

@Suite("A web configuration file is refused")
struct ConfigurationBadTests {
    @Test("in one line that says what is allowed", arguments: rules)
    func refused(_ text: String, _ message: String) {
        #expect(refusal(of: text) == message)
    }

    @Test("with the line of what is wrong")
    func lines() {
        let text = "rate_limit:\n  interval: 1s\n  burst: 1\ntls_server_config:\n\n  cert_file: cert.pem\n"
        #expect(refusal(of: text) == "6: tls_server_config: key_file or key is missing")
    }

    @Test("without repeating what may be a secret", arguments: secrets)
    func secret(_ text: String) {
        let message = refusal(of: text)
        #expect(message != "taken")
        for secret in ["BEGIN", "MIIEvQ", "$2y$04", "abcdefghij"] {
            #expect(!message.contains(secret), "\(message)")
        }
    }
}

private let rules = [structure, headers, users, limits].flatMap { $0 }

private let top = "tls_server_config, http_server_config, rate_limit, basic_auth_users"
private let pair = "cert_file: cert.pem, key_file: key.pem"
private let bcrypt = "allowed: $2a$, $2b$ or $2y$ with a cost from 4 to 15, as htpasswd -nBC 10 '' makes it"
private let duration = "allowed: a duration such as 1s or 200ms; 0: no limit"
private let bursts = "allowed: 1 to 2147483647"

private let structure: [(String, String)] = [
    ("a: 1", "1: unknown key \"a\"; allowed: \(top)"),
    ("\nrate_limits: {}", "2: unknown key \"rate_limits\" (did you mean rate_limit?); allowed: \(top)"),
    ("[]", "1: not a mapping; allowed: \(top)"),
    ("text", "1: not a mapping; allowed: \(top)"),
    ("rate_limit: 5", "1: rate_limit: not a mapping; allowed: interval, burst"),
    ("http_server_config: []", "1: http_server_config: not a mapping; allowed: http2, headers"),
    (
        "http_server_config: {http3: true}",
        "1: unknown key \"http3\" in http_server_config (did you mean http2?); allowed: http2, headers"
    ),
    (
        "http_server_config: {http2: maybe}",
        "1: http_server_config.http2: \"maybe\" is neither true nor false; allowed: true, false"
    ),
    ("rate_limit: {}\nrate_limit: {}", "2: a key is given twice, first on line 1"),
    ("rate_limit: {interval: &a 1s}", "1: an anchor (&) is not supported"),
    ("a: 1\n---\nb: 1", "2: a second document (---) is not supported"),
]

private let headers: [(String, String)] = [
    (
        "http_server_config: {headers: {Server: x}}",
        "1: unknown key \"Server\" in http_server_config.headers; allowed: Content-Security-Policy, "
            + "Strict-Transport-Security, X-Content-Type-Options, X-Frame-Options, X-XSS-Protection"
    ),
    (
        "http_server_config: {headers: {X-Frame-Options: DENY}}",
        "1: http_server_config.headers.X-Frame-Options: \"DENY\" is not possible; allowed: deny, sameorigin"
    ),
    (
        "http_server_config: {headers: {X-Content-Type-Options: sniff}}",
        "1: http_server_config.headers.X-Content-Type-Options: \"sniff\" is not possible; allowed: nosniff"
    ),
    (
        "http_server_config: {headers: {X-XSS-Protection: \"1\\r\\nSet-Cookie: a\"}}",
        "1: http_server_config.headers.X-XSS-Protection: no value of a header; "
            + "allowed: one line of ASCII, 4096 bytes at most"
    ),
    (
        "http_server_config: {headers: {Content-Security-Policy: \(String(repeating: "a", count: 4097))}}",
        "1: http_server_config.headers.Content-Security-Policy: no value of a header; "
            + "allowed: one line of ASCII, 4096 bytes at most"
    ),
]

private let users: [(String, String)] = [
    ("basic_auth_users: [a]", "1: basic_auth_users: not a mapping; allowed: names with their hashes"),
    (
        "basic_auth_users: {'a:b': \(hashOfHorse)}",
        "1: basic_auth_users: no name of a user; allowed: any text without a colon and control characters"
    ),
    (
        "basic_auth_users: {'': \(hashOfHorse)}",
        "1: basic_auth_users: no name of a user; allowed: any text without a colon and control characters"
    ),
    (
        "basic_auth_users: {\"a\\0\": \(hashOfHorse)}",
        "1: basic_auth_users: no name of a user; allowed: any text without a colon and control characters"
    ),
    ("basic_auth_users:\n  a: password", "2: basic_auth_users: no hash of bcrypt; \(bcrypt)"),
    ("basic_auth_users:\n  a:", "2: basic_auth_users: no hash of bcrypt; \(bcrypt)"),
    ("basic_auth_users:\n  a: [x]", "2: basic_auth_users: no hash of bcrypt; \(bcrypt)"),
    ("basic_auth_users: {a: \(hashOfHorse)x}", "1: basic_auth_users: no hash of bcrypt; \(bcrypt)"),
    ("basic_auth_users: {a: \(hashOfHorse.dropLast())}", "1: basic_auth_users: no hash of bcrypt; \(bcrypt)"),
    ("basic_auth_users: {a: \(hashOfHorse.dropLast())_}", "1: basic_auth_users: no hash of bcrypt; \(bcrypt)"),
    ("basic_auth_users: {a: $2x\(hashOfHorse.dropFirst(3))}", "1: basic_auth_users: no hash of bcrypt; \(bcrypt)"),
    ("basic_auth_users: {a: $2y$03\(hashOfHorse.dropFirst(6))}", "1: basic_auth_users: no hash of bcrypt; \(bcrypt)"),
    ("basic_auth_users: {a: $2y$16\(hashOfHorse.dropFirst(6))}", "1: basic_auth_users: no hash of bcrypt; \(bcrypt)"),
    ("basic_auth_users: {a: $2y$+4\(hashOfHorse.dropFirst(6))}", "1: basic_auth_users: no hash of bcrypt; \(bcrypt)"),
    ("basic_auth_users:\n  a: \(hashOfHorse)\n  a: x", "3: a key is given twice, first on line 2"),
]

private let limits: [(String, String)] = [
    ("rate_limit: {interval: 5, burst: 1}", "1: rate_limit.interval: \"5\" is not a duration; \(duration)"),
    ("rate_limit: {interval: -1s, burst: 1}", "1: rate_limit.interval: \"-1s\" is not a duration; \(duration)"),
    ("rate_limit: {interval: 1d, burst: 1}", "1: rate_limit.interval: \"1d\" is not a duration; \(duration)"),
    ("rate_limit: {interval: s, burst: 1}", "1: rate_limit.interval: \"s\" is not a duration; \(duration)"),
    ("rate_limit: {interval: .s, burst: 1}", "1: rate_limit.interval: \".s\" is not a duration; \(duration)"),
    ("rate_limit: {interval: 1.2.3s, burst: 1}", "1: rate_limit.interval: \"1.2.3s\" is not a duration; \(duration)"),
    (
        "rate_limit: {interval: 2562048h, burst: 1}",
        "1: rate_limit.interval: \"2562048h\" is not a duration; \(duration)"
    ),
    ("rate_limit: {interval: 1s 1s, burst: 1}", "1: rate_limit.interval: this text is not a duration; \(duration)"),
    ("rate_limit: {burst: 1}", "1: rate_limit.interval: missing; \(duration)"),
    ("rate_limit: {interval: 1s}", "1: rate_limit.burst: nobody could come in; \(bursts)"),
    ("rate_limit: {interval: 1s, burst: 0}", "1: rate_limit.burst: nobody could come in; \(bursts)"),
    ("rate_limit: {interval: 1s, burst: -1}", "1: rate_limit.burst: \"-1\" is not possible; \(bursts)"),
    ("rate_limit: {interval: 1s, burst: 1.5}", "1: rate_limit.burst: \"1.5\" is not possible; \(bursts)"),
    (
        "rate_limit: {interval: 1s, burst: 2147483648}",
        "1: rate_limit.burst: \"2147483648\" is not possible; \(bursts)"
    ),
]

private let pem = "-----BEGIN PRIVATE KEY-----\\nMIIEvQIBADAN\\n-----END PRIVATE KEY-----"

private let secrets = [
    "basic_auth_users: {\(hashOfHorse): alice}",
    "basic_auth_users:\n  \(hashOfHorse): alice\n  \(hashOfHorse): bob",
    "basic_auth_users: \(hashOfHorse)",
    "basic_auth_users: {alice: 'x\(hashOfHorse)'}",
    "\(hashOfHorse): x",
    "tls_server_config: {\(hashOfHorse): x}",
    "tls_server_config: {\"\(pem)\": x}",
    "tls_server_config: {cert_file: cert.pem, key_file: \"\(pem)\"}",
    "tls_server_config: {cert_file: cert.pem, key_file: -----BEGIN PRIVATE KEY----- MIIEvQ}",
    "tls_server_config: {\(pair), client_auth_type: \"\(pem)\"}",
    "tls_server_config: {\(pair), cipher_suites: [\"\(pem)\"]}",
    "tls_server_config: {\(pair), min_version: \(hashOfHorse)}",
    "tls_server_config: {cert_file: cert.pem, key: [\"\(pem)\"]}",
    "http_server_config: {headers: {X-Frame-Options: \(hashOfHorse)}}",
    "rate_limit: {interval: \(hashOfHorse)}",
    "rate_limit: {interval: 1s, burst: \(hashOfHorse)}",
    "tls_server_config:\n  cert_file: cert.pem\n  key: |\n-----BEGIN PRIVATE KEY-----\nMIIEvQIBADAN==\n",
]
