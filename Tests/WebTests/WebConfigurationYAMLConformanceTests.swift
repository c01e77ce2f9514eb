import Testing
import YAML

@testable import Web

/// What YAML has, and what of it a web configuration file may have.
@Suite("The YAML of a web configuration file")
struct WebConfigurationYAMLConformanceTests {
    @Test("may be anything that says nothing", arguments: nothing)
    func isNothing(_ text: String) throws {
        #expect(try configuration(text) == WebConfiguration())
    }

    @Test("may be written in each style", arguments: styles)
    func style(_ text: String) throws {
        let limit = RateLimit(interval: .seconds(1), burst: 2)
        #expect(try configuration(text) == WebConfiguration(rateLimit: limit))
    }

    @Test("is refused in one line where it is more than a settings file needs", arguments: refused)
    func isRefused(_ text: String, _ message: String) {
        #expect(refusal(of: text) == message)
    }

    @Test("of rates is a duration and a whole number", arguments: rates)
    func rate(_ text: String, _ limit: RateLimit) throws {
        #expect(try configuration("rate_limit: {\(text)}").rateLimit == limit)
    }

    @Test("of a burst is decimal: other readers take a zero in front for octal", arguments: ["020", "+020", "0x14"])
    func octal(_ text: String) {
        let shown = text.hasPrefix("+") ? "this text" : "\"\(text)\""
        #expect(
            refusal(of: "rate_limit: {interval: 1s, burst: \(text)}")
                == "1: rate_limit.burst: \(shown) is not possible; allowed: 1 to 2147483647"
        )
    }

    @Test("of users has names of every kind, and each hash by itself", arguments: names)
    func users(_ key: String, _ name: String) throws {
        #expect(try configuration("basic_auth_users:\n  \(key): \(hashOfHorse)\n").users == [name: hashOfHorse])
        #expect(try configuration("basic_auth_users:\n  \(key): \"\(hashOfHorse)\"\n").users == [name: hashOfHorse])
        #expect(try configuration("basic_auth_users:\n  \(key): >-\n    \(hashOfHorse)\n").users == [name: hashOfHorse])
    }

    @Test("of users has hashes of bcrypt and no others", arguments: hashes)
    func hash(_ text: String) {
        #expect(refusal(of: "basic_auth_users: {a: '\(text)'}") == "1: basic_auth_users: no hash of bcrypt; \(bcrypt)")
    }
}

private let bcrypt = "allowed: $2a$, $2b$ or $2y$ with a cost from 4 to 15, as htpasswd -nBC 10 '' makes it"
private let top = "tls_server_config, http_server_config, rate_limit, basic_auth_users"
private let second = "a second document (---) is not supported"

private let nothing = [
    "\n", "   \n", "\r\n", "#", "# a\r\n# b\r\n", "\u{FEFF}", "\u{FEFF}# a\n", "---\n...\n", "--- # a\n", "--- {}\n",
    "%YAML 1.1\n---\n{}\n", "Null", "NULL", "null # nothing\n", "rate_limit: # nothing\n",
    "tls_server_config: ~\nhttp_server_config: null\nrate_limit: Null\nbasic_auth_users:\n",
    "http_server_config: {http2: , headers: }", "rate_limit: {interval: , burst: }",
    "rate_limit: {interval: '', burst: ''}",
]

private let styles = [
    "rate_limit:\n  interval: 1s\n  burst: 2\n", "rate_limit: {interval: 1s, burst: 2}",
    "{rate_limit: {interval: 1s, burst: 2}}", "\u{FEFF}rate_limit: {interval: 1s, burst: 2}",
    "rate_limit:\r\n  interval: 1s\r\n  burst: 2\r\n", "--- \nrate_limit: {interval: 1s, burst: 2}\n...\n",
    "{\"rate_limit\": {\"interval\": \"1s\", \"burst\": \"2\"}}", "'rate_limit': {'interval': '1s', 'burst': '2'}",
    "rate_limit:\n            interval: |-\n              1s\n            burst: >-\n              2\n",
    "rate_limit: # a\n  interval: 1s # b\n\n  # c\n  burst: 2", "? rate_limit\n: interval: 1s\n  burst: 2\n",
    "rate_limit: {interval: \"\\x31s\", burst: \"\\u0032\"}", "rate_limit: {\n  interval: 1s,\n  burst: 2,\n}\n",
]

private let refused: [(String, String)] = [
    ("rate_limit: &a {}", "1: an anchor (&) is not supported"),
    ("rate_limit: &a {}\nhttp_server_config: *a", "1: an anchor (&) is not supported"),
    ("rate_limit: *a", "1: an alias (*) is not supported"),
    ("&a rate_limit: {}", "1: an anchor (&) is not supported"),
    ("rate_limit: {<<: {burst: 1}}", "1: unknown key in rate_limit; allowed: interval, burst"),
    ("!!map {}", "1: a tag (!) is not supported"), ("rate_limit: !!null", "1: a tag (!) is not supported"),
    ("rate_limit: {burst: !!int '1'}", "1: a tag (!) is not supported"),
    ("rate_limit:\n\tinterval: 1s", "2: indented with a tab; YAML takes spaces only"),
    ("--- {}\n--- {}", "2: \(second)"), ("---\n---\n", "2: \(second)"), ("{}\n...\n---\n", "3: \(second)"),
    ("? [a]\n: b", "1: a key that is not plain text"), ("? {a: b}\n: c", "1: a key that is not plain text"),
    ("1: a", "1: unknown key \"1\"; allowed: \(top)"), ("~: a", "1: unknown key; allowed: \(top)"),
    ("'': a", "1: unknown key \"\"; allowed: \(top)"), ("null: a", "1: unknown key \"null\"; allowed: \(top)"),
    ("Rate_limit: {}", "1: unknown key \"Rate_limit\" (did you mean rate_limit?); allowed: \(top)"),
    ("rate_limit: {}\n'rate_limit': {}", "2: a key is given twice, first on line 1"),
    ("5", "1: not a mapping; allowed: \(top)"), ("- rate_limit: {}", "1: not a mapping; allowed: \(top)"),
    ("''", "1: not a mapping; allowed: \(top)"), ("'null'", "1: not a mapping; allowed: \(top)"),
    ("rate_limit: 'null'", "1: rate_limit: not a mapping; allowed: interval, burst"),
    ("a\u{0}b: c", "1: control characters are not allowed (column 2)"),
    (
        "tls_server_config: {cert_file: \"a\\nb\", key_file: key.pem}",
        "1: tls_server_config.cert_file: not a path; allowed: a path, or the text itself as cert"
    ),
    (
        "tls_server_config: {cert_file: \(String(repeating: "a", count: 4096)), key_file: key.pem}",
        "1: tls_server_config.cert_file: not a path; allowed: a path, or the text itself as cert"
    ),
    (
        "tls_server_config: {cert_file: cert.pem, key_file: '-----BEGIN'}",
        "1: tls_server_config.key_file: not a path; allowed: a path, or the text itself as key"
    ),
]

private let rates: [(String, RateLimit)] = [
    ("interval: +1s, burst: 1", RateLimit(interval: .seconds(1), burst: 1)),
    ("interval: 1h1m1s1ms1us1ns, burst: +2", RateLimit(interval: .nanoseconds(3_661_001_001_001), burst: 2)),
    ("interval: '1s', burst: '3'", RateLimit(interval: .seconds(1), burst: 3)),
    ("interval: 9223372036854775807ns, burst: 1", RateLimit(interval: .nanoseconds(Int64.max), burst: 1)),
]

private let names: [(String, String)] = [
    ("prometheus", "prometheus"), ("'*'", "*"), ("\"a b\"", "a b"), ("1", "1"), ("null", "null"), ("~", "~"),
    ("true", "true"), ("é", "é"), ("'#'", "#"), ("a@b.example", "a@b.example"), ("'$2y$'", "$2y$"), ("<<", "<<"),
]

private let long = String(repeating: "a", count: 86)

private let hashes: [String] = [
    "", "x", "secret", "$1$abcdefgh$abcdefghijklmnopqrstuv", "$apr1$abcdefgh$abcdefghijklmnopqrstuv",
    "{SHA}fEqNCco3Yq9h5ZUglD3CZJT4lBs=", "$6$abcdefgh$\(long)", "$2$04$\(hashOfHorse.dropFirst(7))",
    "$2y$4$\(hashOfHorse.dropFirst(6))", "$2y$00\(hashOfHorse.dropFirst(6))", "$2y$31\(hashOfHorse.dropFirst(6))",
    "$2Y$\(hashOfHorse.dropFirst(4))", " \(hashOfHorse.dropLast())", "\(hashOfHorse) ",
    "\(hashOfHorse.dropLast())é", "$2y$٠٤\(hashOfHorse.dropFirst(6))",
]
