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

private let rules = [structure, tls, clients, headers, users, limits].flatMap { $0 }

private let top = "tls_server_config, http_server_config, rate_limit, basic_auth_users"
private let pair = "cert_file: cert.pem, key_file: key.pem"
private let types =
    "NoClientCert, RequestClientCert, RequireAnyClientCert, VerifyClientCertIfGiven, RequireAndVerifyClientCert"
private let versions = "TLS10, TLS11, TLS12, TLS13"
private let suites = TLSNames.suites.joined(separator: ", ")
private let secondOnly = "without effect; allowed: only with client_auth_type RequireAndVerifyClientCert"
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

private let tls: [(String, String)] = [
    (
        "tls_server_config: {\(pair), cert_fil: x}",
        "1: unknown key \"cert_fil\" in tls_server_config (did you mean cert_file?); "
            + "allowed: \(TLSSettings.keys.joined(separator: ", "))"
    ),
    ("tls_server_config: {key_file: key.pem}", "1: tls_server_config: cert_file or cert is missing"),
    ("tls_server_config: {cert: x}", "1: tls_server_config: key_file or key is missing"),
    ("tls_server_config: {min_version: TLS13}", "1: tls_server_config: cert_file or cert is missing"),
    (
        "tls_server_config: {\(pair), cert: x}",
        "1: tls_server_config.cert_file: cert is given as well; allowed: one of them"
    ),
    (
        "tls_server_config: {\(pair), key: x}",
        "1: tls_server_config.key_file: key is given as well; allowed: one of them"
    ),
    (
        "tls_server_config: {\(pair), client_ca: x, client_ca_file: ca.pem}",
        "1: tls_server_config.client_ca_file: client_ca is given as well; allowed: one of them"
    ),
    (
        "tls_server_config:\n  cert_file: cert.pem\n  key_file: lost.pem",
        "3: tls_server_config.key_file: cannot read lost.pem: No such file or directory"
    ),
    (
        "tls_server_config: {\(pair), cipher_suites: X}",
        "1: tls_server_config.cipher_suites: not a list; allowed: a list of texts"
    ),
    (
        "tls_server_config: {\(pair), cipher_suites: ['']}",
        "1: tls_server_config.cipher_suites: an item is empty; allowed: a list of texts"
    ),
    ("tls_server_config: {cert: [x], key: y}", "1: tls_server_config.cert: not a single value; allowed: a text"),
    (
        "tls_server_config: {\(pair), min_version: TLS9}",
        "1: tls_server_config.min_version: \"TLS9\" is not a version of TLS; allowed: \(versions)"
    ),
    (
        "tls_server_config: {\(pair), max_version: TLS1.2}",
        "1: tls_server_config.max_version: \"TLS1.2\" is not a version of TLS (did you mean TLS12?); "
            + "allowed: \(versions)"
    ),
    (
        "tls_server_config: {\(pair), min_version: TLS13, max_version: TLS12}",
        "1: tls_server_config.max_version: TLS12 is older than min_version TLS13; allowed: \(versions)"
    ),
    (
        "tls_server_config: {\(pair), max_version: TLS11}",
        "1: tls_server_config.max_version: TLS11 is older than min_version TLS12; allowed: \(versions)"
    ),
    (
        "tls_server_config: {\(pair), cipher_suites: [TLS_RSA_WITH_AES_128_CBC_SHA]}",
        "1: tls_server_config.cipher_suites: \"TLS_RSA_WITH_AES_128_CBC_SHA\" is insecure; allowed: \(suites)"
    ),
    (
        "tls_server_config: {\(pair), cipher_suites: [AES]}",
        "1: tls_server_config.cipher_suites: \"AES\" is not a cipher suite; allowed: \(suites)"
    ),
    (
        "tls_server_config: {\(pair), curve_preferences: [P256]}",
        "1: tls_server_config.curve_preferences: \"P256\" is not a curve; "
            + "allowed: CurveP256, CurveP384, CurveP521, X25519"
    ),
    (
        "tls_server_config: {\(pair), prefer_server_cipher_suites: 2}",
        "1: tls_server_config.prefer_server_cipher_suites: \"2\" is neither true nor false; allowed: true, false"
    ),
]

private let clients: [(String, String)] = [
    (
        "tls_server_config: {\(pair), client_auth_type: RequireAndVerifyClientCerts}",
        "1: tls_server_config.client_auth_type: \"RequireAndVerifyClientCerts\" is not a way to ask for certificates "
            + "(did you mean RequireAndVerifyClientCert?); allowed: \(types)"
    ),
    (
        "tls_server_config: {\(pair), client_auth_type: RequireAndVerifyClientCert}",
        "1: tls_server_config.client_auth_type: RequireAndVerifyClientCert needs client_ca_file or client_ca"
    ),
    (
        "tls_server_config: {\(pair), client_auth_type: VerifyClientCertIfGiven}",
        "1: tls_server_config.client_auth_type: VerifyClientCertIfGiven needs client_ca_file or client_ca"
    ),
    (
        "tls_server_config: {\(pair), client_ca_file: ca.pem}",
        "1: tls_server_config.client_auth_type: NoClientCert does not use the client_ca that is given; "
            + "allowed: VerifyClientCertIfGiven, RequireAndVerifyClientCert"
    ),
    (
        "tls_server_config: {\(pair), client_ca: x, client_auth_type: RequireAnyClientCert}",
        "1: tls_server_config.client_auth_type: RequireAnyClientCert does not use the client_ca that is given; "
            + "allowed: VerifyClientCertIfGiven, RequireAndVerifyClientCert"
    ),
    (
        "tls_server_config: {\(pair), client_allowed_sans: [a]}",
        "1: tls_server_config.client_allowed_sans: \(secondOnly)"
    ),
    (
        "tls_server_config: {\(pair), client_ca: x, client_auth_type: VerifyClientCertIfGiven, client_allowed_sans: [a]}",
        "1: tls_server_config.client_allowed_sans: \(secondOnly)"
    ),
    (
        "tls_server_config: {\(pair), client_ca: x, client_auth_type: RequireAndVerifyClientCert, "
            + "client_allowed_sans: []}",
        "1: tls_server_config.client_allowed_sans: the list is empty; "
            + "allowed: names of clients, such as prometheus.example.org"
    ),
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
