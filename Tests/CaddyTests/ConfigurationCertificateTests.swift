import Testing

@testable import Caddy

@Suite("Certificates of a configuration")
struct ConfigurationCertificateTests {
    @Test("are those of servers with TLS, with an address on this machine", arguments: cases)
    func served(_ server: String, _ expected: [String]) throws {
        let json = #"{"apps":{"http":{"servers":{"s":{\#(server),"routes":[{"match":[{"host":["A.example"]}]}]}}}}}"#

        #expect(try parse(json).certificates.map { "\($0.name) \($0.address)" } == expected)
    }

    @Test("go by the ports that the configuration calls HTTP and HTTPS")
    func ports() throws {
        let route = #""routes":[{"match":[{"host":["a"]}]}]"#
        let json = """
            {"apps":{"http":{"http_port":8080,"https_port":8443,"servers":{
              "a":{"listen":[":8080"],\(route)},"b":{"listen":[":8080",":8443"],\(route)},
              "c":{"listen":[":80"],\(route)}}}}}
            """

        #expect(try parse(json).certificates.map(\.address) == ["127.0.0.1:8443", "127.0.0.1:80"])
    }

    @Test("have names that one can ask for: no wildcards, no placeholders, each once")
    func names() throws {
        let hosts = #"["*.a","{env.H}","b","10.0.0.1","B","::1",""]"#
        let json = #"{"apps":{"http":{"servers":{"s":{"listen":[":443"],"routes":[{"match":[{"host":\#(hosts)}]}]}}}}}"#

        #expect(try parse(json).certificates.map(\.name) == ["b", "10.0.0.1", "::1"])
    }

    @Test("are a thousand at most")
    func limit() throws {
        let hosts = (0..<1200).map { "\"h\($0)\"" }.joined(separator: ",")
        let json =
            #"{"apps":{"http":{"servers":{"s":{"listen":[":443"],"routes":[{"match":[{"host":[\#(hosts)]}]}]}}}}}"#

        #expect(try parse(json).certificates.count == 1000)
    }
}

private let cases: [(String, [String])] = [
    (#""listen":[":443"]"#, ["a.example 127.0.0.1:443"]),
    (#""listen":["tcp/0.0.0.0:443"]"#, ["a.example 127.0.0.1:443"]),
    (#""listen":["[::]:443"]"#, ["a.example [::1]:443"]), (#""listen":["tcp6/:443"]"#, ["a.example [::1]:443"]),
    (#""listen":["10.0.0.1:443"]"#, ["a.example 10.0.0.1:443"]),
    (#""listen":["[fd00::1]:443"]"#, ["a.example [fd00::1]:443"]),
    (#""listen":["localhost:443"]"#, ["a.example localhost:443"]),
    (#""listen":[":8000-8010"]"#, ["a.example 127.0.0.1:8000"]),
    (#""listen":[":80"]"#, []), (#""listen":[":80",":443"]"#, ["a.example 127.0.0.1:443"]), (#""listen":[]"#, []),
    (#""listen":["unix//s"]"#, []), (#""listen":["udp/:443"]"#, []), (#""listen":["{env.L}:443"]"#, []),
    (#""listen":[":x"]"#, []),
    (#""listen":[":8443"]"#, ["a.example 127.0.0.1:8443"]),
    (#""listen":[":443"],"automatic_https":{"disable":true}"#, []),
    (#""listen":[":8443"],"automatic_https":{"skip":["a.example"]}"#, []),
    (#""listen":[":80"],"tls_connection_policies":[{}]"#, ["a.example 127.0.0.1:80"]),
    (
        #""listen":[":8443"],"automatic_https":{"disable":true,"skip":["a.example"]},"tls_connection_policies":[{}]"#,
        ["a.example 127.0.0.1:8443"]
    ),
]
