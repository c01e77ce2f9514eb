import Testing

@testable import Web

@Suite("What a web configuration file says of TLS is refused")
struct ConfigurationBadTLSTests {
    @Test("in one line that says what is allowed", arguments: tls + clients)
    func refused(_ text: String, _ message: String) {
        #expect(refusal(of: text) == message)
    }
}

private let pair = "cert_file: cert.pem, key_file: key.pem"
private let types =
    "NoClientCert, RequestClientCert, RequireAnyClientCert, VerifyClientCertIfGiven, RequireAndVerifyClientCert"
private let versions = "TLS10, TLS11, TLS12, TLS13"
private let suites = TLSNames.suites.joined(separator: ", ")
private let secondOnly = "without effect; allowed: only with client_auth_type RequireAndVerifyClientCert"

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
