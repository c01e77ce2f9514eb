import Testing
import YAML

@testable import Web

/// Each value that exporter-toolkit knows, in each combination.
@Suite("Each value of a web configuration file")
struct WebConfigurationValueConformanceTests {
    @Test("that asks for certificates needs authorities where they are verified", arguments: kinds, authorities)
    func clients(_ kind: String, _ authority: String) {
        let text = "tls_server_config: {\(pair), client_auth_type: \(kind)\(authority)}"
        let verifies = ["VerifyClientCertIfGiven", "RequireAndVerifyClientCert"].contains(kind)
        let known = kind == "RequireClientCert" ? "RequireAnyClientCert" : kind
        let place = "1: tls_server_config.client_auth_type: \(known)"
        switch (verifies, authority.isEmpty) {
        case (true, true): #expect(refusal(of: text) == "\(place) needs client_ca_file or client_ca")
        case (false, false):
            let allowed = "allowed: VerifyClientCertIfGiven, RequireAndVerifyClientCert"
            #expect(refusal(of: text) == "\(place) does not use the client_ca that is given; \(allowed)")
        default: #expect(refusal(of: text) == "taken")
        }
    }

    @Test("of versions has an order", arguments: TLSVersion.allCases, TLSVersion.allCases)
    func versions(_ oldest: TLSVersion, _ newest: TLSVersion) throws {
        let versions = "min_version: \(oldest.rawValue), max_version: \(newest.rawValue)"
        let text = "tls_server_config: {\(pair), \(versions)}"
        guard oldest > newest else {
            let settings = TLSSettings.with { ($0.oldest, $0.newest) = (oldest, newest) }
            #expect(try configuration(text).tls == settings)
            return
        }
        let reason = "\(newest.rawValue) is older than min_version \(oldest.rawValue)"
        #expect(
            refusal(of: text)
                == "1: tls_server_config.max_version: \(reason); allowed: TLS10, TLS11, TLS12, TLS13"
        )
    }

    @Test("of cipher suites is a name of Go's, letter for letter", arguments: TLSNames.suites)
    func suites(_ name: String) throws {
        let text = "tls_server_config: {\(pair), cipher_suites: ['\(name)']}"
        #expect(try configuration(text).tls?.cipherSuites == [name])
        #expect(refusal(of: text.replacing(name, with: name.lowercased())).hasSuffix(allowedSuites))
        #expect(refusal(of: text.replacing(name, with: name + " ")).hasSuffix(allowedSuites))
    }

    @Test("of cipher suites is none that Go calls insecure", arguments: TLSNames.insecureSuites)
    func insecure(_ name: String) {
        let text = "tls_server_config: {\(pair), cipher_suites: [TLS_AES_128_GCM_SHA256, \(name)]}"
        let place = "1: tls_server_config.cipher_suites: \"\(name)\" is insecure"
        #expect(refusal(of: text) == "\(place); \(allowedSuites)")
    }

    @Test("of curves is a name of Go's, in the order of the file", arguments: TLSNames.curves, TLSNames.curves)
    func curves(_ first: String, _ second: String) throws {
        let text = "tls_server_config: {\(pair), curve_preferences: [\(first), \(second)]}"
        #expect(try configuration(text).tls?.curves == [first, second])
    }

    @Test(
        "of curves that is none is told, with the one that was meant",
        arguments: [
            ("x25519", " (did you mean X25519?)"), ("CurveP255", " (did you mean CurveP256?)"), ("P-256", ""),
            ("secp256r1", ""), ("X25519MLKEM768", ""),
        ]
    )
    func otherCurves(_ name: String, _ guess: String) {
        let place = "1: tls_server_config.curve_preferences: \"\(name)\" is not a curve\(guess)"
        #expect(
            refusal(of: "tls_server_config: {\(pair), curve_preferences: [\(name)]}")
                == "\(place); allowed: CurveP256, CurveP384, CurveP521, X25519"
        )
    }

    @Test(
        "that is true or false may be spelled as exporter-toolkit's YAML has it",
        arguments: [
            "true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON", "y", "Y", "false", "False", "FALSE", "no",
            "No", "NO", "off", "Off", "OFF", "n", "N",
        ]
    )
    func flags(_ value: String) {
        #expect(refusal(of: "http_server_config: {http2: \(value)}") == "taken")
        #expect(refusal(of: "tls_server_config: {\(pair), prefer_server_cipher_suites: \(value)}") == "taken")
    }

    @Test("that is true or false is nothing else", arguments: ["tRUE", "1", "0", "t", "oN", "truee"])
    func otherFlags(_ value: String) {
        #expect(
            refusal(of: "http_server_config: {http2: \(value)}")
                == "1: http_server_config.http2: \"\(value)\" is neither true nor false; allowed: true, false"
        )
    }

    @Test(
        "of a header that may have any is taken as it is",
        arguments: ["Content-Security-Policy", "Strict-Transport-Security", "X-XSS-Protection"],
        ["0", "1; mode=block", " max-age=1 ", "a: b, c", "\"x\"", String(repeating: "a", count: 4096)]
    )
    func headers(_ name: String, _ value: String) throws {
        let quoted = value.replacing("'", with: "''")
        let headers = try configuration("http_server_config: {headers: {\(name): '\(quoted)'}}").headers
        #expect(headers == [name: value])
    }

    @Test("of a header is ASCII on one line", arguments: ["\\n", "\\t", "\\0", "\\x7f", "é", "\\e", "\\N"])
    func badHeaders(_ text: String) {
        #expect(
            refusal(of: "http_server_config: {headers: {X-XSS-Protection: \"a\(text)b\"}}")
                == "1: http_server_config.headers.X-XSS-Protection: no value of a header; "
                + "allowed: one line of ASCII, 4096 bytes at most"
        )
    }

    @Test(
        "of headers with few is one of these, letter for letter",
        arguments: [("X-Content-Type-Options", ["nosniff"]), ("X-Frame-Options", ["deny", "sameorigin"])]
    )
    func fewHeaders(_ name: String, _ values: [String]) throws {
        for value in values {
            #expect(try configuration("http_server_config: {headers: {\(name): \(value)}}").headers == [name: value])
            let other = value.uppercased()
            #expect(
                refusal(of: "http_server_config: {headers: {\(name): \(other)}}")
                    == "1: http_server_config.headers.\(name): \"\(other)\" is not possible; "
                    + "allowed: \(values.joined(separator: ", "))"
            )
        }
    }
}

private let pair = "cert_file: cert.pem, key_file: key.pem"
private let kinds = ClientAuthentication.allCases.map(\.rawValue) + ["RequireClientCert"]
private let authorities = ["", ", client_ca_file: ca.pem", ", client_ca: x"]
private let allowedSuites = "allowed: \(TLSNames.suites.joined(separator: ", "))"
