import Testing

@testable import Caddy

@Suite("Site names")
struct LogSiteNamesTests {
    private let sites = SiteNames([
        CaddySite(name: "files", hosts: ["files.example.com", "[::1]"], listen: [":443"], roots: [.path("/srv")]),
        CaddySite(name: "wild", hosts: ["*.example.com"], listen: [":443"], roots: [.path("/srv/wild/")]),
        CaddySite(name: "twice", hosts: ["twice.example.com"], listen: [":443"]),
        CaddySite(name: "twice:8443", hosts: ["twice.example.com"], listen: [":8443"], roots: [.path("/both")]),
        CaddySite(name: ":80", listen: [":80"], roots: [.path("/both"), .unresolved("{env.X}")]),
    ])

    @Test(
        "tells the site of a host as Caddy does",
        arguments: [
            ("files.example.com", "files"), ("FILES.example.com:8443", "files"), ("[::1]", "files"),
            ("[::1]:80", "files"),
            ("::1", "files"), ("a.example.com", "wild"), ("a.b.example.com", ":80"), ("example.com", ":80"),
            ("twice.example.com", "twice"), ("twice.example.com:8443", "twice:8443"), ("", ":80"), ("[", ":80"),
        ]
    )
    func hosts(_ host: String, _ site: String) {
        #expect(sites.site(host: host) == site)
    }

    @Test("tells sites without hosts by the port, and none where that does not tell")
    func ports() {
        let sites = SiteNames([
            CaddySite(name: ":80", listen: [":80"]), CaddySite(name: "[::]:81", listen: ["[::]:81"]),
        ])

        #expect(["a:80", "[::1]:81", "a", "a:82"].map(sites.site(host:)) == [":80", "[::]:81", "other", "other"])
        #expect(SiteNames().site(host: "a") == "other")
    }

    @Test("tells the site of a file by the deepest root above it")
    func roots() {
        let paths = ["/srv/a/b", "/srv", "/srv/wild", "/srv/wild/x", "/srvx", "/both/x", "relative", "/"]

        #expect(
            paths.map(sites.site(path:)) == ["files", "files", "wild", "wild", "other", "other", "other", "other"]
        )
    }
}
