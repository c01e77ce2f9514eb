import Testing

@testable import Web

@Suite("Listen address")
struct ListenAddressTests {
    @Test(
        "is read, and written as it was read",
        arguments: [
            (":10713", nil, 10713),
            (":0", nil, 0),
            ("127.0.0.1:10713", "127.0.0.1", 10713),
            ("0.0.0.0:1", "0.0.0.0", 1),
            ("[::1]:10713", "::1", 10713),
            ("[::]:65535", "::", 65535),
            ("[fe80::1%eth0]:80", "fe80::1%eth0", 80),
            ("localhost:10713", "localhost", 10713),
            ("node-1.example.org:9", "node-1.example.org", 9),
            ("10.example:1", "10.example", 1),
        ] as [(String, String?, UInt16)]
    )
    func reads(text: String, host: String?, port: UInt16) throws {
        let address = try ListenAddress(parsing: text)

        #expect(address == .tcp(host: host, port: port))
        #expect(address.description == text)
    }

    @Test("may be a Unix socket")
    func unixSocket() throws {
        let address = try ListenAddress(parsing: "unix:/run/exporter.sock")

        #expect(address == .unix(path: "/run/exporter.sock"))
        #expect(address.description == "unix:/run/exporter.sock")
    }

    @Test(
        "refuses what is no address, and says what is",
        arguments: [
            "", ":", "10713", "127.0.0.1", "localhost", ":-1", ":+1", ":65536", ":10713x", ": 1", ":１",
            "::1:10713", "[::1]", "[::1]10713", "[]:1", "[127.0.0.1]:1", "[::g]:1", "[::1:1",
            "127.1:1", "10:1", "256.0.0.1:1", "a b:1", "a/b:1", "a\u{0}:1",
            "unix:", "unix:run/exporter.sock", "unix:/", "unix:/run/", "unix:/a\u{0}", "http://localhost:1",
        ]
    )
    func refuses(text: String) {
        let error = #expect(throws: ListenAddressError.self) { try ListenAddress(parsing: text) }

        #expect(
            error?.description == """
                cannot listen on "\(text)": allowed are :PORT, IPV4:PORT, [IPV6]:PORT, NAME:PORT and unix:PATH, \
                as in :10713, 127.0.0.1:10713, [::1]:10713, localhost:10713 or unix:/run/exporter.sock
                """
        )
    }
}
