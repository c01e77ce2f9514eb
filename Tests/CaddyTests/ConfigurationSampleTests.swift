import Foundation
import Testing

@testable import Caddy

/// Configurations as real Caddys gave them: `base`, `g2` and `tls` by the admin API, the others by `caddy adapt`.
@Suite("Configuration samples")
struct ConfigurationSampleTests {
    @Test("of one host on several ports, with logs of several kinds")
    func base() throws {
        var expected = CaddyConfiguration()
        expected.sites = (1...6).map { local(28080 + $0, "/srv/site") }
        expected.logs = [
            CaddyLog(name: "default", output: .standardError, format: .json, hasErrors: true),
            CaddyLog(name: "log0", output: .file("/srv/logs/c-access.log"), format: .json, hasErrors: false),
            CaddyLog(
                name: "log1",
                output: .file("/srv/logs/d-access.log"),
                format: .other("console"),
                hasErrors: false
            ),
            CaddyLog(name: "log2", output: .file("/srv/logs/e-access.log"), format: .json, hasErrors: false),
            CaddyLog(name: "log3", output: .file("/srv/logs/f-access.log"), format: .json, hasErrors: false),
        ]
        expected.hasUpstreams = true
        expected.adminAddress = "127.0.0.1:20190"

        #expect(try sample("base") == expected)
    }

    @Test("of roots on Gluster, one of them with an error page")
    func gluster() throws {
        var expected = CaddyConfiguration()
        expected.sites = [
            local(29081, "/mnt/c1/site"), local(29082, "/srv/bindroot"), local(29083, "/mnt/c3/clean"),
            local(29084, "/srv/not-mounted/site"), local(29085, "/mnt/c3/clean"),
        ]
        let files = (1...5).map { number in
            CaddyLog(
                name: "log\(number - 1)",
                output: .file("/srv/logs/g\(number)-access.log"),
                format: .json,
                hasErrors: false
            )
        }
        expected.logs = [CaddyLog(name: "default", output: .standardError, format: .json, hasErrors: true)] + files
        expected.adminAddress = "unix//srv/admin2.sock"

        #expect(try sample("g2") == expected)
    }

    @Test("of certificates by an internal authority, and logs that are hard to read")
    func tls() throws {
        var expected = CaddyConfiguration()
        expected.sites = [
            CaddySite(name: "127.0.0.1:30081", listen: ["127.0.0.1:30081"], roots: [.path("/srv/site")]),
            site("a.localhost", "127.0.0.1:30443", .path("/srv/pub")),
            site("b.localhost", "127.0.0.1:30443", .path("/mnt/demo")),
            site("c.localhost", "127.0.0.1:30444"),
        ]
        expected.logs = [
            CaddyLog(name: "default", output: .file("/srv/logs/t-default.log"), format: .json, hasErrors: false),
            CaddyLog(name: "log0", output: .file("/srv/logs/t-a-access.log"), format: .json, hasErrors: false),
            CaddyLog(name: "log1", output: .other("net"), format: .other("console"), hasErrors: false),
            CaddyLog(name: "log2", output: .other("discard"), format: .json, hasErrors: false),
            CaddyLog(name: "log3", output: .standardOutput, format: .other("json with other keys"), hasErrors: false),
            CaddyLog(
                name: "tlsonly",
                output: .file("/srv/logs/t-named.log"),
                format: .other("console"),
                hasErrors: true
            ),
        ]
        expected.certificates = [
            ServedCertificate(name: "a.localhost", address: "127.0.0.1:30443"),
            ServedCertificate(name: "b.localhost", address: "127.0.0.1:30443"),
            ServedCertificate(name: "c.localhost", address: "127.0.0.1:30444"),
        ]
        expected.authorities = ["local"]
        expected.hasUpstreams = true
        expected.adminAddress = "unix//srv/admin4.sock"

        #expect(try sample("tls") == expected)
    }

    @Test("of public sites: PHP, an error page with a root of its own, placeholders, a wildcard")
    func shop() throws {
        var expected = CaddyConfiguration()
        expected.sites = [
            CaddySite(
                name: "files.example.com",
                hosts: ["files.example.com", "www.files.example.com"],
                listen: [":443"],
                roots: [.path("/srv/gluster/files")]
            ),
            site("intra.example.com", ":443", .unresolved("{env.INTRA_ROOT}")),
            site("shop.example.com", ":443", .path("/srv/gluster/shop/public"), .path("/srv/gluster/errors")),
            site("api.example.com", ":443"),
            site("*.apps.example.com", ":443", .unresolved("/srv/gluster/apps/{http.request.host.labels.3}")),
        ]
        expected.logs = [
            CaddyLog(name: "default", output: .file("/var/log/caddy/caddy.log"), format: .json, hasErrors: true),
            CaddyLog(
                name: "log0",
                output: .file("/var/log/caddy/files.log"),
                format: .other("console"),
                hasErrors: false
            ),
            CaddyLog(name: "log1", output: .file("/var/log/caddy/shop.log"), format: .json, hasErrors: false),
        ]
        let names = ["files.", "www.files.", "intra.", "shop.", "api."].map { $0 + "example.com" }
        expected.certificates = names.map { ServedCertificate(name: $0, address: "127.0.0.1:443") }
        expected.authorities = ["local"]
        expected.hasUpstreams = true
        expected.adminAddress = "unix//run/caddy/admin.sock"

        #expect(try sample("shop") == expected)
    }

    @Test("of roots that depend on the path, and a site without a root")
    func paths() throws {
        var expected = CaddyConfiguration()
        let roots = ["downloads", "media", "old", "main"]
        expected.sites = [
            CaddySite(
                name: "localhost:8083",
                hosts: ["localhost"],
                listen: ["127.0.0.1:8083"],
                roots: [.path("/srv/gluster/static")]
            ),
            CaddySite(name: ":8081", listen: [":8081"], roots: roots.map { .path("/srv/gluster/\($0)") }),
            CaddySite(name: "localhost:8082", hosts: ["localhost"], listen: [":8082"], roots: [.path(".")]),
            CaddySite(name: "localhost:8443", hosts: ["localhost"], listen: [":8443"]),
        ]
        expected.logs = [CaddyLog(name: "default", output: .standardError, format: .json, hasErrors: true)]
        expected.certificates = [ServedCertificate(name: "localhost", address: "127.0.0.1:8443")]
        expected.hasUpstreams = true

        #expect(try sample("paths") == expected)
    }

    @Test("of Caddy 2.11, with metrics of its own, templates and error pages")
    func version211() throws {
        var expected = CaddyConfiguration()
        func site(_ name: String, _ host: String?, _ port: Int, _ root: String) -> CaddySite {
            CaddySite(name: name, hosts: host.map { [$0] } ?? [], listen: ["127.0.0.1:\(port)"], roots: [.path(root)])
        }
        expected.sites = [
            site("127.0.0.1:41081", "127.0.0.1", 41081, "/srv/site"),
            site("localhost", "localhost", 41082, "/srv/site"),
            site("127.0.0.1:41083", nil, 41083, "/srv/site"),
            site("127.0.0.1:41084", "127.0.0.1", 41084, "/srv/errsite"),
            site("127.0.0.1:41085", "127.0.0.1", 41085, "/srv/errsite"),
        ]
        expected.logs = [
            CaddyLog(name: "default", output: .standardError, format: .json, hasErrors: true),
            CaddyLog(name: "log0", output: .file("/srv/log/access.log"), format: .json, hasErrors: false),
            CaddyLog(name: "log1", output: .file("/srv/log/accessC.log"), format: .json, hasErrors: false),
        ]
        expected.hasUpstreams = true
        expected.adminAddress = "127.0.0.1:41019"

        #expect(try sample("2.11") == expected)
    }

    private func local(_ port: Int, _ root: String) -> CaddySite {
        CaddySite(name: "127.0.0.1:\(port)", hosts: ["127.0.0.1"], listen: [":\(port)"], roots: [.path(root)])
    }

    private func site(_ host: String, _ listen: String, _ roots: SiteRoot...) -> CaddySite {
        CaddySite(name: host, hosts: [host], listen: [listen], roots: roots)
    }
}

func configurationSample(_ name: String) throws -> [UInt8] {
    let file = Bundle.module.url(forResource: "Samples/config-\(name)", withExtension: "json")
    return Array(try Data(contentsOf: #require(file)))
}

private func sample(_ name: String) throws -> CaddyConfiguration {
    try CaddyConfiguration.parse(try configurationSample(name))
}
