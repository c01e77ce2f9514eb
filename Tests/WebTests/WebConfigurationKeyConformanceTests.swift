import Testing

@testable import Web

/// Each key of exporter-toolkit's schema, with each kind of value that it does not take.
@Suite("Each key of a web configuration file")
struct WebConfigurationKeyConformanceTests {
    @Test("that takes a text takes no list and no mapping", arguments: texts, ["[x]", "{a: b}", "[]", "{}"])
    func notSingle(_ key: Key, _ value: String) {
        #expect(refusal(of: key.file(value)) == "1: \(key.path): not a single value; allowed: a text")
    }

    @Test("that takes a list takes neither a text nor a mapping", arguments: lists, ["x", "{a: b}", "''", "{}"])
    func notList(_ key: Key, _ value: String) {
        #expect(refusal(of: key.file(value)) == "1: \(key.path): not a list; allowed: a list of texts")
    }

    @Test("that takes a list takes texts in it", arguments: lists, ["[[x]]", "[{a: b}]", "[[]]"])
    func notTexts(_ key: Key, _ value: String) {
        #expect(refusal(of: key.file(value)) == "1: \(key.path): not a single value; allowed: a text")
    }

    @Test("that takes a list takes nothing empty in it", arguments: lists, ["['']", "[~]", "[null]", "[\"\"]"])
    func emptyItem(_ key: Key, _ value: String) {
        #expect(refusal(of: key.file(value)) == "1: \(key.path): an item is empty; allowed: a list of texts")
    }

    @Test("that takes a mapping takes nothing else", arguments: sections, ["x", "[]", "5", "''", "[{a: b}]"])
    func notMapping(_ key: Key, _ value: String) {
        #expect(refusal(of: key.file(value)) == "1: \(key.path): not a mapping; allowed: \(key.allowed)")
    }

    @Test(
        "may be left empty, where nothing needs it",
        arguments: texts + lists + sections,
        ["", "~", "null", "Null", "NULL"]
    )
    func null(_ key: Key, _ value: String) {
        let missing = [
            "cert": "1: tls_server_config: cert_file or cert is missing",
            "key": "1: tls_server_config: key_file or key is missing",
        ]
        let stem = key.name.split(separator: "_").first.map(String.init) ?? ""
        let needed = key.section == "tls_server_config" && !key.base.contains(stem + "_file") ? missing[stem] : nil
        #expect(refusal(of: key.file(value)) == needed ?? "taken")
    }

    @Test("stands once", arguments: texts + lists + sections)
    func twice(_ key: Key) {
        #expect(refusal(of: key.file("x, \(key.name): x")) == "1: a key is given twice, first on line 1")
    }

    @Test("is spelled as it is", arguments: texts + lists + sections)
    func misspelled(_ key: Key) {
        let place = key.section.isEmpty ? "" : " in \(key.section)"
        let name = key.name + "x"
        let reason = "1: unknown key \"\(name)\"\(place) (did you mean \(key.name)?); allowed: \(key.siblings)"
        #expect(refusal(of: key.file("x").replacing("\(key.name): x", with: "\(name): x")) == reason)
    }
}

/// A key, and what stands beside it.
struct Key: CustomTestStringConvertible {
    let section: String
    let name: String
    /// The other keys that its section needs.
    let base: String
    /// All keys of its section.
    let siblings: String
    /// What it takes, when it is a mapping.
    let allowed: String

    var path: String { section.isEmpty ? name : "\(section).\(name)" }
    var testDescription: String { path }

    /// A file on one line.
    func file(_ value: String) -> String {
        let keys = base.isEmpty ? "\(name): \(value)" : "\(base), \(name): \(value)"
        return section.split(separator: ".").reversed().reduce("{\(keys)}") { "{\($1): \($0)}" }
    }
}

private let headerNames = [
    "Content-Security-Policy", "Strict-Transport-Security", "X-Content-Type-Options", "X-Frame-Options",
    "X-XSS-Protection",
]

private func tls(_ name: String) -> Key {
    let base = ["cert_file: cert.pem", "key_file: key.pem"].filter { one in
        !(name.hasPrefix("cert") && one.hasPrefix("cert")) && !(name.hasPrefix("key") && one.hasPrefix("key"))
    }
    return Key(
        section: "tls_server_config",
        name: name,
        base: base.joined(separator: ", "),
        siblings: TLSSettings.keys.joined(separator: ", "),
        allowed: ""
    )
}

private func key(_ section: String, _ name: String, _ siblings: String, allowed: String = "") -> Key {
    Key(section: section, name: name, base: "", siblings: siblings, allowed: allowed)
}

private let listNames = ["client_allowed_sans", "cipher_suites", "curve_preferences"]
private let top = "tls_server_config, http_server_config, rate_limit, basic_auth_users"
private let headers = headerNames.joined(separator: ", ")

private let texts: [Key] =
    TLSSettings.keys.filter { !listNames.contains($0) }.map(tls)
    + headerNames.map { key("http_server_config.headers", $0, headers) }
    + [
        key("http_server_config", "http2", "http2, headers"), key("rate_limit", "interval", "interval, burst"),
        Key(
            section: "rate_limit",
            name: "burst",
            base: "interval: 0s",
            siblings: "interval, burst",
            allowed: ""
        ),
    ]

private let lists = listNames.map(tls)

private let sections: [Key] = [
    key("", "tls_server_config", top, allowed: TLSSettings.keys.joined(separator: ", ")),
    key("", "http_server_config", top, allowed: "http2, headers"),
    key("", "rate_limit", top, allowed: "interval, burst"),
    key("", "basic_auth_users", top, allowed: "names with their hashes"),
    key("http_server_config", "headers", "http2, headers", allowed: headers),
]
