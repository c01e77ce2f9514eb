import Fetch
import TestSupport
import Testing

@testable import Caddy

@Suite("An admin address")
struct AdminAddressTests {
    @Test(
        "is read as Caddy writes it, and written back",
        arguments: [
            ("localhost:2019", "localhost:2019"), ("localhost", "localhost:2019"), (":2019", ":2019"),
            ("127.0.0.1:20190", "127.0.0.1:20190"), ("[::1]:2019", "[::1]:2019"), ("[::1]", "[::1]:2019"),
            ("tcp/localhost:2019", "localhost:2019"), ("tcp6/[::]:9", "[::]:9"), ("http://127.0.0.1:1", "127.0.0.1:1"),
            ("caddy-1.example.com:80", "caddy-1.example.com:80"),
            ("unix//run/caddy/admin.sock", "unix//run/caddy/admin.sock"), ("unix//run/a|0220", "unix//run/a"),
            ("unix+h2c//run/a", "unix//run/a"), ("unix:/run/a", "unix//run/a"),
        ]
    )
    func notation(text: String, label: String) {
        #expect(AdminAddress(text)?.description == label)
        #expect(AdminAddress(label)?.description == label)
    }

    @Test(
        "is none where nobody could connect to",
        arguments: [
            "", "localhost:", "localhost:x", "localhost:0", "localhost:65536", "localhost:+1", "localhost:2019-2020",
            "a b:1", "::1", "[::1", "[x]:1", "[::1]2", "{env.ADMIN}", "unix/relative", "unix/@abstract", "unix/",
            "unix//run/{env.X}",
            "udp/localhost:1", "localhost:1\r\nX: y", "a/b:1", "fd/3", "unix", "tcp/unix:2019",
        ]
    )
    func bad(text: String) {
        #expect(AdminAddress(text) == nil)
    }

    @Test("survives a thousand wounds")
    func fuzz() {
        for bytes in Fuzz.mutations(of: Array("unix//run/caddy/admin.sock|0220".utf8), 1000) {
            _ = AdminAddress(String(decoding: bytes, as: UTF8.self))
        }
        for bytes in Fuzz.mutations(of: Array("[::1]:2019".utf8), 1000) {
            guard let address = AdminAddress(String(decoding: bytes, as: UTF8.self)) else { continue }
            #expect(AdminAddress(address.description) == address)
        }
    }

    @Test("of all interfaces is asked on loopback")
    func endpoint() {
        #expect(AdminAddress(":2019")?.endpoint == .tcp(host: "127.0.0.1", port: 2019))
        #expect(AdminAddress("0.0.0.0:1")?.endpoint == .tcp(host: "127.0.0.1", port: 1))
        #expect(AdminAddress("[::]:1")?.endpoint == .tcp(host: "::1", port: 1))
        #expect(AdminAddress("10.0.0.1:1")?.endpoint == .tcp(host: "10.0.0.1", port: 1))
    }

    @Test("tells the names that its Caddy may want to hear")
    func hosts() {
        func hosts(_ text: String, _ origins: [String] = []) -> [String]? {
            AdminAddress(text)?.hosts(origins: origins)
        }
        #expect(hosts("localhost:2019") == ["localhost:2019", "127.0.0.1:2019", "[::1]:2019"])
        #expect(hosts("127.0.0.1:9") == ["127.0.0.1:9", "localhost:9", "[::1]:9"])
        #expect(hosts("[::1]:9") == ["[::1]:9", "localhost:9", "127.0.0.1:9"])
        #expect(hosts(":9") == ["localhost:9", "127.0.0.1:9", "[::1]:9"])
        #expect(hosts("10.0.0.1:9") == ["10.0.0.1:9", "localhost:9", "127.0.0.1:9", "[::1]:9"])
        #expect(hosts("unix//a") == ["", "127.0.0.1"])
        #expect(hosts("unix//a", ["caddy", "http://b:1/", "127.0.0.1"]) == ["", "127.0.0.1", "caddy", "b:1"])
    }

    @Test("is told from others, however they are written")
    func same() {
        func isSame(_ text: String, _ other: String) -> Bool? { AdminAddress(text)?.isSame(as: other) }
        #expect(isSame("localhost:9", "127.0.0.1:9") == true)
        #expect(isSame("127.0.0.1:9", ":9") == true)
        #expect(isSame("localhost:2019", "127.0.0.1:29019") == false)
        #expect(isSame("10.0.0.1:9", "10.0.0.2:9") == false)
        #expect(isSame("localhost:9", "{env.X}") == true)
        #expect(isSame("unix//a", "unix//a|0220") == true)
        #expect(isSame("unix//a", "unix//b") == false)
        #expect(isSame("unix//a", "localhost:9") == false)
    }

    @Test("is a number with a port, as certificates are read from it, or none")
    func numeric() {
        #expect(NumericAddress("[::1]:443")?.host == "::1")
        #expect(NumericAddress("127.0.0.1:443")?.port == 443)
        for text in ["localhost:443", "127.0.0.1", "127.0.0.1:0", "[::\0a/b]:443", "127.0.0.1\0.example:443"] {
            #expect(NumericAddress(text) == nil)
        }
    }
}
