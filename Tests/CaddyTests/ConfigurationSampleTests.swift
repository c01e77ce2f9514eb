import Foundation
import Testing

@testable import Caddy

/// Configurations as real Caddys printed them: `base`, `g2` and `tls` by the admin API, the others by `caddy adapt`.
@Suite("Configuration samples")
struct ConfigurationSampleTests {
    @Test("of sites with logs of every kind")
    func base() throws {
        let c = try sample("base")
        print(c)
    }
    @Test("g2") func g2() throws { print(try sample("g2")) }
    @Test("tls") func tls() throws { print(try sample("tls")) }
    @Test("shop") func shop() throws { print(try sample("shop")) }
    @Test("paths") func paths() throws { print(try sample("paths")) }
}

private func sample(_ name: String) throws -> CaddyConfiguration {
    let file = Bundle.module.url(forResource: "Samples/config-\(name)", withExtension: "json")
    return try CaddyConfiguration.parse(Array(try Data(contentsOf: #require(file))))
}
