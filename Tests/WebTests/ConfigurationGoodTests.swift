import Testing
import YAML

@testable import Web

@Suite("A web configuration file")
struct ConfigurationGoodTests {
    @Test(
        "may ask for nothing at all",
        arguments: [
            "", "---", "# nothing\n", "{}", "~", "tls_server_config:", "tls_server_config: {}",
            "tls_server_config: {cert_file: '', key_file: \"\"}", "basic_auth_users:", "basic_auth_users: {}",
            "http_server_config: {}", "http_server_config: {http2: true}", "http_server_config: {http2: false}",
            "http_server_config: {headers: }", "http_server_config: {headers: {X-Frame-Options: ''}}",
            "rate_limit: {}", "rate_limit: {interval: 0}", "rate_limit: {interval: 0s, burst: 5}",
            "rate_limit: {interval: 0, burst: 0}",
        ]
    )
    func nothing(_ text: String) throws {
        #expect(try configuration(text) == WebConfiguration())
    }

    @Test("may have everything")
    func everything() throws {
        let text = """
            tls_server_config:
              cert_file: cert.pem
              key_file: key.pem
              client_auth_type: RequireAndVerifyClientCert
              client_ca_file: ca.pem
              client_allowed_sans: [prometheus.example.org, 10.0.0.1]
              min_version: TLS12
              max_version: TLS12
              cipher_suites: [TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, TLS_AES_128_GCM_SHA256]
              prefer_server_cipher_suites: false
              curve_preferences: [X25519, CurveP256]
            http_server_config:
              http2: false
              headers:
                Content-Security-Policy: default-src 'none'
                Strict-Transport-Security: max-age=31536000
                X-Content-Type-Options: nosniff
                X-Frame-Options: deny
                X-XSS-Protection: 1; mode=block
            rate_limit: {interval: 200ms, burst: 20}
            basic_auth_users:
              prometheus: \(hashOfHorse)
            """
        let tls = TLSSettings.with {
            $0.clientAuthentication = .requireAndVerify
            $0.clientAuthorities = Array("<ca.pem>".utf8)
            $0.allowedNames = ["prometheus.example.org", "10.0.0.1"]
            $0.newest = .tls12
            $0.cipherSuites = ["TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "TLS_AES_128_GCM_SHA256"]
            $0.curves = ["X25519", "CurveP256"]
        }
        let headers = [
            "Content-Security-Policy": "default-src 'none'",
            "Strict-Transport-Security": "max-age=31536000",
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "deny",
            "X-XSS-Protection": "1; mode=block",
        ]
        let all = WebConfiguration(
            tls: tls,
            users: ["prometheus": hashOfHorse],
            headers: headers,
            rateLimit: RateLimit(interval: .milliseconds(200), burst: 20)
        )
        #expect(try configuration(text) == all)
    }

    @Test("may say so much of TLS", arguments: tls)
    func encrypted(_ keys: String, _ settings: TLSSettings) throws {
        #expect(try configuration("tls_server_config: {\(keys)}") == WebConfiguration(tls: settings))
    }

    @Test("holds certificates itself, if it has to")
    func inline() throws {
        let text = """
            tls_server_config:
              cert: |
                -----BEGIN CERTIFICATE-----
                AAAA
              key: "secret"
              client_ca: authority
              client_auth_type: VerifyClientCertIfGiven
            """
        let settings = try #require(try configuration(text).tls)
        #expect(settings.certificate == Array("-----BEGIN CERTIFICATE-----\nAAAA\n".utf8))
        #expect(settings.key == Array("secret".utf8))
        #expect(settings.clientAuthorities == Array("authority".utf8))
    }

    @Test(
        "has hashes of each kind of bcrypt that is in use, and of each cost that can be borne",
        arguments: ["$2a$", "$2b$", "$2y$"],
        ["04", "09", "10", "15"]
    )
    func hashes(_ kind: String, _ cost: String) throws {
        let hash = kind + cost + hashOfHorse.dropFirst(6)
        #expect(try configuration("basic_auth_users: {a b@ü: '\(hash)'}").users == ["a b@ü": hash])
    }

    @Test(
        "measures time as Go does",
        arguments: [
            ("1s", .seconds(1)), ("200ms", .milliseconds(200)), ("1.5s", .milliseconds(1500)), ("1h", .seconds(3600)),
            ("1m30s", .seconds(90)), ("5us", .microseconds(5)), ("5µs", .microseconds(5)), ("7ns", .nanoseconds(7)),
            ("1.s", .seconds(1)), (".5s", .milliseconds(500)), ("0.000000001s", .nanoseconds(1)), ("1s1s", .seconds(2)),
            ("2562047h", .seconds(2_562_047 * 3600)),
        ] as [(String, Duration)]
    )
    func durations(_ text: String, _ interval: Duration) throws {
        let limit = try configuration("rate_limit: {interval: \(text), burst: 2147483647}").rateLimit
        #expect(limit == RateLimit(interval: interval, burst: 2_147_483_647))
    }
}

private let tls: [(String, TLSSettings)] = [
    ("cert_file: cert.pem, key_file: key.pem", .plain),
    ("cert_file: cert.pem, key_file: key.pem, client_auth_type: NoClientCert", .plain),
    ("cert_file: cert.pem, key_file: key.pem, client_auth_type: ''", .plain),
    ("cert_file: cert.pem, key_file: key.pem, cipher_suites: [], curve_preferences: ", .plain),
    ("cert_file: cert.pem, key_file: key.pem, prefer_server_cipher_suites: true", .plain),
    ("cert: <cert.pem>, key_file: key.pem, cert_file: ''", .plain),
    (
        "cert_file: cert.pem, key_file: key.pem, client_auth_type: RequestClientCert",
        .with { $0.clientAuthentication = .request }
    ),
    (
        "cert_file: cert.pem, key_file: key.pem, client_auth_type: RequireAnyClientCert",
        .with { $0.clientAuthentication = .requireAny }
    ),
    (
        "cert_file: cert.pem, key_file: key.pem, client_auth_type: RequireClientCert",
        .with { $0.clientAuthentication = .requireAny }
    ),
    ("cert_file: cert.pem, key_file: key.pem, min_version: TLS13", .with { $0.oldest = .tls13 }),
    ("cert_file: cert.pem, key_file: key.pem, min_version: TLS10", .with { $0.oldest = .tls10 }),
    (
        "cert_file: cert.pem, key_file: key.pem, min_version: TLS11, max_version: TLS11",
        .with { ($0.oldest, $0.newest) = (.tls11, .tls11) }
    ),
]
