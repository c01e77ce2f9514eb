import TestSupport
import Testing

@testable import Caddy

@Suite("Configuration")
struct ConfigurationTests {
    @Test("of a Caddy that has none is empty", arguments: ["null", " null\n", "7", "\"x\"", "[]"])
    func none(_ json: String) throws {
        #expect(try parse(json) == CaddyConfiguration())
    }

    @Test("without anything has the log that Caddy makes by itself")
    func empty() throws {
        var expected = CaddyConfiguration()
        expected.logs = [CaddyLog(name: "default", output: .standardError, format: .json, hasErrors: true)]

        #expect(try parse("{}") == expected)
        #expect(try parse(#"{"apps":[],"logging":7,"admin":"x"}"#) == expected)
        #expect(
            try parse(#"{"apps":{"http":{"servers":{"a":7}},"tls":null,"pki":[{}]},"logging":{"logs":[]}}"#).sites == []
        )
    }

    @Test("that is no JSON is an error", arguments: ["", "{", "{}}", "nul", "{\"a\":}", "<html>"])
    func broken(_ json: String) {
        #expect(throws: CaddyConfigurationError("it is not JSON")) { try parse(json) }
    }

    @Test("nested without end is an error, and one nested deeply is not")
    func deep() throws {
        let depth = ConfigurationValue.maximumDepth
        func nested(_ open: String, _ close: String, _ count: Int) -> String {
            String(repeating: open, count: count) + "1" + String(repeating: close, count: count)
        }
        #expect(try parse(nested("[", "]", depth)) == CaddyConfiguration())
        #expect(try parse(nested(#"{"apps":"#, "}", depth)).sites == [])
        #expect(try parse("[\"\(String(repeating: "[\\\"", count: 1000))\"]") == CaddyConfiguration())
        for (open, close) in [("[", "]"), (#"{"a":"#, "}")] {
            #expect(throws: CaddyConfigurationError("it is nested deeper than 256 levels")) {
                try parse(nested(open, close, depth + 1))
            }
            #expect(throws: CaddyConfigurationError.self) { try parse(nested(open, close, 100_000)) }
            #expect(throws: CaddyConfigurationError.self) { try parse(String(repeating: open, count: 100_000)) }
        }
    }

    @Test("tells where the admin API is, if not where it is by default")
    func admin() throws {
        #expect(try parse("{}").adminAddress == nil)
        #expect(try parse(#"{"admin":{"listen":"unix//s"}}"#).adminAddress == "unix//s")
        #expect(try parse(#"{"admin":{"listen":"unix//s","disabled":true}}"#).adminAddress == nil)
    }

    @Test("names the authorities that it has, and no others", arguments: authorities)
    func authority(_ apps: String, _ expected: [String]) throws {
        #expect(try parse(#"{"apps":{\#(apps)}}"#).authorities == expected)
    }

    @Test("survives wounds and noise", arguments: ["base", "g2", "tls", "shop", "paths"])
    func fuzz(_ name: String) throws {
        var taken = 0
        for json in Fuzz.mutations(of: try configurationSample(name), 200) {
            if let configuration = try? CaddyConfiguration.parse(json) {
                taken += 1
                #expect(configuration.sites.allSatisfy { Set($0.roots).count == $0.roots.count })
            }
        }
        for json in Fuzz.noise(500) { _ = try? CaddyConfiguration.parse(json) }

        #expect(taken > 0)
    }
}

private let authorities: [(String, [String])] = [
    (#""pki":{}"#, []), (#""pki":{"certificate_authorities":{"local":{},"b":{},"a":{}}}"#, ["a", "b", "local"]),
    (#""tls":{"automation":{"policies":[{"issuers":[{"module":"acme"}]},{}]}}"#, []),
    (#""tls":{"automation":{"policies":[{"issuers":[{"module":"acme"},{"module":"internal"}]}]}}"#, ["local"]),
    (
        #""tls":{"automation":{"policies":[{"issuer":{"module":"internal","ca":"x"}},{"issuer":{"module":"internal","ca":"x"}}]}}"#,
        ["x"]
    ),
    (#""tls":{"automation":{"policies":[{"issuers":[{"module":"internal","ca":"{env.CA}"}]}]}}"#, []),
    (#""http":{"servers":{"s":{"listen":[":443"],"routes":[{"match":[{"host":["localhost"]}]}]}}}"#, []),
]
